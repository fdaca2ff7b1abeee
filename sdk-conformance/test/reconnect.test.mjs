import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { texts, seqs, upTo } from '../lib/device.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

withEverySdk('reconnect', (scenario) => {
  scenario('twenty-five messages missed while the connection was cut are found again, once each, in order', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = upTo(40).map((number) => `message ${number}`);
    const send = async (list) => {
      for (const text of list) await alice.send(text, { to: bob.user.userID });
    };
    await send(sent.slice(0, 10));
    await bob.messagesOnceThereAre(10);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });

    // The SDK leaves a sync out within five seconds of the one before, and then shows what it missed with the next push.
    await setTimeout(6_000);
    bob.cutConnection();
    await send(sent.slice(10, 35));
    const cut = bob.events.now;
    assert.deepEqual(texts(bob.events.messages()), sent.slice(0, 10), 'nothing passes a cut wire');
    bob.mendConnection();
    await bob.events.first('OnConnectSuccess', undefined, { since: cut });
    await bob.events.synced(cut);
    await send(sent.slice(35));

    const history = await bob.settles(conversationID, 40);
    assert.deepEqual(texts(history), sent);
    assert.deepEqual(seqs(history), upTo(40));
    const announced = bob.events.messages().map((message) => message.clientMsgID);
    assert.equal(new Set(announced).size, announced.length, 'no message was announced twice');
    await bob.unread(alice, 40);
  });

  scenario('after a cut bob can send again, and alice gets it', async (world) => {
    const [alice, bob] = await world.pair();
    const before = bob.events.now;
    bob.cutConnection();
    bob.mendConnection();
    await bob.events.first('OnConnecting', undefined, { since: before });
    await bob.events.first('OnConnectSuccess', undefined, { since: before });

    await bob.send('here I am', { to: alice.user.userID });

    assert.deepEqual(texts(await alice.messagesOnceThereAre(1)), ['here I am']);
    assert.deepEqual(bob.events.all('OnKickedOffline'), [], 'a reconnect with the same token kicks nobody');
  });

  scenario('a message that is sent while the sender is cut off fails, or is there exactly once', async (world) => {
    const [alice, bob] = await world.pair();
    await alice.send('before', { to: bob.user.userID });
    await bob.messagesOnceThereAre(1);
    const before = alice.events.now;
    alice.cutConnection();
    await alice.events.first('OnConnecting', undefined, { since: before });

    // The SDK holds it back until it is connected again, or gives it up: both are right, a double is not.
    const torn = alice.send('torn', { to: bob.user.userID }).then(() => ['torn'], () => []);
    alice.mendConnection();
    await alice.events.first('OnConnectSuccess', undefined, { since: before });
    const delivered = await torn;
    await alice.send('after', { to: bob.user.userID });

    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    await bob.messagesOnce((list) => texts(list).includes('after'));
    assert.deepEqual(texts(await bob.history(conversationID)), ['before', ...delivered, 'after']);
  });
});
