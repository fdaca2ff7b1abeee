// One OMTP connection that keeps itself up: handshake, frames, requests and their answers, heartbeats, reconnecting.
// It knows nothing of conversations; what a push means is decided in chat.js.

import * as proto from './proto.js';
import { NoAnswer, Refused, Req, isTokenError } from './protocol.js';
import { randomId } from './ids.js';

export const CONNECT_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 10_000;
export const PING_EVERY_MS = 10_000;

/** Servers refuse larger frames. */
export const FRAME_BYTES_MAX = 51_200;

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;

/** The protobuf messages inside the frames, by reqIdentifier: [what is asked, what is answered or pushed]. */
const PAYLOADS = {
  [Req.NEWEST_SEQS]: [proto.GetMaxSeqReq, proto.GetMaxSeqResp],
  [Req.PULL_RANGES]: [proto.PullMessageBySeqsReq, proto.PullMessageBySeqsResp],
  [Req.SEND]: [proto.MsgData, proto.UserSendMsgResp],
  [Req.PULL_SEQS]: [proto.GetSeqMessageReq, proto.GetSeqMessageResp],
  [Req.READ_SEQS]: [proto.GetConversationsHasReadAndMaxSeqReq, proto.GetConversationsHasReadAndMaxSeqResp],
  [Req.PUSH]: [null, proto.PushMessages],
  [Req.KICKED]: [null, null],
  [Req.LOGOUT]: [proto.DelUserPushTokenReq, null],
};

/**
 * How long to wait before the n-th try, n = 0, 1, 2 …: twice as long each time up to half a minute, half of it random,
 * so that the clients of a restarted server do not all come back in the same instant.
 */
export function backoffMs(attempt, random) {
  const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(longest / 2 + (longest / 2) * random());
}

