import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM, seqs, texts, upTo } from '../lib/device.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

// Longer than the SDK's first pauses between attempts (0, 1 and 2 s): who has not come back by then was told not to.
const WOULD_HAVE_RECONNECTED_MS = 4_000;

withEverySdk('devices', (scenario) => {
  scenario('a second device of bob sees the history, live messages, and what he writes on the first', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = upTo(5).map((number) => `message ${number}`);
    for (const text of sent) await alice.send(text, { to: bob.user.userID });
    await bob.messagesOnceThereAre(5);

    const second = await world.device(bob.user, PLATFORM.windows);
    const { conversationID } = await second.conversation({ with: alice.user.userID });
    assert.deepEqual(texts(await second.history(conversationID)), sent);
    await alice.send('live', { to: bob.user.userID });
    await second.messagesOnce((list) => texts(list).includes('live'));
    await bob.messagesOnce((list) => texts(list).includes('live'));
    await bob.send('mine', { to: alice.user.userID });
    await second.messagesOnce((list) => texts(list).includes('mine'));

    for (const device of [alice, bob, second]) {
      const history = await device.settles(conversationID, 7);
      assert.deepEqual(texts(history), [...sent, 'live', 'mine'], device.name);
      assert.deepEqual(seqs(history), upTo(7), device.name);
    }
    assert.deepEqual(bob.events.all('OnKickedOffline'), [], 'another platform kicks nobody');
  });

  scenario('a login on the same platform elsewhere kicks the first device, which stays out', async (world) => {
    const [alice, bob] = await world.pair();

    const elsewhere = await world.device(bob.user, PLATFORM.web);

    await bob.events.first('OnKickedOffline');
    const kicked = bob.events.now;
    await alice.send('to the new one', { to: bob.user.userID });
    assert.deepEqual(texts(await elsewhere.messagesOnceThereAre(1)), ['to the new one']);
    await sleep(WOULD_HAVE_RECONNECTED_MS);
    assert.deepEqual(bob.events.all('OnConnectSuccess', kicked), []);
    assert.deepEqual(bob.events.messages(kicked), []);
    assert.deepEqual(elsewhere.events.all('OnKickedOffline'), []);
  });

  scenario('a token that nobody issued is reported as invalid', async (world) => {
    const device = await world.blankDevice(await world.user('alice'));

    await device.begin('eyJhbGciOiJIUzI1NiJ9.eyJVc2VySUQiOiJhbGljZSJ9.bm90LW91ci1zaWduYXR1cmU');

    await device.events.first('OnUserTokenInvalid');
    assert.deepEqual(device.events.all('OnConnectSuccess'), []);
  });

  scenario('the token of another user is reported as invalid', async (world) => {
    const device = await world.blankDevice(await world.user('alice'));
    const bobs = await world.token(await world.user('bob'), PLATFORM.web);

    await device.begin(bobs);

    await device.events.first('OnUserTokenInvalid');
    assert.deepEqual(device.events.all('OnConnectSuccess'), []);
  });

  scenario('logging out and in again keeps everything and brings what came meanwhile', async (world) => {
    const [alice, bob] = await world.pair();
    await alice.send('one', { to: bob.user.userID });
    await bob.messagesOnceThereAre(1);
    await bob.send('two', { to: alice.user.userID });
    await bob.logout();
    await alice.send('three', { to: bob.user.userID });

    await bob.login(await world.token(bob.user, PLATFORM.web));

    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    const history = await bob.settles(conversationID, 3);
    assert.deepEqual(texts(history), ['one', 'two', 'three']);
    await bob.send('four', { to: alice.user.userID });
    await alice.messagesOnce((list) => texts(list).includes('four'));
  });
});
