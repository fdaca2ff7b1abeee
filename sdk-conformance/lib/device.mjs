import { Events, eventually } from './events.mjs';
import { Trace } from './wire.mjs';

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

/** One device of one user: the unmodified SDK in a {@link Tab}, and what it does and says. */
export class Device {
  #tab;

  constructor(tab, name, user, platformID) {
    this.name = name;
    this.user = user;
    this.platformID = platformID;
    this.trace = new Trace();
    this.events = new Events(this.trace);
    this.#tab = tab;
    tab.device = this;
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
      ...this.#tab.addresses,
      logLevel: 2,
      isLogStandardOutput: false,
    });
  }

  async logout() {
    await this.call('logout');
  }

  /** Calls an SDK method by its name and returns its data. */
  async call(method, ...args) {
    const { data, failure } = await this.#tab.page.evaluate(([name, values]) => window.callSdk(name, values), [method, args]);
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
        // In one page: the SDK pages by time and shows a message twice if its page begins with one of the same millisecond.
        last = await this.history(conversationID, 200);
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
    this.#tab.cut();
  }

  mendConnection() {
    this.trace.add('WIRE  mended');
    this.#tab.mend();
  }

  /**
   * Gives up the tab: the next user of the browser can have it, or nobody if this one was not left as people leave it.
   */
  async leave() {
    const shutOut = ['OnKickedOffline', 'OnUserTokenInvalid', 'OnUserTokenExpired'].some((name) => this.events.all(name).length > 0);
    const left = !shutOut && await this.logout().then(() => true, () => false);
    if (!left) await this.#tab.close();
    return left ? this.#tab : null;
  }

  async close() {
    await this.#tab.close();
  }
}
