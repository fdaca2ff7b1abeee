import { Events, eventually } from './events.mjs';
import { Link } from './link.mjs';
import { describeFrame, Trace } from './wire.mjs';

/** The numbers of the protocol that the scenarios use. */
export const PLATFORM = { ios: 1, windows: 3, web: 5 };
export const SESSION = { single: 1, group: 3 };
const NEWEST_FIRST_PAGE = '';
const VIEW_HISTORY = 0;

/** What the tests look at in a list of messages. */
export const texts = (messages) => messages.map((message) => message.textElem?.content);
export const seqs = (messages) => messages.map((message) => message.seq);
/** 1, 2 … last. */
export const upTo = (last) => Array.from({ length: last }, (_, index) => index + 1);

/** A call that the SDK rejected, with the code the application would see. */
export class SdkError extends Error {
  constructor(method, { errCode, errMsg }) {
    super(`${method} was rejected: errCode ${errCode} ${errMsg}`);
    this.errCode = errCode;
  }
}

/**
 * One device of one user: a browser context of its own (so its own database), the unmodified SDK in its page, and a
 * wire of its own to the server.
 */
export class Device {
  #context;
  #links;
  #addresses;

  constructor(name, user, platformID) {
    this.name = name;
    this.user = user;
    this.platformID = platformID;
    this.trace = new Trace();
    this.events = new Events(this.trace);
  }

  static async open({ browser, pageUrl, apiAddr, wsAddr, name, user, platformID }) {
    const device = new Device(name, user, platformID);
    await device.#wire(apiAddr, wsAddr);
    device.#context = await browser.newContext();
    device.page = await device.#context.newPage();
    device.#listen(apiAddr);
    await device.page.exposeFunction('reportEvent', (event) => device.events.record(event));
    await device.page.goto(pageUrl);
    await device.page.waitForFunction('window.sdkReady', null, { timeout: 30_000 });
    return device;
  }

  /** Logs in with this token and waits until the SDK says that it is in sync. */
  async login(token) {
    const since = this.events.now;
    await this.begin(token);
    await this.events.synced(since);
  }

  /** Logs in and waits for nothing more than the SDK's answer, which comes before any of the server's. */
  async begin(token) {
    await this.call('login', {
      userID: this.user.userID,
      token,
      platformID: this.platformID,
      ...this.#addresses,
      logLevel: 2,
      isLogStandardOutput: false,
    });
  }

  async logout() {
    await this.call('logout');
  }

  /** Calls an SDK method by its name and returns its data. */
  async call(method, ...args) {
    const { data, failure } = await this.page.evaluate(([name, values]) => window.callSdk(name, values), [method, args]);
    if (failure) {
      this.trace.add(`CALL  ${method} rejected ${failure.errCode} ${failure.errMsg}`);
      throw new SdkError(method, failure);
    }
    return data;
  }

  /** Sends a text to a user, or to a group, and returns the message as the SDK now knows it: accepted by the server. */
  async send(text, { to = '', group = '' }) {
    const message = await this.call('createTextMessage', text);
    return this.call('sendMessage', { recvID: to, groupID: group, message });
  }

  /** What the SDK announced, once it has announced that many messages; more than that is a duplicate, so an error. */
  async messagesOnceThereAre(count) {
    const list = await this.messagesOnce((messages) => messages.length >= count, `${count} messages`);
    if (list.length > count) throw new Error(`${this.name} was told of ${list.length} messages, not ${count}`);
    return list;
  }

  /** What the SDK announced, once the condition holds. */
  async messagesOnce(condition, what = 'the message') {
    return eventually(`${this.name} is told of ${what}`, () => {
      const list = this.events.messages();
      return condition(list) && list;
    });
  }

  /** The conversation with a user or a group, once this device knows it and the condition holds. */
  async conversation({ with: userID = '', group = '' }, condition = () => true) {
    const peer = group ? { groupID: group } : { userID };
    return eventually(`${this.name} has the conversation with ${userID || group}`, async () => {
      const list = await this.call('getAllConversationList');
      return list.find((each) => Object.entries(peer).every(([key, value]) => each[key] === value) && condition(each));
    });
  }

