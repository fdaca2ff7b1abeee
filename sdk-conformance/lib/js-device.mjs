import { createRequire } from 'node:module';
import WebSocket from 'ws';
import { Events, eventually } from './events.mjs';
import { SdkError } from './device.mjs';
import { Trace, describeFrame } from './wire.mjs';

// The SDK knows browsers and mini programs, so the process poses as a browser: a window, a socket, fetch. Both of the
// latter write into the trace of the device they serve, found by the token they carry.
const traces = new Map();

class TracedSocket extends WebSocket {
  constructor(url) {
    super(url);
    this.binaryType = 'blob';
    const trace = traces.get(new URL(url).searchParams.get('token'));
    trace?.add(`WS    open ${url}`);
    this.trace = trace;
    this.on('message', (data, binary) => {
      if (!binary) trace?.add(`WS <- ${describeFrame(String(data))}`);
      else data.arrayBuffer().then((bytes) => trace?.add(`WS <- ${describeFrame(Buffer.from(bytes))}`));
    });
    this.on('close', (code) => trace?.add(`WS    closed ${code}`));
  }

  send(data, ...rest) {
    this.trace?.add(`WS -> ${describeFrame(typeof data === 'string' ? data : Buffer.from(data))}`);
    super.send(data, ...rest);
  }
}

async function tracedFetch(resource, options = {}) {
  const response = await nativeFetch(resource, options);
  const trace = traces.get(new Headers(options.headers).get('token'));
  if (trace) {
    const body = await response.clone().text();
    trace.add(`REST  ${new URL(resource).pathname} ${response.status} ${body.slice(0, 200)}`);
  }
  return response;
}

const nativeFetch = globalThis.fetch;
const nativeSetInterval = globalThis.setInterval;

function poseAsBrowser() {
  globalThis.window = globalThis;
  globalThis.WebSocket = TracedSocket;
  globalThis.fetch = tracedFetch;
  // The SDK leaves an interval behind at logout; a browser ends it with the page, a process would never end.
  globalThis.setInterval = (...args) => nativeSetInterval(...args).unref();
}

/** One device of one user with the SDK that needs no browser: JSON frames, text pings, nothing kept on disk. */
export class JsDevice {
  #sdk;
  #target;
  #loggedIn = false;

  constructor(sdkFolder, target, user, platformID) {
    poseAsBrowser();
    this.user = user;
    this.platformID = platformID;
    this.name = `${user.nickname}'s device without a browser (platform ${platformID})`;
    this.trace = new Trace();
    this.events = new Events(this.trace);
    this.#target = target;
    // The module holds one SDK for the whole process; a device wants its own, so it loads the module anew.
    const require = createRequire(import.meta.url);
    const main = require.resolve(sdkFolder);
    delete require.cache[main];
    const { getSDK, CbEvents } = require(main);
    this.#sdk = getSDK();
    for (const name of new Set(Object.values(CbEvents))) {
      this.#sdk.on(name, ({ data, errCode, errMsg }) => this.events.record({ name, data, errCode, errMsg }));
    }
  }

  async login(token) {
    traces.set(token, this.trace);
    await this.call('login', {
      userID: this.user.userID,
      token,
      platformID: this.platformID,
      apiAddr: this.#target.apiAddr,
      wsAddr: this.#target.wsAddr,
      logLevel: 5,
    });
    this.#loggedIn = true;
    await this.events.synced();
  }

  async call(method, ...args) {
    try {
      return (await this.#sdk[method](...args)).data;
    } catch (failure) {
      this.trace.add(`CALL  ${method} rejected ${failure.errCode} ${failure.errMsg ?? failure.message}`);
      throw new SdkError(method, { errCode: failure.errCode, errMsg: failure.errMsg ?? failure.message });
    }
  }

  async send(text, { to = '', group = '' }) {
    const message = await this.call('createTextMessage', text);
    return this.call('sendMessage', { recvID: to, groupID: group, message });
  }

  /** What others wrote, once there is that much; this SDK announces what its own user sent as well. */
  async messagesOnceThereAre(count) {
    return eventually(`${this.name} is told of ${count} messages`, () => {
      const list = this.events.messages().filter((message) => message.sendID !== this.user.userID);
      return list.length >= count && list;
    });
  }

  async conversation(peer) {
    return this.call('getOneConversation', { sourceID: peer.userID, sessionType: 1 });
  }

  async close() {
    if (this.#loggedIn) await this.call('logout').catch((closed) => this.trace.add(`CALL  ${closed.message}`));
  }
}
