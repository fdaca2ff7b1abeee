import assert from 'node:assert/strict';
import test from 'node:test';

import * as proto from '../../main/webapp/js/proto.js';
import { Connection, PING_EVERY_MS, REQUEST_TIMEOUT_MS, backoffMs } from '../../main/webapp/js/omtp.js';
import { NoAnswer, Refused, Req } from '../../main/webapp/js/protocol.js';
import { FakeBrowser, settled } from './fakes.mjs';

const WELCOME = { errCode: 0, errMsg: '', errDlt: '' };

/** A connection and everything it reported. */
function connect(env = new FakeBrowser()) {
  const seen = { states: [], pushes: [], kicks: 0, denials: [], wire: [] };
  const connection = new Connection({
    url: 'ws://host/im/ws',
    identity: { userID: 'anna', token: 'secret', platformID: 5 },
    env,
    on: {
      state: ({ name }) => seen.states.push(name),
      push: (push) => seen.pushes.push(push),
      kicked: () => seen.kicks++,
      denied: (errCode) => seen.denials.push(errCode),
      wire: (event) => seen.wire.push(event),
    },
  });
  connection.start();
  return { connection, env, seen };
}

function online() {
  const all = connect();
  all.env.socket.receiveText(WELCOME);
  return all;
}

test('the connect query has what the protocol asks for', () => {
  const { env } = connect();

  const { operationID, ...query } = Object.fromEntries(env.socket.url.searchParams);

  assert.match(operationID, /^[0-9a-f]{32}$/);
  assert.deepEqual(query, {
    sendID: 'anna',
    token: 'secret',
    platformID: '5',
    isBackground: 'false',
    isMsgResp: 'true',
    sdkType: 'js',
  });
});

test('the connection is up when the handshake frame says so, not before', () => {
  const { connection, env } = connect();
  assert.equal(connection.isOnline, false);

  env.socket.receiveText(WELCOME);

  assert.equal(connection.isOnline, true);
});

test('an answer finds its question by msgIncr, whatever the order', async () => {
  const { connection, env } = online();
  const first = connection.request(Req.NEWEST_SEQS, { userID: 'anna' });
  const second = connection.request(Req.NEWEST_SEQS, { userID: 'anna' });
  const [one, two] = env.socket.frames(Req.NEWEST_SEQS);
  assert.notEqual(one.msgIncr, two.msgIncr);

  env.socket.answer(two, proto.GetMaxSeqResp, { maxSeqs: new Map([['b', 2]]) });
  env.socket.answer(one, proto.GetMaxSeqResp, { maxSeqs: new Map([['a', 1]]) });

  assert.deepEqual([...(await first).maxSeqs], [['a', 1]]);
  assert.deepEqual([...(await second).maxSeqs], [['b', 2]]);
});

test('an errCode refuses the request with that code', async () => {
  const { connection, env } = online();
  const request = connection.request(Req.SEND, { clientMsgID: 'c' });

  env.socket.answer(env.socket.frames(Req.SEND)[0], null, null, { errCode: 1302, errMsg: 'BlockedByPeer' });

  await assert.rejects(request, (error) => error instanceof Refused && error.errCode === 1302);
});

test('a request without an answer ends as unknown, not as failed', async () => {
  const { connection, env } = online();
  const request = assert.rejects(connection.request(Req.SEND, { clientMsgID: 'c' }), NoAnswer);

  await env.pass(REQUEST_TIMEOUT_MS);

  await request;
});

test('a broken connection leaves every open request unknown', async () => {
  const { connection, env } = online();
  const request = assert.rejects(connection.request(Req.SEND, { clientMsgID: 'c' }), NoAnswer);

  env.socket.breakOff();

  await request;
});

test('a frame too large for the server is not sent', async () => {
  const { connection, env } = online();

  await assert.rejects(connection.request(Req.SEND, { content: new Uint8Array(60_000) }), Refused);

  assert.equal(env.socket.sent.length, 0);
});

test('it pings every ten seconds and stays up as long as a pong comes', async () => {
  const { connection, env } = online();

  for (let round = 1; round <= 3; round++) {
    await env.pass(PING_EVERY_MS);
    assert.equal(env.socket.sent.filter((text) => text === '{"type":"ping"}').length, round);
    env.socket.receiveText({ type: 'pong' });
  }

  assert.equal(connection.isOnline, true);
  assert.equal(env.sockets.length, 1);
});

test('no pong until the next ping means the connection is dead', async () => {
  const { connection, env } = online();

  await env.pass(2 * PING_EVERY_MS);

  assert.equal(connection.isOnline, false);
  assert.equal(env.sockets[0].isClosed, true);
});