  /** The conversation with the other device's user, once this many of its messages are unread. */
  async unread(other, count) {
    let last;
    try {
      return await this.conversation({ with: other.user.userID }, ({ unreadCount }) => {
        last = unreadCount;
        return unreadCount === count;
      });
    } catch (timeout) {
      throw new Error(`${this.name} counts ${last} unread, not ${count}`, { cause: timeout });
    }
  }

  /** The history, once it is that long and every message in it has its seq. */
  async settles(conversationID, count) {
    let last = [];
    try {
      return await eventually('', async () => {
        last = await this.history(conversationID);
        return last.length >= count && last.every((message) => message.seq > 0) && last;
      });
    } catch (timeout) {
      const found = last.map(({ seq, textElem }) => `${seq}:${textElem?.content.slice(0, 20)}`).join(' ');
      throw new Error(`${this.name} has ${last.length} messages, not ${count} with a seq each: ${found}`, { cause: timeout });
    }
  }

  /** One page of history ending before the given message, oldest first, as an application scrolls up. */
  async historyPage({ conversationID, before = NEWEST_FIRST_PAGE, count }) {
    return this.call('getAdvancedHistoryMessageList', {
      conversationID,
      startClientMsgID: before,
      count,
      viewType: VIEW_HISTORY,
    });
  }

  /** The whole history, oldest first, read page by page until the SDK says it is the end. */
  async history(conversationID, pageSize = 20) {
    const messages = [];
    // Bounded: an end that is never announced is a fault to report, not to wait for.
    for (let pages = 0; pages < 100; pages++) {
      const { messageList, isEnd } = await this.historyPage({ conversationID, before: messages[0]?.clientMsgID, count: pageSize });
      messages.unshift(...(messageList ?? []));
      if (isEnd) return messages;
    }
    throw new Error(`no end of history after ${messages.length} messages of ${conversationID}`);
  }

  /** Tears the wire: open connections break, new ones are refused, until it is mended. */
  cutConnection() {
    this.trace.add('WIRE  cut');
    for (const link of this.#links) link.cut();
  }

  mendConnection() {
    this.trace.add('WIRE  mended');
    for (const link of this.#links) link.mend();
  }

  async close() {
    await this.#context.close();
    await Promise.all(this.#links.map((link) => link.close()));
  }

  async #wire(apiAddr, wsAddr) {
    const links = new Map();
    const through = async (address) => {
      const url = new URL(address);
      if (!links.has(url.host)) links.set(url.host, await Link.to(url.hostname, url.port || 80));
      return address.replace(url.host, `127.0.0.1:${links.get(url.host).port}`);
    };
    this.#addresses = { apiAddr: await through(apiAddr), wsAddr: await through(wsAddr) };
    this.#links = [...links.values()];
  }

  #listen() {
    const { apiAddr } = this.#addresses;
    this.page.on('websocket', (socket) => {
      this.trace.add(`WS    open ${socket.url()}`);
      socket.on('framesent', ({ payload }) => this.trace.add(`WS -> ${describeFrame(payload)}`));
      socket.on('framereceived', ({ payload }) => this.trace.add(`WS <- ${describeFrame(payload)}`));
      socket.on('socketerror', (error) => this.trace.add(`WS    error ${error}`));
      socket.on('close', () => this.trace.add('WS    closed'));
    });
    this.page.on('response', async (response) => {
      if (!response.url().startsWith(apiAddr) || response.request().method() === 'OPTIONS') return;
      const body = await response.text().catch((gone) => `(${gone.message.split('\n')[0]})`);
      this.trace.add(`REST  ${response.url().slice(apiAddr.length)} ${response.status()} ${body.slice(0, 200)}`);
    });
    this.page.on('requestfailed', (request) => {
      this.trace.add(`REST  ${request.url()} failed: ${request.failure()?.errorText}`);
    });
    this.page.on('pageerror', (error) => this.trace.add(`PAGE  ${error.message}`));
    this.page.on('console', (message) => {
      // What the browser says of requests and sockets is in the trace already.
      const known = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
      if (message.type() === 'error' && !known) this.trace.add(`PAGE  ${message.text().slice(0, 300)}`);
    });
  }
}
