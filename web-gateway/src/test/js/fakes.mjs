// A clock to turn by hand and a server of a few lines, for the tests of the client.

import * as proto from '../../main/webapp/js/proto.js';
import { fromBase64, toBase64 } from '../../main/webapp/js/omtp.js';
import { Req } from '../../main/webapp/js/protocol.js';

/** The browser as omtp.js knows it: time passes only in {@link pass}, sockets are {@link FakeSocket}s. */
export class FakeBrowser {
  sockets = [];
  random = () => 0;
  #now = 0;
  #timers = new Map();
  #nextTimer = 1;

  constructor(onConnect = () => {}) {
    const browser = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url) {
        super(url);
        browser.sockets.push(this);
        queueMicrotask(() => onConnect(this));
      }
    };
  }

  get socket() {
    return this.sockets.at(-1);
  }

  now = () => this.#now;

  setTimeout = (task, ms) => {
    this.#timers.set(this.#nextTimer, { task, at: this.#now + ms });
    return this.#nextTimer++;
  };

  clearTimeout = (timer) => this.#timers.delete(timer);

  /** Lets time pass, timers going off in their order, and lets everything settle that they set in motion. */
  async pass(ms) {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const [timer, next] = [...this.#timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
      if (!next || next.at > end) break;
      this.#timers.delete(timer);
      this.#now = next.at;
      next.task();
      await settled();
    }
    this.#now = end;
  }
}

/** Enough turns of the loop for chains of promises to come to their end. */
export async function settled() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

class FakeSocket {
  sent = [];
  isClosed = false;

  constructor(url) {
    this.url = new URL(url);
  }

  send(data) {
    this.sent.push(typeof data === 'string' ? data : JSON.parse(new TextDecoder().decode(data)));
    this.onSent?.(this.sent.at(-1));
  }

  close() {
    this.isClosed = true;
  }

  /** Frames of one kind that the client has sent. */
  frames(reqIdentifier) {
    return this.sent.filter((frame) => frame.reqIdentifier === reqIdentifier);
  }

  receiveText(value) {
    this.onmessage({ data: JSON.stringify(value) });
  }

  receive(frame) {
    const bytes = new TextEncoder().encode(JSON.stringify(frame));
    this.onmessage({ data: bytes.buffer });
  }

  answer({ reqIdentifier, msgIncr, operationID }, type, value, { errCode = 0, errMsg = '' } = {}) {
    const data = type ? toBase64(type.encode(value)) : '';
    this.receive({ reqIdentifier, msgIncr, operationID, errCode, errMsg, data });
  }

  push(conversationID, ...messages) {
    const msgs = new Map([[conversationID, { msgs: messages }]]);
    this.receive({ reqIdentifier: Req.PUSH, data: toBase64(proto.PushMessages.encode({ msgs })) });
  }

  breakOff() {
    this.onclose({ code: 1006, reason: '' });
  }
}

/** A server with one conversation that answers everything at once; what `silent` names it swallows. */
export class FakeServer {
  messages = [];
  silent = new Set();
  accepts = true;

  constructor(conversationID) {
    this.conversationID = conversationID;
    this.browser = new FakeBrowser((socket) => this.#connected(socket));
  }

  /** A message of somebody else, stored; pushed unless told otherwise. */
  store(message, { isPushed = true } = {}) {
    const known = this.messages.find(({ clientMsgID }) => clientMsgID === message.clientMsgID);
    if (known) return known;
    const stored = {
      contentType: 101,
      ...message,
      seq: this.messages.length + 1,
      serverMsgID: `s-${message.clientMsgID}`,
    };
    this.messages.push(stored);
    if (isPushed) this.browser.socket.push(this.conversationID, stored);
    return stored;
  }

  #connected(socket) {
    if (!this.accepts) return socket.breakOff();
    socket.onSent = (frame) => queueMicrotask(() => this.#answer(socket, frame));
    socket.receiveText({ errCode: 0, errMsg: '', errDlt: '' });
  }

  #answer(socket, frame) {
    if (typeof frame === 'string') return socket.receiveText({ type: 'pong' });
    if (socket.isClosed || this.silent.has(frame.reqIdentifier)) return;
    const body = fromBase64(frame.data);
    const id = this.conversationID;
    const newest = this.messages.length;
    if (frame.reqIdentifier === Req.NEWEST_SEQS) {
      socket.answer(frame, proto.GetMaxSeqResp, { maxSeqs: new Map(newest ? [[id, newest]] : []) });
    } else if (frame.reqIdentifier === Req.READ_SEQS) {
      const seqs = new Map([[id, { maxSeq: newest, hasReadSeq: 0 }]]);
      socket.answer(frame, proto.GetConversationsHasReadAndMaxSeqResp, { seqs });
    } else if (frame.reqIdentifier === Req.PULL_RANGES) {
      const msgs = proto.PullMessageBySeqsReq.decode(body).seqRanges.map(({ conversationID, begin, end, num }) => [
        conversationID,
        { msgs: this.messages.filter(({ seq }) => seq >= begin && seq <= end).slice(-num) },
      ]);
      socket.answer(frame, proto.PullMessageBySeqsResp, { msgs: new Map(msgs) });
    } else if (frame.reqIdentifier === Req.SEND) {
      const { clientMsgID, serverMsgID } = this.store(proto.MsgData.decode(body));
      socket.answer(frame, proto.UserSendMsgResp, { clientMsgID, serverMsgID, sendTime: 1 });
    }
  }
}