test('no handshake in time is a lost connection', async () => {
  const { env, seen } = connect();

  await env.pass(11_000);

  assert.deepEqual(seen.states, ['connecting', 'waiting', 'connecting']);
});

test('the waits grow, and start over once a connection has proved itself', async () => {
  const { env } = online();
  const waitsUntilNextTry = async () => {
    const tries = env.sockets.length;
    env.socket.breakOff();
    const began = env.now();
    while (env.sockets.length === tries) await env.pass(50);
    return env.now() - began;
  };

  assert.deepEqual([await waitsUntilNextTry(), await waitsUntilNextTry(), await waitsUntilNextTry()], [250, 500, 1000]);
  env.socket.receiveText(WELCOME);
  await env.pass(PING_EVERY_MS);
  env.socket.receiveText({ type: 'pong' });

  assert.equal(await waitsUntilNextTry(), 250);
});

test('a server that accepts and dies at once is not hammered', async () => {
  const { env } = online();
  const lasts = async () => {
    const tries = env.sockets.length;
    env.socket.breakOff();
    const began = env.now();
    while (env.sockets.length === tries) await env.pass(50);
    env.socket.receiveText(WELCOME);
    return env.now() - began;
  };

  assert.deepEqual([await lasts(), await lasts(), await lasts()], [250, 500, 1000]);
});

test('back-off doubles up to half a minute, and half of it is chance', () => {
  assert.deepEqual(
    [0, 1, 2, 6, 50].map((n) => backoffMs(n, () => 0)),
    [250, 500, 1000, 15_000, 15_000],
  );
  assert.deepEqual(
    [0, 1, 2, 6, 50].map((n) => backoffMs(n, () => 1)),
    [500, 1000, 2000, 30_000, 30_000],
  );
});

test('being kicked ends it: no reconnect', async () => {
  const { env, seen } = online();

  env.socket.receive({ reqIdentifier: Req.KICKED, data: '' });
  await env.pass(300_000);

  assert.equal(seen.kicks, 1);
  assert.equal(env.sockets.length, 1);
  assert.equal(env.socket.isClosed, true);
});

test('a token that is no good ends it: no reconnect', async () => {
  for (const errCode of [1501, 1502, 1503, 1504, 1505, 1506, 1507]) {
    const { env, seen } = connect();

    env.socket.receiveText({ errCode, errMsg: 'token' });
    await env.pass(300_000);

    assert.deepEqual(seen.denials, [errCode]);
    assert.equal(env.sockets.length, 1);
  }
});

test('any other refusal of the handshake is tried again', async () => {
  const { env, seen } = connect();

  env.socket.receiveText({ errCode: 1601, errMsg: 'ConnOverMaxNumLimit' });
  await env.pass(1000);

  assert.equal(env.sockets.length, 2);
  assert.deepEqual(seen.denials, []);
});

test('a frame that cannot be read costs the connection, not the page', async () => {
  const { env } = online();

  env.socket.onmessage({ data: new TextEncoder().encode('{').buffer });
  await env.pass(1000);

  assert.equal(env.sockets.length, 2);
});

test('a frame of a kind nobody knows is let pass', async () => {
  const { connection, env } = online();

  env.socket.receive({ reqIdentifier: 2999, data: 'AAAA' });
  await settled();

  assert.equal(connection.isOnline, true);
});

test('what an abandoned socket still says is not heard', async () => {
  const { connection, env, seen } = online();
  const old = env.socket;
  connection.cut(0);
  await env.pass(1000);
  env.socket.receiveText(WELCOME);

  old.push('si_a_b', { seq: 1 });
  old.breakOff();

  assert.equal(seen.pushes.length, 0);
  assert.equal(connection.isOnline, true);
});

test('to lose the next push loses one with a number, and only one', () => {
  const { connection, env, seen } = online();
  connection.loseNextPush();

  env.socket.push('si_a_b', { seq: 0, contentType: 113 });
  env.socket.push('si_a_b', { seq: 1 });
  env.socket.push('si_a_b', { seq: 2 });

  assert.deepEqual(
    seen.pushes.map(({ msgs }) => msgs.get('si_a_b').msgs[0].seq),
    [0, 2],
  );
});

test('the token is not shown on the wire panel', () => {
  const { seen } = online();

  assert.equal(JSON.stringify(seen.wire).includes('secret'), false);
});

test('after stop nothing happens any more', async () => {
  const { connection, env } = online();

  connection.stop();
  await env.pass(300_000);

  assert.equal(env.sockets.length, 1);
  await assert.rejects(connection.request(Req.NEWEST_SEQS, { userID: 'anna' }), NoAnswer);
});
