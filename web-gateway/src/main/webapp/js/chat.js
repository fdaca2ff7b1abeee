// The chat, by the book: what to do when a connection comes up, when a push arrives, when a message is to be sent.
// The rules of numbering are in sync.js, frames and reconnecting in omtp.js; this is where they meet.

import { Connection, backoffMs } from './omtp.js';
import {
  ContentType,
  ErrCode,
  MsgStatus,
  NoAnswer,
  Order,
  Refused,
  Req,
  SessionType,
  isPassing,
  isTokenError,
} from './protocol.js';
import { State, contentOf, detailOf, fromWire } from './store.js';
import { isNotificationStream, randomId, seqText, singleConversation } from './ids.js';
import { Sync } from './sync.js';

/** Ranges of one pull. With PULL_MESSAGES_MAX each, an answer stays well below a frame's megabyte. */
const RANGES_PER_PULL = 25;

const HISTORY_PAGE = 20;
const OUTBOX_MAX = 100;

/** Tries on a connection that stands. Waiting for a connection does not count. */
const SEND_TRIES_MAX = 5;

/** Reading is reported after a moment, so that a burst of messages is one report. */
const READ_DELAY_MS = 250;
const READ_SEQS_MAX = 100;

export const TYPING_REPEAT_MS = 4_000;
const TYPING_LASTS_MS = 6_000;

export class Chat {
  #identity;
  #store;
  #rest;
  #saveOutbox;
  #onEnded;
  #wire;
  #connection;
  #sync = new Sync();
  #outbox = [];
  #isPumping = false;
  // Counts connections. Work that began on an earlier one is stale: the new one has compared and pulled by itself.
  #era = 0;
  #viewing = null;
  #readTimer = null;
  #hasBeenUp = false;
  #hasEnded = false;
  #hasDemoUsers = true;