const browser = {
  WebSocket: globalThis.WebSocket,
  now: () => Date.now(),
  setTimeout: (task, ms) => setTimeout(task, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  random: () => Math.random(),
};

/**
 * `url`: of the WebSocket. `identity`: {userID, token, platformID}. `on` is called back:
 *   state({name, …})      connecting · online · waiting {retryAt, reason} · stopped
 *   push(PushMessages)    the server's 2001
 *   kicked()              the server's 2002, or a token it has kicked: this login is over
 *   denied(errCode, msg)  the token is no good: this login is over
 *   wire(event)           everything that crosses the wire, for the wire panel
 */
export class Connection {
  #url;
  #identity;
  #on;
  #env;
  #socket = null;
  #state = { name: 'stopped' };
  #attempt = 0;
  #retryTimer = null;
  #pingTimer = null;
  #connectTimer = null;
  #pongIsDue = false;
  #waiting = new Map();
  #loseNextPush = false;

  constructor({ url, identity, on, env = browser }) {
    this.#url = url;
    this.#identity = identity;
    this.#on = on;
    this.#env = env;
  }

  get isOnline() {
    return this.#state.name === 'online';
  }

  start() {
    this.#connect();
  }

  /** Ends the connection for good. */
  stop() {
    this.#env.clearTimeout(this.#retryTimer);
    this.#drop('stopped');
    this.#enter({ name: 'stopped' });
  }

  /** Ends a wait before its time: the network is back, or the user has pressed the button. */
  reconnectNow() {
    if (this.#state.name !== 'waiting') return;
    this.#env.clearTimeout(this.#retryTimer);
    this.#connect();
  }

  /** A fault to try out: the connection breaks now and cannot come back for `ms`. */
  cut(ms) {
    if (this.#state.name === 'stopped') return;
    this.#env.clearTimeout(this.#retryTimer);
    this.#lost('cut on purpose', ms);
  }

  /** A fault to try out: the next push with a numbered message never happened. */
  loseNextPush() {
    this.#loseNextPush = true;
  }

  /**
   * Asks the server and waits for its answer, decoded. Throws {@link Refused} if the server said no, and
   * {@link NoAnswer} if nobody knows what became of the request.
   */
  async request(reqIdentifier, value) {
    if (!this.isOnline) throw new NoAnswer('not connected');
    const [requestType] = PAYLOADS[reqIdentifier];
    // msgIncr ties the answer to the question, so it must be unique; operationID is for finding it in the server's log.
    const msgIncr = `${this.#identity.userID}_${randomId()}`;
    const operationID = randomId();
    const frame = new TextEncoder().encode(
      JSON.stringify({
        reqIdentifier,
        token: '',
        sendID: this.#identity.userID,
        operationID,
        msgIncr,
        data: toBase64(requestType.encode(value)),
      }),
    );
    if (frame.length > FRAME_BYTES_MAX) throw new Refused(1001, 'too long for one frame');
    return new Promise((resolve, reject) => {
      const timer = this.#env.setTimeout(() => {
        this.#waiting.delete(msgIncr);
        this.#note('warn', `no answer in ${REQUEST_TIMEOUT_MS / 1000} s`, { reqIdentifier, operationID });
        reject(new NoAnswer('no answer in time'));
      }, REQUEST_TIMEOUT_MS);
      this.#waiting.set(msgIncr, { resolve, reject, timer });
      this.#frame('out', { reqIdentifier, operationID, size: frame.length, payload: value });
      this.#socket.send(frame);
    });
  }

  // ------------------------------------------------------------------------------------------------ up and down

  #connect() {
    this.#enter({ name: 'connecting' });
    const query = new URLSearchParams({
      sendID: this.#identity.userID,
      token: this.#identity.token,
      platformID: this.#identity.platformID,
      operationID: randomId(),
      isBackground: 'false',
      // The result of the handshake comes as the first frame: a browser cannot read the answer to a failed upgrade.
      isMsgResp: 'true',
      // JSON frames instead of gob. No `compression`: the frames stay readable.
      sdkType: 'js',
    });
    const socket = new this.#env.WebSocket(`${this.#url}?${query}`);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    // A socket that we gave up may still report things; they are of no interest any more.
    const ifCurrent = (handler) => (event) => {
      if (this.#socket === socket) handler(event);
    };
    socket.onmessage = ifCurrent(({ data }) => this.#received(data));
    socket.onclose = ifCurrent(({ code, reason }) =>
      this.#lost(`closed by the server (${code}${reason && ` ${reason}`})`),
    );
    this.#connectTimer = this.#env.setTimeout(() => this.#lost('no handshake in time'), CONNECT_TIMEOUT_MS);
    // The wire panel is for showing around; the token is not.
    const shown = { ...Object.fromEntries(query), token: '…' };
    this.#note('open', `WebSocket ${this.#url}`, { body: shown });
  }

  #online() {
    this.#env.clearTimeout(this.#connectTimer);
    this.#pongIsDue = false;
    this.#pingLater();
    this.#enter({ name: 'online' });
  }

  #pingLater() {
    this.#pingTimer = this.#env.setTimeout(() => {
      // A dead network reports nothing; a pong that does not come is how one finds out.
      if (this.#pongIsDue) return this.#lost('no pong');
      this.#pongIsDue = true;
      this.#text('out', '{"type":"ping"}');
      this.#socket.send('{"type":"ping"}');
      this.#pingLater();
    }, PING_EVERY_MS);
  }

  #lost(reason, waitMs = 0) {
    this.#drop(reason);
    const ms = Math.max(waitMs, backoffMs(this.#attempt++, this.#env.random));
    this.#note('warn', `connection lost: ${reason}; next try in ${(ms / 1000).toFixed(1)} s`);
    this.#retryTimer = this.#env.setTimeout(() => this.#connect(), ms);
    this.#enter({ name: 'waiting', retryAt: this.#env.now() + ms, reason });
  }

  #drop(reason) {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#env.clearTimeout(this.#connectTimer);
    this.#env.clearTimeout(this.#pingTimer);
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of unanswered) {
      this.#env.clearTimeout(timer);
      reject(new NoAnswer(reason));
    }
  }

  #enter(state) {
    this.#state = state;
    this.#on.state(state);
  }

  // ------------------------------------------------------------------------------------------------ what comes in

  #received(data) {
    let act;
    try {
      act = typeof data === 'string' ? this.#readText(data) : this.#readFrame(new Uint8Array(data));
    } catch (error) {
      // After a frame that cannot be read nothing is certain; a new connection and a comparison make it so again.
      this.#lost(`a frame that cannot be read: ${error.message}`);
      return;
    }
    act();
  }

  #readText(text) {
    this.#text('in', text);
    const value = JSON.parse(text);
    if (this.#state.name === 'connecting') return () => this.#handshake(value);
    return () => {
      if (value.type !== 'pong') return;
      this.#pongIsDue = false;
      // Only now the connection has proved itself. A server that accepts and dies at once must not be hammered.
      this.#attempt = 0;
    };
  }

  #handshake({ errCode, errMsg }) {
    if (errCode === 0) this.#online();
    else if (isTokenError(errCode)) this.#end(() => this.#on.denied(errCode, errMsg));
    else this.#lost(`refused (${errCode} ${errMsg})`);
  }

  #readFrame(bytes) {
    const frame = JSON.parse(new TextDecoder().decode(bytes));
    const { reqIdentifier, operationID, msgIncr, errCode = 0, errMsg = '' } = frame;
    const type = PAYLOADS[reqIdentifier]?.[1];
    const payload = type && errCode === 0 ? type.decode(fromBase64(frame.data ?? '')) : null;
    const isLost = reqIdentifier === Req.PUSH && this.#loseNextPush && hasNumbered(payload);
    this.#frame('in', { reqIdentifier, operationID, size: bytes.length, payload, errCode, errMsg, isLost });
    if (isLost) return () => (this.#loseNextPush = false);
    if (reqIdentifier === Req.PUSH) return () => this.#on.push(payload);
    if (reqIdentifier === Req.KICKED) return () => this.#end(() => this.#on.kicked());
    return () => this.#answered(msgIncr, payload, errCode, errMsg);
  }

  #answered(msgIncr, payload, errCode, errMsg) {
    const question = this.#waiting.get(msgIncr);
    // An answer after the time-out: the retry has its own.
    if (!question) return;
    this.#waiting.delete(msgIncr);
    this.#env.clearTimeout(question.timer);
    if (errCode === 0) question.resolve(payload);
    else question.reject(new Refused(errCode, errMsg));
  }

  #end(tell) {
    this.stop();
    tell();
  }

  // ------------------------------------------------------------------------------------------------ for the wire panel

  #frame(direction, details) {
    this.#on.wire({ kind: 'frame', at: this.#env.now(), direction, ...details });
  }

  #text(direction, text) {
    this.#on.wire({ kind: 'text', at: this.#env.now(), direction, text, size: text.length });
  }

  #note(level, text, details = {}) {
    this.#on.wire({ kind: 'note', at: this.#env.now(), level, text, ...details });
  }
}

function hasNumbered(push) {
  return [...push.msgs.values()].some(({ msgs }) => msgs.some(({ seq }) => seq > 0));
}

export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
