import assert from 'node:assert/strict';
import { texts, seqs, upTo } from '../lib/device.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

withEverySdk('messages', (scenario) => {
  scenario('a login resolves and the first sync finishes without a failure', async (world) => {
    const alice = await world.device(await world.user('alice'));

    const self = await alice.call('getSelfUserInfo');

    assert.equal(self.userID, alice.user.userID);
    assert.equal(self.nickname, 'alice');
    assert.equal(alice.events.all('OnConnectSuccess').length, 1);
    assert.deepEqual(alice.events.all('OnSyncServerFailed'), []);
    assert.deepEqual(alice.events.all('OnConnectFailed'), []);
  });

  scenario('what alice sends, bob receives unchanged: a word, every script, ten kilobytes', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = ['hello', 'Grüße, 世界 \u202Eعربى\u202C 👩‍👩‍👧‍👦 "\\" <b>&amp;</b>\n\ttab', '0123456789'.repeat(1024)];

    for (const text of sent) await alice.send(text, { to: bob.user.userID });

    const received = await bob.messagesOnceThereAre(sent.length);
    assert.deepEqual(texts(received), sent);
    for (const message of received) {
      assert.equal(message.sendID, alice.user.userID);
      assert.equal(message.recvID, bob.user.userID);
      assert.equal(message.senderNickname, 'alice');
    }
  });

  scenario('a send is answered with the server\'s id and time, and both sides show the same message', async (world) => {
    const [alice, bob] = await world.pair();

    const sent = await alice.send('hello', { to: bob.user.userID });

    const [received] = await bob.messagesOnceThereAre(1);
    assert.equal(sent.status, 2);
    assert.ok(sent.serverMsgID, 'the sender has a server message id');
    assert.ok(Math.abs(sent.sendTime - Date.now()) < 60_000, `sendTime ${sent.sendTime} is the time, in ms`);
    for (const field of ['clientMsgID', 'serverMsgID', 'sendTime', 'contentType', 'sessionType', 'msgFrom']) {
      assert.equal(received[field], sent[field], field);
    }
    const conversation = await bob.conversation({ with: alice.user.userID });
    assert.deepEqual(seqs(await bob.history(conversation.conversationID)), [1]);
    await alice.settles(conversation.conversationID, 1);
  });

  scenario('fifty messages arrive once each, in the order they were sent', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = upTo(50).map((number) => `message ${number}`);

    for (const text of sent) await alice.send(text, { to: bob.user.userID });

    assert.deepEqual(texts(await bob.messagesOnceThereAre(50)), sent);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    await alice.settles(conversationID, 50);
    for (const device of [alice, bob]) {
      const history = await device.history(conversationID);
      assert.deepEqual(texts(history), sent, device.name);
      assert.deepEqual(seqs(history), upTo(50), device.name);
    }
  });

  scenario('two who write at the same time see one and the same order', async (world) => {
    const [alice, bob] = await world.pair();
    const send = async (from, to) => {
      for (const number of upTo(15)) await from.send(`${from.user.nickname} ${number}`, { to: to.user.userID });
    };

    await Promise.all([send(alice, bob), send(bob, alice)]);

    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    const [hers, his] = await Promise.all([alice, bob].map((device) => device.settles(conversationID, 30)));
    // The SDK shows by time; the order that the two must share is the one of the seqs.
    const bySeq = (history) => [...history].sort((one, other) => one.seq - other.seq).map((each) => each.clientMsgID);
    assert.deepEqual(bySeq(hers), bySeq(his));
    for (const name of ['alice', 'bob']) {
      const own = hers.filter((message) => message.textElem.content.startsWith(name)).sort((a, b) => a.seq - b.seq);
      assert.deepEqual(texts(own), upTo(15).map((number) => `${name} ${number}`));
    }
  });

  scenario('the conversation appears at both, named after the other, with the last message', async (world) => {
    const [alice, bob] = await world.pair();

    await alice.send('first', { to: bob.user.userID });
    await alice.send('last', { to: bob.user.userID });
    await bob.messagesOnceThereAre(2);

    for (const [device, peer] of [[alice, bob], [bob, alice]]) {
      const conversation = await device.conversation({ with: peer.user.userID }, ({ latestMsg }) =>
        latestMsg && JSON.parse(latestMsg).textElem.content === 'last');
      const ids = [alice.user.userID, bob.user.userID].sort();
      assert.equal(conversation.conversationID, `si_${ids.join('_')}`);
      assert.equal(conversation.conversationType, 1);
      assert.equal(conversation.showName, peer.user.nickname);
      assert.ok(conversation.latestMsgSendTime > 0);
    }
  });

  scenario('sixty messages can be paged through from the newest to the first', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = upTo(60).map((number) => `message ${number}`);
    for (const text of sent) await alice.send(text, { to: bob.user.userID });
    const { conversationID } = await alice.conversation({ with: bob.user.userID });
    await bob.messagesOnceThereAre(60);

    const newest = await bob.historyPage({ conversationID, count: 20 });
    const middle = await bob.historyPage({ conversationID, count: 20, before: newest.messageList[0].clientMsgID });
    const oldest = await bob.historyPage({ conversationID, count: 20, before: middle.messageList[0].clientMsgID });

    assert.deepEqual(texts(newest.messageList), sent.slice(40));
    assert.deepEqual(texts(middle.messageList), sent.slice(20, 40));
    assert.deepEqual(texts(oldest.messageList), sent.slice(0, 20));
    assert.deepEqual(texts(await bob.history(conversationID, 7)), sent);
  });

  scenario('a history that is not on the device comes from the server, page by page', async (world) => {
    const alice = await world.device(await world.user('alice'));
    const carol = await world.user('carol');
    const sent = upTo(60).map((number) => `message ${number}`);
    for (const text of sent) await alice.send(text, { to: carol.userID });

    // An ack says that the last one is in the queue; with its seq it is in the mailboxes as well.
    const { conversationID } = await alice.conversation({ with: carol.userID });
    await alice.settles(conversationID, 60);

    // Her first device ever: at login the SDK takes the newest message only.
    const device = await world.device(carol);
    await device.conversation({ with: alice.user.userID });
    const history = await device.history(conversationID, 20);

    assert.deepEqual(texts(history), sent);
    assert.deepEqual(seqs(history), upTo(60));
  });
});