  /**
   * `wsUrl`: of the WebSocket. `rest`: a Rest with the token. `outbox`: messages left over from before a reload.
   * `env`: a stand-in for the browser, see omtp.js.
   * `onEnded({reason, errCode, errMsg})`: the login is over; reason is 'kicked' or 'token'.
   */
  constructor({ wsUrl, identity, store, rest, outbox = [], saveOutbox, onEnded, wire, env }) {
    this.#identity = identity;
    this.#store = store;
    this.#rest = rest;
    this.#saveOutbox = saveOutbox;
    this.#onEnded = onEnded;
    this.#wire = wire;
    this.#connection = new Connection({
      url: wsUrl,
      identity,
      env,
      on: {
        state: (state) => this.#connectionIs(state),
        push: (push) => this.#pushed(push),
        kicked: () => this.#end({ reason: 'kicked' }),
        denied: (errCode, errMsg) => this.#denied(errCode, errMsg),
        wire,
      },
    });
    for (const message of outbox) this.#enqueue({ ...message, state: State.SENDING, tries: 0 });
  }

  start() {
    this.#connection.start();
  }

  /** Leaves: the server is told, so that it stops pushing to this device. */
  async logout() {
    const { userID, platformID } = this.#identity;
    try {
      await this.#connection.request(Req.LOGOUT, { userID, platformID });
    } catch (error) {
      // Leaving works without the server's blessing.
      this.#note('info', `logout: ${error.message}`);
    }
    this.stop();
  }

  stop() {
    this.#hasEnded = true;
    this.#era++;
    clearTimeout(this.#readTimer);
    this.#connection.stop();
  }

  reconnectNow() {
    this.#connection.reconnectNow();
  }

  cut(ms) {
    this.#connection.cut(ms);
  }

  loseNextPush() {
    this.#connection.loseNextPush();
  }

  // ------------------------------------------------------------------------------------------------ connection

  #connectionIs(state) {
    this.#store.connection = state;
    this.#store.changed();
    this.#era++;
    if (state.name === 'online') this.#cameUp(this.#era);
    else this.#sync.disconnected();
  }

  /** A connection came up: what is newest, and what of it do we lack? */
  async #cameUp(era) {
    const { userID } = this.#identity;
    const isFirst = !this.#hasBeenUp;
    this.#hasBeenUp = true;
    const answers = await this.#insist(era, () =>
      Promise.all([
        this.#connection.request(Req.NEWEST_SEQS, { userID }),
        this.#connection.request(Req.READ_SEQS, { userID }),
      ]),
    );
    if (!answers) return;
    const [{ maxSeqs }, { seqs }] = answers;
    for (const [id, { maxSeq, hasReadSeq }] of seqs) {
      if (isNotificationStream(id)) continue;
      const conversation = this.#store.conversation(id);
      conversation.maxSeq = Math.max(conversation.maxSeq, maxSeq);
      conversation.reads(hasReadSeq);
    }
    const { accepted, pulls } = this.#sync.compare(maxSeqs);
    for (const id of maxSeqs.keys()) this.#settle(id);
    for (const [id, messages] of accepted) this.#accept(id, messages, 'push');
    this.#store.changed();
    this.#pump();
    this.#readSoon();
    const pulled = this.#pull(era, pulls, isFirst ? 'start' : 'reconnect');
    await Promise.all([pulled, this.#loadConversations(), this.loadDemoUsers()]);
  }

  #denied(errCode, errMsg) {
    this.#end({ reason: errCode === ErrCode.TOKEN_KICKED ? 'kicked' : 'token', errCode, errMsg });
  }

  #end(why) {
    if (this.#hasEnded) return;
    this.stop();
    this.#onEnded(why);
  }

  /** Repeats what must succeed for the page to be right, until it does or the connection is another one. */
  async #insist(era, task) {
    for (let attempt = 0; era === this.#era; attempt++) {
      try {
        return await task();
      } catch (error) {
        if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
        if (era !== this.#era) break;
        this.#note('warn', `will be asked again: ${error.message}`);
        await sleep(backoffMs(attempt, Math.random));
      }
    }
    return null;
  }

  // ------------------------------------------------------------------------------------------------ receiving

  #pushed({ msgs, notificationMsgs }) {
    this.#store.stats.pushes++;
    for (const [id, { msgs: messages }] of [...msgs, ...notificationMsgs]) {
      // Messages without a number (typing, receipts) are of the moment: they are taken as they come.
      this.#accept(
        id,
        messages.filter(({ seq }) => seq === 0),
        'push',
      );
      const numbered = messages.filter(({ seq }) => seq > 0);
      if (numbered.length === 0) continue;
      const { accepted, duplicates, pull } = this.#sync.offer(id, numbered);
      this.#store.stats.duplicates += duplicates;
      if (duplicates > 0) this.#note('info', `${duplicates} known already, dropped`);
      this.#accept(id, accepted, 'push');
      if (pull) {
        this.#note('gap', `${id}: #${numbered[0].seq} came, ${seqText(pull.begin, pull.end)} missing`);
        this.#pull(this.#era, [pull], 'gap');
      }
    }
    this.#store.changed();
  }

  /** Pulls ranges, and whatever gap shows after that. `reason` is a key of the store's pull counters. */
  async #pull(era, ranges, reason) {
    const batches = [];
    for (let i = 0; i < ranges.length; i += RANGES_PER_PULL) batches.push(ranges.slice(i, i + RANGES_PER_PULL));
    await Promise.all(batches.map((batch) => this.#pullBatch(era, batch, reason)));
  }

  async #pullBatch(era, ranges, reason) {
    const answer = await this.#insist(era, () => {
      this.#store.stats.pulls[reason]++;
      const question = { userID: this.#identity.userID, seqRanges: ranges, order: Order.ASCENDING };
      return this.#connection.request(Req.PULL_RANGES, question);
    });
    if (!answer) return;
    const further = [];
    for (const range of ranges) {
      const { conversationID: id } = range;
      const messages = (answer.msgs.get(id) ?? answer.notificationMsgs.get(id))?.msgs ?? [];
      const { accepted, pull } = this.#sync.pulled(range, messages);
      const isInRange = ({ seq }) => seq >= range.begin && seq <= range.end;
      this.#accept(id, accepted.filter(isInRange), reason === 'start' ? 'history' : 'pull');
      this.#accept(
        id,
        accepted.filter((message) => !isInRange(message)),
        'push',
      );
      if (pull) further.push(pull);
    }
    this.#store.changed();
    if (further.length > 0) await this.#pull(era, further, 'gap');
  }

  /** Takes messages whose turn it is. */
  #accept(id, messages, via) {
    for (const data of messages) {
      if (data.contentType === ContentType.TYPING) this.#typingBy(data);
      else if (data.contentType === ContentType.READ_RECEIPT) this.#receipt(detailOf(data));
      else if (isNotificationStream(id)) this.#notified(data);
      else if (data.seq > 0) this.#show(id, data, via);
    }
    this.#settle(id);
    if (messages.length > 0 && id === this.#viewing) this.#readSoon();
  }

  #settle(id) {
    if (isNotificationStream(id)) return;
    const conversation = this.#store.conversation(id);
    conversation.synced = this.#sync.synced(id);
    conversation.maxSeq = Math.max(conversation.maxSeq, conversation.synced);
  }

  #show(id, data, via) {
    const conversation = this.#store.conversation(id);
    const message = fromWire(data, via);
    if (conversation.peerID && !this.#store.names.has(conversation.peerID)) this.#loadNames();
    const mine = this.#outbox.find(({ clientMsgID }) => clientMsgID === message.clientMsgID);
    const pending = conversation.pending.find(({ clientMsgID }) => clientMsgID === message.clientMsgID);
    // The business server may have had it sent in other words.
    if (pending && pending.text !== message.text) message.wasText = pending.text;
    if (conversation.insert(message) === 'conflict') {
      this.#note('warn', `${id}: #${message.seq} contradicts what the server said before`);
      return;
    }
    if (message.sendID === this.#identity.userID) {
      if (pending?.sentAt && via === 'push') this.#store.stats.echoMs = performance.now() - pending.sentAt;
      // Its own push proves that the server has it, whatever became of the ack.
      if (mine) this.#leaveOutbox(mine);
    } else {
      conversation.typingUntil = 0;
      if (message.senderNickname) this.#store.names.set(message.sendID, message.senderNickname);
      // Right when both tabs are on one machine; otherwise the two clocks differ.
      if (via === 'push') this.#store.stats.receiveMs = Date.now() - message.createTime;
    }
  }

  #typingBy(data) {
    if (data.sendID === this.#identity.userID || data.groupID) return;
    const conversation = this.#store.conversations.get(singleConversation(data.sendID, data.recvID));
    if (!conversation) return;
    const isTyping = contentOf(data).msgTips === 'yes';
    conversation.typingUntil = isTyping ? Date.now() + TYPING_LASTS_MS : 0;
    // A "no" may get lost; the indicator then goes out by itself.
    if (isTyping) setTimeout(() => this.#store.changed(), TYPING_LASTS_MS + 50);
  }

  #receipt({ markAsReadUserID, conversationID, hasReadSeq = 0, seqs }) {
    const conversation = this.#store.conversations.get(conversationID);
    if (!conversation) return;
    const upTo = Math.max(hasReadSeq, ...(seqs ?? []));
    if (markAsReadUserID === this.#identity.userID) conversation.reads(upTo);
    else conversation.peerReads(upTo);
  }

  #notified(data) {
    const { conversationID, seq, seqs } = detailOf(data);
    const conversation = this.#store.conversations.get(conversationID);
    if (!conversation) return;
    const change = (at, kind) => {
      const message = conversation.at(at);
      if (message) Object.assign(message, { kind, text: null });
    };
    if (data.contentType === ContentType.REVOKED) change(seq, 'revoked');
    if (data.contentType === ContentType.MESSAGES_DELETED) for (const at of seqs ?? []) change(at, 'deleted');
  }

  // ------------------------------------------------------------------------------------------------ sending

  /** Shows the message at once and sends it as soon as possible. Throws if too many wait already. */
  send(conversationID, text) {
    if (this.#outbox.length >= OUTBOX_MAX) throw new Error(`${OUTBOX_MAX} messages are waiting to be sent`);
    this.#enqueue({
      conversationID,
      // Made once, kept for every retry: it is how the server recognises a message that it has already.
      clientMsgID: randomId(),
      sendID: this.#identity.userID,
      kind: 'text',
      text,
      createTime: Date.now(),
      state: State.SENDING,
      tries: 0,
    });
    this.#saveOutbox(this.#outbox.map(forStorage));
    this.#store.changed();
    this.#pump();
  }

  /** Sends a refused message again: the same message, with the same clientMsgID. */
  retry(message) {
    Object.assign(message, { state: State.SENDING, tries: 0, error: null });
    this.#outbox.push(message);
    this.#saveOutbox(this.#outbox.map(forStorage));
    this.#store.changed();
    this.#pump();
  }

  #enqueue(message) {
    this.#store.conversation(message.conversationID).pending.push(message);
    this.#outbox.push(message);
  }

  #leaveOutbox(message) {
    this.#outbox = this.#outbox.filter((other) => other !== message);
    this.#saveOutbox(this.#outbox.map(forStorage));
    message.landed?.();
    this.#store.changed();
  }

  /** Sends what waits, one after the other: the next one starts when the fate of the one before is known. */
  async #pump() {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#outbox.length > 0 && this.#connection.isOnline) await this.#sendOne(this.#outbox[0]);
    } finally {
      this.#isPumping = false;
    }
  }

  async #sendOne(message) {
    const started = performance.now();
    message.sentAt = started;
    if (++message.tries > 1) this.#store.stats.resends++;
    this.#store.changed();
    try {
      const landed = new Promise((resolve) => (message.landed = resolve));
      const ack = await Promise.race([this.#connection.request(Req.SEND, this.#msgData(message)), landed]);
      // It came back as a push before the ack was here; #show has done everything.
      if (!ack) return;
      this.#store.stats.ackMs = performance.now() - started;
      Object.assign(message, { state: State.SENT, serverMsgID: ack.serverMsgID, sendTime: ack.sendTime });
      this.#leaveOutbox(message);
    } catch (error) {
      await this.#sendFailed(message, error);
    }
  }

  async #sendFailed(message, error) {
    const isRefused = error instanceof Refused && !isPassing(error.errCode);
    if (!isRefused && !(error instanceof Refused || error instanceof NoAnswer)) throw error;
    // Broken connection: the ack is unknown, and the message is the first to go when the next connection is up.
    if (!this.#connection.isOnline) {
      message.tries = Math.min(message.tries, 1);
      return;
    }
    if (isRefused || message.tries >= SEND_TRIES_MAX) {
      Object.assign(message, { state: State.FAILED, error: error.message });
      this.#leaveOutbox(message);
      return;
    }
    this.#note('warn', `message not acked (${error.message}): again, with the same clientMsgID`);
    await sleep(backoffMs(message.tries - 1, Math.random));
  }

  #msgData({ conversationID, clientMsgID, text, createTime }) {
    return {
      ...this.#addressed(conversationID),
      clientMsgID,
      contentType: ContentType.TEXT,
      content: jsonBytes({ content: text }),
      createTime,
      offlinePushInfo: { title: this.#identity.nickname, desc: 'New message', iOSPushSound: '+1', iOSBadgeCount: true },
    };
  }

  #addressed(conversationID) {
    const { peerID, groupID } = this.#store.conversation(conversationID);
    return {
      sendID: this.#identity.userID,
      recvID: peerID ?? '',
      groupID: groupID ?? '',
      senderPlatformID: this.#identity.platformID,
      senderNickname: this.#identity.nickname,
      sessionType: groupID ? SessionType.GROUP : SessionType.SINGLE,
      msgFrom: 100,
      status: MsgStatus.SENDING,
    };
  }

  /** Tells the other one that we are typing, or have stopped. Of the moment: not repeated, not queued. */
  async typing(conversationID, isTyping) {
    if (!this.#connection.isOnline || !this.#store.conversation(conversationID).peerID) return;
    const off = [
      'history',
      'persistent',
      'senderSync',
      'conversationUpdate',
      'senderConversationUpdate',
      'unreadCount',
      'offlinePush',
    ];
    try {
      await this.#connection.request(Req.SEND, {
        ...this.#addressed(conversationID),
        clientMsgID: randomId(),
        contentType: ContentType.TYPING,
        content: jsonBytes({ msgTips: isTyping ? 'yes' : 'no' }),
        createTime: Date.now(),
        // No history: no seq, not stored, only pushed to who is there.
        options: new Map(off.map((option) => [option, false])),
      });
    } catch (error) {
      this.#note('info', `typing: ${error.message}`);
    }
  }

  // ------------------------------------------------------------------------------------------------ reading

  /** What the user is looking at (null: nothing, or the tab is in the background). What is seen counts as read. */
  view(conversationID) {
    if (this.#viewing && this.#viewing !== conversationID) {
      this.#store.conversations.get(this.#viewing)?.forgetOlder();
    }
    this.#viewing = conversationID;
    this.#readSoon();
  }

  #readSoon() {
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => this.#markRead(), READ_DELAY_MS);
  }

  async #markRead() {
    const conversation = this.#viewing && this.#store.conversations.get(this.#viewing);
    if (!conversation || !this.#connection.isOnline || conversation.synced <= conversation.hasReadSeq) return;
    const { id: conversationID, synced: hasReadSeq } = conversation;
    const seqs = conversation.tail
      .filter(({ seq, sendID }) => seq > conversation.hasReadSeq && sendID && sendID !== this.#identity.userID)
      .map(({ seq }) => seq)
      .slice(-READ_SEQS_MAX);
    const { userID } = this.#identity;
    await this.#tell('msg/mark_conversation_as_read', { conversationID, userID, hasReadSeq, seqs }, () => {
      conversation.reads(hasReadSeq);
      this.#store.changed();
    });
  }

  /** Loads a page of what is above the messages shown. */
  async loadOlder(conversationID) {
    const conversation = this.#store.conversation(conversationID);
    const seqs = conversation.olderSeqs(HISTORY_PAGE);
    if (seqs.length === 0 || conversation.isLoadingOlder || !this.#connection.isOnline) return;
    conversation.isLoadingOlder = true;
    this.#store.changed();
    try {
      this.#store.stats.pulls.history++;
      const answer = await this.#connection.request(Req.PULL_SEQS, {
        userID: this.#identity.userID,
        conversations: [{ conversationID, seqs }],
        order: Order.DESCENDING,
      });
      const { msgs = [], isEnd = false, endSeq = 0 } = answer.msgs.get(conversationID) ?? {};
      for (const data of msgs) this.#show(conversationID, data, 'history');
      if (isEnd) conversation.minSeq = Math.max(conversation.minSeq, endSeq);
      for (const seq of seqs) conversation.absent(seq);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
      this.#note('warn', `history: ${error.message}`);
    } finally {
      conversation.isLoadingOlder = false;
      this.#store.changed();
    }
  }

  // ------------------------------------------------------------------------------------------------ people

  /** The conversation with a user; null if nobody has this id. */
  async chatWith(userID) {
    const id = singleConversation(userID, this.#identity.userID);
    if (!this.#store.conversations.has(id)) {
      const { usersInfo } = await this.#ask('user/get_users_info', { userIDs: [userID] });
      if (!usersInfo?.length) return null;
      this.#store.names.set(userID, usersInfo[0].nickname);
      this.#store.conversation(id);
      this.#store.changed();
    }
    return id;
  }

  async #loadConversations() {
    const ownerUserID = this.#identity.userID;
    await this.#tell('conversation/get_all_conversations', { ownerUserID }, ({ conversations }) => {
      for (const { conversationID, userID, groupID, minSeq } of conversations ?? []) {
        if (isNotificationStream(conversationID)) continue;
        const parties = { peerID: userID || null, groupID: groupID || null };
        const conversation = this.#store.conversation(conversationID, parties);
        conversation.minSeq = Math.max(conversation.minSeq, minSeq ?? 1);
      }
    });
    await this.#loadNames();
    this.#store.changed();
  }

  async #loadNames() {
    const chats = this.#store.chats;
    const userIDs = chats.map(({ peerID }) => peerID).filter((id) => id && !this.#store.names.has(id));
    const groups = chats.filter(({ groupID, name }) => groupID && !name);
    // Who logs in with a token has told no name; the server may know one.
    const { me } = this.#store;
    if (me.nickname === me.userID) userIDs.push(me.userID);
    if (userIDs.length > 0) {
      await this.#tell('user/get_users_info', { userIDs }, ({ usersInfo }) => {
        const names = new Map((usersInfo ?? []).map(({ userID, nickname }) => [userID, nickname]));
        // Who has no name is called by the id, and not asked for again.
        for (const id of userIDs) this.#store.names.set(id, names.get(id) || id);
        me.nickname = this.#store.nameOf(me.userID);
        this.#store.changed();
      });
    }
    if (groups.length > 0) {
      await this.#tell(
        'group/get_groups_info',
        { groupIDs: groups.map(({ groupID }) => groupID) },
        ({ groupInfos }) => {
          const names = new Map((groupInfos ?? []).map(({ groupID, groupName }) => [groupID, groupName]));
          for (const group of groups) group.name = names.get(group.groupID) ?? null;
        },
      );
    }
  }

  /** Who else tries the demo. Refused where demo mode is off; then there is just no list. */
  async loadDemoUsers() {
    if (!this.#hasDemoUsers) return;
    await this.#tell('demo/users', {}, ({ users }) => {
      this.#store.demoUsers = (users ?? []).filter(({ userID }) => userID !== this.#identity.userID);
      for (const { userID, nickname } of this.#store.demoUsers) this.#store.names.set(userID, nickname);
      this.#store.changed();
    });
  }

  /** A REST call. If the server refuses the token, the login is over. */
  async #ask(path, body) {
    try {
      return await this.#rest.post(path, body);
    } catch (error) {
      if (isTokenError(error.errCode)) this.#denied(error.errCode, error.message);
      throw error;
    }
  }

  /** A REST call that the chat can do without for now: when it fails, the next occasion repeats it. */
  async #tell(path, body, then) {
    try {
      then(await this.#ask(path, body));
    } catch (error) {
      // The wire panel shows what failed and why.
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
      if (path === 'demo/users' && error.errCode === ErrCode.NO_PERMISSION) this.#hasDemoUsers = false;
    }
  }

  #note(level, text) {
    this.#wire({ kind: 'note', at: Date.now(), level, text });
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const jsonBytes = (value) => new TextEncoder().encode(JSON.stringify(value));

const forStorage = ({ conversationID, clientMsgID, sendID, kind, text, createTime }) => ({
  conversationID,
  clientMsgID,
  sendID,
  kind,
  text,
  createTime,
});
