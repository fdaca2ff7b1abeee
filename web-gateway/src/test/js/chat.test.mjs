import assert from 'node:assert/strict';
import test from 'node:test';

import * as proto from '../../main/webapp/js/proto.js';
import { Chat } from '../../main/webapp/js/chat.js';
import { NoAnswer, Refused, Req } from '../../main/webapp/js/protocol.js';
import { State, Store } from '../../main/webapp/js/store.js';
import { fromBase64 } from '../../main/webapp/js/omtp.js';
import { FakeServer, settled } from './fakes.mjs';

const C = 'si_anna_bob';
const bytes = (text) => new TextEncoder().encode(JSON.stringify({ content: text }));
const fromBob = (clientMsgID) => ({ sendID: 'bob', recvID: 'anna', clientMsgID, content: bytes(clientMsgID) });

/** Anna's page, logged in to a server. */
async function login(t, { server = new FakeServer(C), outbox = [], post = async () => ({}) } = {}) {
  const store = new Store({ userID: 'anna', nickname: 'Anna' });
  store.names.set('bob', 'Bob');
  const seen = { ended: [], outbox, posts: [] };
  const chat = new Chat({
    wsUrl: 'ws://host/im/ws',
    identity: { userID: 'anna', token: 't', platformID: 5, nickname: 'Anna' },
    store,
    rest: {
      post: (path, body) => {
        seen.posts.push([path, body]);
        return post(path, body);
      },
    },
    outbox,
    saveOutbox: (messages) => (seen.outbox = messages),
    onEnded: (why) => seen.ended.push(why),
    wire: () => {},
    env: server.browser,
  });
  t.after(() => chat.stop());
  chat.start();
  await settled();
  return { chat, server, store, seen, conversation: store.conversation(C) };
}

const shown = (conversation) => conversation.tail.map(({ text }) => text);
const sends = (socket) => socket.frames(Req.SEND).map(({ data }) => proto.MsgData.decode(fromBase64(data)));
const count = (server, reqIdentifier) =>
  server.browser.sockets.flatMap((socket) => socket.frames(reqIdentifier)).length;

test('a sent message is shown at once, is sent when acked, and delivered when it has its seq', async (t) => {
  const server = new FakeServer(C);
  const { chat, conversation } = await login(t, { server });
  server.silent.add(Req.SEND);

  chat.send(C, 'hello');
  assert.equal(conversation.stateOf(conversation.pending[0]), State.SENDING);

  await settled();
  const [frame] = server.browser.socket.frames(Req.SEND);
  const { clientMsgID } = proto.MsgData.decode(fromBase64(frame.data));
  server.browser.socket.answer(frame, proto.UserSendMsgResp, { clientMsgID, serverMsgID: 's', sendTime: 1 });
  await settled();
  assert.equal(conversation.stateOf(conversation.pending[0]), State.SENT);

  server.store({ sendID: 'anna', recvID: 'bob', clientMsgID, content: bytes('hello') });
  assert.deepEqual(conversation.pending, []);
  assert.equal(conversation.stateOf(conversation.tail[0]), State.DELIVERED);
});

test('who answers has read what was before', async (t) => {
  const { chat, server, conversation } = await login(t);
  chat.send(C, 'hello');
  await settled();

  server.store(fromBob('hi'));

  assert.equal(conversation.stateOf(conversation.tail[0]), State.READ);
});

test('a lost push is pulled once, and everything is in order', async (t) => {
  const { server, store, conversation } = await login(t);
  server.store(fromBob('1'));
  server.store(fromBob('2'), { isPushed: false });
  server.store(fromBob('3'));
  server.store(fromBob('4'));

  await settled();

  assert.deepEqual(shown(conversation), ['1', '2', '3', '4']);
  assert.equal(store.stats.pulls.gap, 1);
});

test('after a reconnect one comparison and one pull bring what was missed', async (t) => {
  const { server, store, conversation } = await login(t);
  server.store(fromBob('1'));
  server.browser.socket.breakOff();
  for (const text of ['2', '3', '4']) server.store(fromBob(text), { isPushed: false });

  await server.browser.pass(1000);

  assert.deepEqual(shown(conversation), ['1', '2', '3', '4']);
  assert.equal(count(server, Req.NEWEST_SEQS), 2);
  assert.equal(count(server, Req.PULL_RANGES), 1);
  assert.equal(store.stats.pulls.reconnect, 1);
});

test('a pull that broke off with the connection is made up for after it', async (t) => {
  const { server, conversation } = await login(t);
  server.silent.add(Req.PULL_RANGES);
  server.store(fromBob('1'));
  server.store(fromBob('2'), { isPushed: false });
  server.store(fromBob('3'));
  await settled();
  assert.deepEqual(shown(conversation), ['1']);
  server.silent.clear();
  server.browser.socket.breakOff();

  await server.browser.pass(1000);

  assert.deepEqual(shown(conversation), ['1', '2', '3']);
});

test('a reconnect without anything missed pulls nothing', async (t) => {
  const { server } = await login(t);
  server.store(fromBob('1'));
  server.browser.socket.breakOff();

  await server.browser.pass(1000);

  assert.equal(count(server, Req.PULL_RANGES), 0);
});

test('a message whose ack got lost goes again with the same clientMsgID, and is there once', async (t) => {
  const { chat, server, conversation } = await login(t);
  server.silent.add(Req.SEND);
  chat.send(C, 'hello');
  await settled();
  // The server has it; neither ack nor push came through.
  server.store(sends(server.browser.socket)[0], { isPushed: false });
  server.silent.clear();
  server.browser.socket.breakOff();

  await server.browser.pass(1000);

  const ids = server.browser.sockets.flatMap(sends).map(({ clientMsgID }) => clientMsgID);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 1);
  assert.equal(server.messages.length, 1);
  assert.deepEqual(shown(conversation), ['hello']);
  assert.deepEqual(conversation.pending, []);
});

