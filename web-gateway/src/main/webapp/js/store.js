// What the page knows: people, conversations, messages. No network and no DOM; chat.js writes, ui/ reads.

import { ContentType, MsgStatus } from './protocol.js';
import { isNotificationStream, peerOf } from './ids.js';

/** Messages of a conversation kept when nobody looks at it; older ones come back with the history. */
const KEPT_MESSAGES = 200;

/** Where a message is on its way. The order counts: a message only moves forward. */
export const State = Object.freeze({
  SENDING: 'sending', // on its way, or its ack is unknown and it is being sent again
  FAILED: 'failed', // the server refused it
  SENT: 'sent', // acked: the broker has it on disk
  DELIVERED: 'delivered', // it has its seq: it is in everyone's mailbox
  READ: 'read', // the other one has read up to its seq
});

export class Conversation {
  /** Unsent and unnumbered messages of our own, in the order they were written. */
  pending = [];
  /** The newest seq that is settled, see sync.js. */
  synced = 0;
  /** The newest seq that exists, as far as we have heard. */
  maxSeq = 0;
  /** The oldest seq we may see. */
  minSeq = 1;
  /** Up to where we have read, on whichever device. */
  hasReadSeq = 0;
  /** Up to where the other one has read. */
  peerReadSeq = 0;
  typingUntil = 0;
  isLoadingOlder = false;
  name = null;
  #bySeq = new Map();
  #seqOf = new Map();

  constructor(id, me, { peerID = peerOf(id, me), groupID = id.startsWith('sg_') ? id.slice(3) : null } = {}) {
    this.id = id;
    this.me = me;
    this.peerID = peerID;
    this.groupID = groupID;
  }

  get unread() {
    return Math.max(0, this.maxSeq - this.hasReadSeq);
  }

