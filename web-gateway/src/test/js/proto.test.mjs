import assert from 'node:assert/strict';
import test from 'node:test';

import * as proto from '../../main/webapp/js/proto.js';
import { fromBase64, toBase64 } from '../../main/webapp/js/omtp.js';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (text) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('a request has the bytes that the official SDK sends', () => {
  assert.equal(hex(proto.GetMaxSeqReq.encode({ userID: 'u1' })), '0a027531');
});

test('a map is a repeated entry of key and value', () => {
  // maxSeqs {"a": 300}
  const answer = proto.GetMaxSeqResp.decode(bytes('0a 06 0a 01 61 10 ac 02'));

  assert.deepEqual([...answer.maxSeqs], [['a', 300]]);
  assert.equal(hex(proto.GetMaxSeqResp.encode({ maxSeqs: new Map([['a', 300]]) })), '0a060a016110ac02');
});

test('a map entry without a value has the zero value', () => {
  const answer = proto.GetConversationsHasReadAndMaxSeqResp.decode(bytes('0a 05 0a 01 61 12 00'));

  assert.deepEqual(answer.seqs.get('a'), { maxSeq: 0, hasReadSeq: 0, maxSeqTime: 0 });
});

test('repeated numbers are written packed and read both ways', () => {
  const packed = proto.ConversationSeqs.encode({ conversationID: 'c', seqs: [1, 2, 300] });

  assert.equal(hex(packed), '120163' + '1a040102ac02');
  assert.deepEqual(proto.ConversationSeqs.decode(packed).seqs, [1, 2, 300]);
  assert.deepEqual(proto.ConversationSeqs.decode(bytes('18 01 18 02 18 ac02')).seqs, [1, 2, 300]);
});

test('a false option stays in its map, though false fields are not sent', () => {
  const encoded = proto.MsgData.encode({ options: new Map([['history', false]]), isRead: false });

  assert.equal(hex(encoded), '9a01090a07' + Buffer.from('history').toString('hex'));
  assert.deepEqual([...proto.MsgData.decode(encoded).options], [['history', false]]);
});

test('a message survives the way there and back', () => {
  const message = {
    sendID: 'anna',
    recvID: 'bérénice 😀',
    clientMsgID: 'c1',
    content: new TextEncoder().encode('{"content":"hi"}'),
    seq: 123_456_789_012,
    sendTime: 1_893_456_000_123,
    status: 2,
    isRead: true,
    offlinePushInfo: { title: 't', iOSBadgeCount: true },
    atUserIDList: ['x', 'y'],
  };

  const copy = proto.MsgData.decode(proto.MsgData.encode(message));

  for (const [name, value] of Object.entries(message)) {
    if (name === 'offlinePushInfo') assert.equal(copy.offlinePushInfo.title, 't');
    else assert.deepEqual(copy[name], value, name);
  }
  assert.equal(copy.groupID, '');
});

test('fields that nobody knows are stepped over, of every wire type', () => {
  const strange = 'f8 06 05' + 'f9 06 0102030405060708' + 'fa 06 02 6869' + 'fd 06 01020304';

  assert.equal(proto.GetMaxSeqReq.decode(bytes(`${strange} 0a 02 75 31 ${strange}`)).userID, 'u1');
});

test('a negative number takes ten bytes and comes back', () => {
  const encoded = proto.SeqRange.encode({ begin: -1 });

  assert.equal(hex(encoded), '10ffffffffffffffffff01');
  assert.equal(proto.SeqRange.decode(encoded).begin, -1);
});

test('a number beyond 2^53 is refused, not rounded', () => {
  assert.throws(() => proto.SeqRange.decode(bytes('10 ffffffffffffffff7f')), RangeError);
  assert.throws(() => proto.SeqRange.encode({ begin: 2 ** 60 }), RangeError);
});

for (const [what, damaged] of [
  ['inside a number', '10 ff'],
  ['inside a string', '0a 05 61'],
  ['in an endless number', '10 ffffffffffffffffffffff01'],
  ['with an unused wire type', '0b'],
]) {
  test(`bytes that end or break ${what} are refused`, () => {
    assert.throws(() => proto.SeqRange.decode(bytes(damaged)), RangeError);
  });
}

test('a misspelt field is refused', () => {
  assert.throws(() => proto.GetMaxSeqReq.encode({ userId: 'u1' }), TypeError);
});

test('base64 carries every byte', () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);

  assert.equal(toBase64(all), Buffer.from(all).toString('base64'));
  assert.deepEqual(fromBase64(toBase64(all)), all);
});
