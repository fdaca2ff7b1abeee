import assert from 'node:assert/strict';
import { PLATFORM, texts } from '../lib/device.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

withEverySdk('presence', (scenario) => {
  scenario('bob sees alice typing, and it leaves no trace in the history', async (world) => {
    const [alice, bob] = await world.pair();
    await alice.send('hello', { to: bob.user.userID });
    await bob.messagesOnceThereAre(1);
    const { conversationID } = await alice.conversation({ with: bob.user.userID });
    await alice.settles(conversationID, 1);

    await alice.call('changeInputStates', { conversationID, focus: true });
    const typing = await bob.events.first('OnConversationUserInputStatusChanged', ({ platformIDs }) => platformIDs?.length > 0);
    await alice.call('changeInputStates', { conversationID, focus: false });
    await bob.events.first('OnConversationUserInputStatusChanged', ({ platformIDs }) => !platformIDs?.length);
    await alice.send('done', { to: bob.user.userID });

    assert.equal(typing.data.conversationID, conversationID);
    assert.equal(typing.data.userID, alice.user.userID);
    assert.deepEqual(typing.data.platformIDs, [PLATFORM.web]);
    for (const device of [alice, bob]) {
      assert.deepEqual(texts(await device.settles(conversationID, 2)), ['hello', 'done'], device.name);
    }
    await bob.unread(alice, 2);
  });

  scenario('alice, who follows bob, sees him come and go', async (world) => {
    const alice = await world.device(await world.user('alice'));
    const bob = await world.user('bob');
    const online = ({ userID, status }) => userID === bob.userID && status === 1;
    const offline = ({ userID, status }) => userID === bob.userID && status === 0;

    const [before] = await alice.call('subscribeUsersStatus', [bob.userID]);
    const device = await world.device(bob);
    const came = await alice.events.first('OnUserStatusChanged', online);
    const left = alice.events.now;
    await device.logout();
    await alice.events.first('OnUserStatusChanged', offline, { since: left });

    assert.equal(before.status, 0);
    assert.deepEqual(came.data.platformIDs, [PLATFORM.web]);
  }, { '3.8.3-patch.13': 'this version reports a pushed status only if it is the one it knows already' });

  scenario('whoever is followed while online is online at once', async (world) => {
    const [alice, bob] = await world.pair();

    const [status] = await alice.call('subscribeUsersStatus', [bob.user.userID]);

    assert.equal(status.userID, bob.user.userID);
    assert.equal(status.status, 1);
    assert.deepEqual(status.platformIDs, [PLATFORM.web]);
  });
});