test('a message that came back as a push needs no ack and is not sent again', async (t) => {
  const { chat, server, seen } = await login(t);
  server.silent.add(Req.SEND);
  chat.send(C, 'hello');
  await settled();
  server.store(sends(server.browser.socket)[0]);
  assert.deepEqual(seen.outbox, []);
  server.browser.socket.breakOff();

  await server.browser.pass(1000);

  assert.equal(count(server, Req.SEND), 1);
});

test('what was written offline goes out in its order when the connection is back', async (t) => {
  const { chat, server, seen } = await login(t);
  server.browser.socket.breakOff();
  for (const text of ['a', 'b', 'c']) chat.send(C, text);
  assert.equal(seen.outbox.length, 3);

  await server.browser.pass(1000);

  assert.deepEqual(
    server.messages.map(({ content }) => JSON.parse(new TextDecoder().decode(content)).content),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(seen.outbox, []);
});

test('an outbox from before a reload is sent with the ids it had', async (t) => {
  const left = { conversationID: C, clientMsgID: 'kept', sendID: 'anna', kind: 'text', text: 'hello', createTime: 1 };

  const { server, conversation } = await login(t, { outbox: [left] });

  assert.deepEqual(
    server.messages.map(({ clientMsgID }) => clientMsgID),
    ['kept'],
  );
  assert.deepEqual(shown(conversation), ['hello']);
});

test('a refusal is final until the user tries again, with the same clientMsgID', async (t) => {
  const { chat, server, conversation } = await login(t);
  server.silent.add(Req.SEND);
  chat.send(C, 'hello');
  await settled();
  const { socket } = server.browser;
  socket.answer(socket.frames(Req.SEND)[0], null, null, { errCode: 1302, errMsg: 'BlockedByPeer' });
  await settled();
  assert.equal(conversation.pending[0].state, State.FAILED);
  assert.equal(socket.frames(Req.SEND).length, 1);

  chat.retry(conversation.pending[0]);
  await settled();

  const [first, second] = sends(socket);
  assert.equal(first.clientMsgID, second.clientMsgID);
});

test('a duplicate push is dropped', async (t) => {
  const { server, store, conversation } = await login(t);
  const message = server.store(fromBob('1'));

  server.browser.socket.push(C, message);

  assert.deepEqual(shown(conversation), ['1']);
  assert.equal(store.stats.duplicates, 1);
});

test('two messages under one seq are not mixed up: the first one stays', async (t) => {
  const { server, conversation } = await login(t);
  server.store(fromBob('1'));

  assert.equal(conversation.insert({ seq: 1, clientMsgID: 'other', sendID: 'bob' }), 'conflict');
  assert.deepEqual(shown(conversation), ['1']);
});

test('a page just opened shows the newest message and how many are unread', async (t) => {
  const server = new FakeServer(C);
  for (const text of ['1', '2', '3']) server.store(fromBob(text), { isPushed: false });

  const { conversation, store } = await login(t, { server });

  assert.deepEqual(shown(conversation), ['3']);
  assert.equal(conversation.unread, 3);
  assert.equal(store.unread, 3);
  assert.equal(conversation.hasOlder, true);
});

test('a read receipt moves the read position forward and never back', async (t) => {
  const { chat, server, conversation } = await login(t);
  chat.send(C, 'a');
  chat.send(C, 'b');
  await settled();
  const receipt = (hasReadSeq) => {
    const detail = JSON.stringify({ markAsReadUserID: 'bob', conversationID: C, seqs: [], hasReadSeq });
    const content = new TextEncoder().encode(JSON.stringify({ detail }));
    server.browser.socket.push('n_anna_bob', { contentType: 2200, content, seq: 0 });
  };

  receipt(2);
  receipt(1);

  assert.equal(conversation.peerReadSeq, 2);
});

test('being kicked ends the login', async (t) => {
  const { server, seen } = await login(t);

  server.browser.socket.receive({ reqIdentifier: Req.KICKED, data: '' });
  await server.browser.pass(300_000);

  assert.deepEqual(seen.ended, [{ reason: 'kicked' }]);
  assert.equal(server.browser.sockets.length, 1);
});

test('a token that REST refuses ends the login, once', async (t) => {
  const post = async () => {
    throw new Refused(1501, 'TokenExpiredError');
  };

  const { seen } = await login(t, { post });

  assert.deepEqual(seen.ended, [{ reason: 'token', errCode: 1501, errMsg: 'TokenExpiredError' }]);
});

test('a REST that does not answer stops nothing', async (t) => {
  const post = async () => {
    throw new NoAnswer('gone');
  };
  const { server, conversation, seen } = await login(t, { post });

  server.store(fromBob('1'));

  assert.deepEqual(shown(conversation), ['1']);
  assert.deepEqual(seen.ended, []);
});

test('a message that comes back in other words says what was written', async (t) => {
  const { chat, server, conversation } = await login(t);
  server.silent.add(Req.SEND);
  chat.send(C, 'damn');
  await settled();
  const [{ clientMsgID }] = sends(server.browser.socket);

  server.browser.socket.push(
    C,
    server.store({ sendID: 'anna', recvID: 'bob', clientMsgID, content: bytes('d**n') }),
  );
  await settled();

  assert.deepEqual(shown(conversation), ['d**n']);
  assert.equal(conversation.tail[0].wasText, 'damn');
  assert.equal(conversation.pending.length, 0);
});