  /** The messages that can be shown without a hole: from the newest settled one downwards to the first unknown. */
  get tail() {
    const tail = [];
    for (let seq = this.synced; this.#bySeq.has(seq); seq--) tail.push(this.#bySeq.get(seq));
    return tail.reverse();
  }

  get firstShown() {
    return this.tail[0]?.seq ?? this.synced + 1;
  }

  get hasOlder() {
    return this.firstShown > this.minSeq;
  }

  get last() {
    return this.pending.at(-1) ?? this.tail.findLast((message) => message.kind !== 'absent');
  }

  /** The next seqs above the shown messages that the server must be asked for, newest first. */
  olderSeqs(count) {
    const seqs = [];
    for (let seq = this.firstShown - 1; seq >= this.minSeq && seqs.length < count; seq--) {
      if (!this.#bySeq.has(seq)) seqs.push(seq);
    }
    return seqs;
  }

  /**
   * Takes a numbered message. Ours are recognised by clientMsgID: what was pending has now its seq.
   * Returns 'new', 'known' (the same message again), or 'conflict' if the server contradicts what it said before.
   */
  insert(message) {
    const known = this.#bySeq.get(message.seq);
    // A deleted message comes back without its id.
    const [idBefore, id] = [known?.clientMsgID, message.clientMsgID];
    if (idBefore && id && idBefore !== id) return 'conflict';
    const seqBefore = message.clientMsgID ? this.#seqOf.get(message.clientMsgID) : undefined;
    if (seqBefore !== undefined && seqBefore !== message.seq) return 'conflict';
    this.maxSeq = Math.max(this.maxSeq, message.seq);
    if (message.sendID === this.me) {
      // The server counts what one has written oneself as read.
      this.hasReadSeq = Math.max(this.hasReadSeq, message.seq);
      if (message.isRead) this.peerReads(message.seq);
      this.pending = this.pending.filter(({ clientMsgID }) => clientMsgID !== message.clientMsgID);
    } else if (message.sendID === this.peerID) {
      // Who answers has seen what was before.
      this.peerReads(message.seq);
    }
    this.#bySeq.set(message.seq, message);
    if (message.clientMsgID) this.#seqOf.set(message.clientMsgID, message.seq);
    return known ? 'known' : 'new';
  }

  /** The server has no message for this seq; asking again would not help. */
  absent(seq) {
    if (!this.#bySeq.has(seq)) this.#bySeq.set(seq, { seq, kind: 'absent' });
  }

  at(seq) {
    return this.#bySeq.get(seq);
  }

  /** Read positions never go back. */
  reads(seq) {
    this.hasReadSeq = Math.max(this.hasReadSeq, seq);
  }

  peerReads(seq) {
    this.peerReadSeq = Math.max(this.peerReadSeq, seq);
  }

  stateOf(message) {
    if (!message.seq) return message.state;
    return message.seq <= this.peerReadSeq ? State.READ : State.DELIVERED;
  }

  forgetOlder() {
    for (const seq of this.#bySeq.keys()) {
      if (seq <= this.synced - KEPT_MESSAGES) {
        this.#seqOf.delete(this.#bySeq.get(seq).clientMsgID);
        this.#bySeq.delete(seq);
      }
    }
  }
}

export class Store {
  conversations = new Map();
  /** userID → nickname. */
  names = new Map();
  /** Others who tried the demo lately: [{userID, nickname}]. */
  demoUsers = [];
  connection = { name: 'connecting' };
  stats = {
    pulls: { start: 0, gap: 0, reconnect: 0, history: 0 },
    pushes: 0,
    duplicates: 0,
    resends: 0,
    ackMs: null,
    echoMs: null,
    receiveMs: null,
  };
  #listeners = new Set();
  #isScheduled = false;

  constructor(me) {
    this.me = me;
    this.names.set(me.userID, me.nickname);
  }

  /** Calls back after changes, once for all changes of one turn. Returns how to stop that. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** The conversation of this name, made if it is new. */
  conversation(id, parties) {
    if (!this.conversations.has(id)) this.conversations.set(id, new Conversation(id, this.me.userID, parties));
    return this.conversations.get(id);
  }

  /** Chats with the latest on top. */
  get chats() {
    const time = (conversation) => conversation.last?.sendTime || conversation.last?.createTime || 0;
    return [...this.conversations.values()]
      .filter(({ id }) => !isNotificationStream(id))
      .sort((a, b) => time(b) - time(a) || b.maxSeq - a.maxSeq);
  }

  get unread() {
    return this.chats.reduce((sum, { unread }) => sum + unread, 0);
  }

  nameOf(userID) {
    return this.names.get(userID) || userID;
  }

  titleOf(conversation) {
    return conversation.name || (conversation.peerID && this.nameOf(conversation.peerID)) || conversation.id;
  }
}

/** What a content type other than text is called where its text would be. */
const LABELS = {
  102: 'Picture',
  103: 'Voice message',
  104: 'Video',
  105: 'File',
  107: 'Forwarded messages',
  108: 'Contact card',
  109: 'Location',
  110: 'Custom message',
  115: 'Sticker',
};

/** A message off the wire (MsgData) as the page shows it. `via`: push, pull or history. */
export function fromWire(data, via) {
  const { seq, sendID, senderNickname, clientMsgID, serverMsgID, contentType, sendTime, createTime, isRead } = data;
  const message = {
    seq,
    sendID,
    senderNickname,
    clientMsgID,
    serverMsgID,
    contentType,
    sendTime,
    createTime,
    isRead,
    via,
  };
  if (data.status === MsgStatus.DELETED) return { ...message, kind: 'deleted' };
  if (contentType === ContentType.REVOKED) return { ...message, kind: 'revoked' };
  const content = contentOf(data);
  const text = contentType === ContentType.TEXT ? content.content : content.text;
  if (typeof text === 'string') return { ...message, kind: 'text', text };
  return { ...message, kind: 'other', text: LABELS[contentType] ?? `Message of type ${contentType}` };
}

/** The content's JSON object; empty if it is none, because what others send must not stop us. */
export function contentOf({ content }) {
  try {
    return Object(JSON.parse(new TextDecoder().decode(content)));
  } catch {
    return {};
  }
}

/** What a notification tells: an object in a JSON string in a JSON object. */
export function detailOf(data) {
  try {
    return Object(JSON.parse(contentOf(data).detail));
  } catch {
    return {};
  }
}
