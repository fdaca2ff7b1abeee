import assert from 'node:assert/strict';
import { texts } from '../lib/device.mjs';
import { eventually } from '../lib/events.mjs';
import { lacks } from '../lib/features.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

const BLOCKED_BY_PEER = 1302;
const SDK_UNKNOWN = 10005;

const friendsOf = async (device) => (await device.call('getFriendList')).map((friend) => friend.userID);

/** Asks, and waits until both know of it: an SDK that hears of question and answer at once reports the first alone. */
async function ask(alice, bob) {
  await alice.call('addFriend', { toUserID: bob.user.userID, reqMsg: 'it is me' });
  for (const device of [alice, bob]) {
    await device.events.first('OnFriendApplicationAdded', ({ fromUserID }) => fromUserID === alice.user.userID);
  }
}

async function befriend(alice, bob) {
  await ask(alice, bob);
  await bob.call('acceptFriendApplication', { toUserID: alice.user.userID, handleMsg: 'welcome' });
  for (const [device, peer] of [[alice, bob], [bob, alice]]) {
    await eventually(`${device.name} has the friend`, async () => (await friendsOf(device)).includes(peer.user.userID));
  }
}

withEverySdk('friends', (scenario) => {
  scenario('a friend request arrives, is accepted, and both have a friend', async (world) => {
    const [alice, bob] = await world.pair();

    await befriend(alice, bob);

    await alice.events.first('OnFriendApplicationAccepted', ({ toUserID }) => toUserID === bob.user.userID);
    assert.deepEqual(await friendsOf(alice), [bob.user.userID]);
    assert.deepEqual(await friendsOf(bob), [alice.user.userID]);
  });

  scenario('a friend request that is refused makes no friends', async (world) => {
    const [alice, bob] = await world.pair();

    await ask(alice, bob);
    await bob.call('refuseFriendApplication', { toUserID: alice.user.userID, handleMsg: 'who?' });

    await alice.events.first('OnFriendApplicationRejected', ({ toUserID }) => toUserID === bob.user.userID);
    assert.deepEqual(await friendsOf(alice), []);
    assert.deepEqual(await friendsOf(bob), []);
  });

  scenario('a friend who is deleted is gone', async (world) => {
    const [alice, bob] = await world.pair();
    await befriend(alice, bob);

    await alice.call('deleteFriend', bob.user.userID);

    await eventually('alice has no friend', async () => (await friendsOf(alice)).length === 0);
  });

  scenario('whoever bob blocks cannot write to him until he unblocks', async (world) => {
    const [alice, bob] = await world.pair();

    // The answer and the notification both make the SDK fetch the list; where they meet, its database refuses one of the
    // two, and the call is rejected although it was done. What counts is the list.
    await bob.call('addBlack', { toUserID: alice.user.userID, ex: '' }).catch((failure) =>
      assert.equal(failure.errCode, SDK_UNKNOWN));
    await eventually('bob has blocked her', async () => (await bob.call('getBlackList')).length === 1);
    await assert.rejects(alice.send('let me in', { to: bob.user.userID }), { errCode: BLOCKED_BY_PEER });
    await bob.call('removeBlack', alice.user.userID);
    await eventually('bob has unblocked her', async () => (await bob.call('getBlackList')).length === 0);
    await alice.send('thank you', { to: bob.user.userID });

    assert.deepEqual(texts(await bob.messagesOnceThereAre(1)), ['thank you']);
  });
}, { skip: lacks('friends') });
