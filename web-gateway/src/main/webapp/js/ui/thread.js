// The open conversation: its messages, with their seqs and states, and the field to write in.

import { avatar, dayKey, dayText, el, icon, timeText } from './dom.js';
import { State } from '../store.js';
import { TYPING_REPEAT_MS } from '../chat.js';

const $ = (id) => document.getElementById(id);

/** Messages of one person within this time stand together. */
const GROUP_MS = 3 * 60_000;
const NEAR_BOTTOM_PX = 80;
const NEAR_TOP_PX = 120;

const STATES = {
  [State.SENDING]: ['clock', 'Sending'],
  [State.FAILED]: ['alert', 'Not sent'],
  [State.SENT]: ['check', "Sent: on the broker's disk"],
  [State.DELIVERED]: ['checks', 'Delivered: in the mailbox, with its seq'],
  [State.READ]: ['checks', 'Read'],
};

export class Thread {
  #store;
  #chat;
  #id = null;
  #nodes = new Map();
  #unreadFrom = null;
  #isDrawn = false;
  #isAtBottom = true;
  #typingSentAt = 0;
  #drafts = new Map();

  /** `onBack`: the phone's way back to the list. `signal` takes all listeners off again. */
  constructor({ store, chat, onBack, signal }) {
    this.#store = store;
    this.#chat = chat;
    const listen = (id, type, handler) => $(id).addEventListener(type, handler, { signal });
    listen('back', 'click', onBack);
    listen('composer', 'submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    listen('message-text', 'keydown', (event) => {
      // During the input of a Chinese or Japanese character Enter chooses it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    listen('message-text', 'input', () => this.#typed());
    listen('messages', 'scroll', () => this.#scrolled());
    listen('older', 'click', () => chat.loadOlder(this.#id));
    listen('to-bottom', 'click', () => this.#toBottom());
    const observer = new ResizeObserver(() => this.#isAtBottom && this.#toBottom());
    observer.observe($('messages'));
    signal.addEventListener('abort', () => observer.disconnect());
  }

  open(conversationID) {
    if (conversationID === this.#id) return;
    if (this.#id) this.#drafts.set(this.#id, $('message-text').value);
    this.#id = conversationID;
    this.#nodes.clear();
    this.#isDrawn = false;
    this.#isAtBottom = true;
    $('thread-list').replaceChildren();
    $('thread').hidden = !conversationID;
    $('nothing-open').hidden = Boolean(conversationID);
    if (!conversationID) return;
    const conversation = this.#store.conversation(conversationID);
    this.#unreadFrom = conversation.unread > 0 ? conversation.hasReadSeq + 1 : null;
    $('message-text').value = this.#drafts.get(conversationID) ?? '';
    this.#fit();
    this.render();
    // A phone's keyboard would cover what one has come to read.
    if (matchMedia('(hover: hover)').matches) $('message-text').focus();
  }

  render() {
    if (!this.#id) return;
    const conversation = this.#store.conversation(this.#id);
    this.#renderHead(conversation);
    const scroller = $('messages');
    const anchor = this.#anchor();
    const newest = this.#renderMessages(conversation);
    this.#isDrawn = true;
    $('older').hidden = !conversation.hasOlder;
    $('older').disabled = conversation.isLoadingOlder;
    $('older').textContent = conversation.isLoadingOlder ? 'Loading …' : 'Load earlier messages';
    const isMine = newest?.sendID === this.#store.me.userID;
    if (newest && !isMine) $('announce').textContent = `${this.#store.nameOf(newest.sendID)}: ${newest.text ?? ''}`;
    if (this.#isAtBottom || (newest && isMine)) this.#toBottom();
    // What was added above must not move what one is reading.
    else if (anchor) scroller.scrollTop += topOf(this.#nodes.get(anchor.key)?.element ?? anchor.element) - anchor.top;
    $('to-bottom').hidden = this.#isAtBottom;
    this.#loadIfShort(conversation);
  }

  /** The topmost message in sight, and where it is. Not a divider: those stay on top when messages come above. */
  #anchor() {
    const edge = topOf($('messages'));
    const messages = [...$('thread-list').querySelectorAll('.message')];
    const element = messages.find((message) => message.getBoundingClientRect().bottom > edge);
    return element && { element, key: element.dataset.key, top: topOf(element) };
  }

  #renderHead(conversation) {
    const title = this.#store.titleOf(conversation);
    const isTyping = conversation.typingUntil > Date.now();
    const about = conversation.peerID ?? conversation.groupID ?? conversation.id;
    $('thread-head').replaceChildren(
      avatar(about, title),
      el(
        'span',
        { class: 'who' },
        el('strong', {}, title),
        isTyping ? el('span', { class: 'is-typing' }, 'typing …') : el('span', { class: 'mono' }, about),
      ),
    );
    $('typing').hidden = !isTyping;
  }

  /** Draws what has changed and returns the newest message if it has just arrived. */
  #renderMessages(conversation) {
    const messages = [...conversation.tail.filter(({ kind }) => kind !== 'absent'), ...conversation.pending];
    const wanted = [];
    let previous = null;
    let arrived = null;
    for (const message of messages) {
      const time = message.sendTime || message.createTime;
      if (!previous || dayKey(time) !== dayKey(previous.time)) {
        wanted.push(
          this.#node(`day ${dayKey(time)}`, dayText(time), () =>
            el('li', { class: 'divider' }, el('span', {}, dayText(time))),
          ),
        );
        previous = null;
      }
      if (message.seq && message.seq === this.#unreadFrom) {
        wanted.push(
          this.#node('unread', 'unread', () => el('li', { class: 'divider is-unread' }, el('span', {}, 'New'))),
        );
        previous = null;
      }
      const isFollowing = previous?.sendID === message.sendID && time - previous.time < GROUP_MS;
      const state = conversation.stateOf(message);
      const looks = [state, message.seq, message.kind, message.via, message.tries, isFollowing].join();
      const key = message.clientMsgID || `seq ${message.seq}`;
      const isNew = this.#isDrawn && !this.#nodes.has(key) && message.via !== 'history';
      if (isNew) arrived = message;
      const element = this.#node(key, looks, () => this.#bubble(conversation, message, state, isFollowing));
      element.dataset.key = key;
      if (isNew) element.classList.add('is-new');
      wanted.push(element);
      previous = { sendID: message.sendID, time };
    }
    this.#place(wanted);
    return arrived === messages.at(-1) ? arrived : null;
  }

  /** The element of a key, made anew when its looks have changed. */
  #node(key, looks, make) {
    const known = this.#nodes.get(key);
    if (known?.looks === looks) return known.element;
    const element = make();
    known?.element.replaceWith(element);
    this.#nodes.set(key, { looks, element });
    return element;
  }

  #place(wanted) {
    const list = $('thread-list');
    const stay = new Set(wanted);
    for (const [key, { element }] of this.#nodes) {
      if (stay.has(element)) continue;
      element.remove();
      this.#nodes.delete(key);
    }
    wanted.forEach((element, at) => {
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    });
  }

  #bubble(conversation, message, state, isFollowing) {
    const isMine = message.sendID === this.#store.me.userID;
    const classes = [
      'message',
      isMine ? 'is-mine' : 'is-theirs',
      isFollowing && 'is-following',
      `kind-${message.kind}`,
    ];
    if (isMine) classes.push(`state-${state}`);
    if (message.via === 'pull') classes.push('is-pulled');
    const text =
      { revoked: 'This message was taken back', deleted: 'This message was deleted' }[message.kind] ?? message.text;
    const sender = conversation.groupID && !isMine && !isFollowing;
    return el(
      'li',
      { class: classes.filter(Boolean).join(' ') },
      el(
        'div',
        { class: 'bubble' },
        sender && el('span', { class: 'sender' }, message.senderNickname || this.#store.nameOf(message.sendID)),
        el('span', { class: 'text' }, text),
        this.#meta(message, state, isMine),
      ),
      state === State.FAILED && this.#failure(message),
    );
  }

  #meta(message, state, isMine) {
    const [iconName, label] = STATES[state] ?? [];
    const time = message.sendTime || message.createTime;
    return el(
      'span',
      { class: 'meta' },
      message.via === 'pull' &&
        el(
          'span',
          { class: 'tag', title: 'Its push did not arrive; the gap in the seqs showed it, and it was pulled' },
          'pulled',
        ),
      message.wasText !== undefined &&
        el('span', { class: 'tag', title: `You wrote: ${message.wasText}` }, 'changed by the business server'),
      message.tries > 1 && state === State.SENDING && el('span', { class: 'tag' }, `try ${message.tries}`),
      message.seq > 0 &&
        el('span', { class: 'seq', title: `Seq ${message.seq} of this conversation` }, `#${message.seq}`),
      el('time', { dateTime: new Date(time).toISOString() }, timeText(time)),
      isMine && el('span', { class: 'state', role: 'img', 'aria-label': label, title: label }, icon(iconName)),
    );
  }

  #failure(message) {
    return el(
      'div',
      { class: 'failure' },
      el('span', {}, message.error),
      el('button', { type: 'button', class: 'link', onclick: () => this.#chat.retry(message) }, 'Try again'),
    );
  }

  #send() {
    const field = $('message-text');
    const text = field.value.trim();
    if (!text) return;
    try {
      this.#chat.send(this.#id, text);
    } catch (error) {
      field.setCustomValidity(error.message);
      field.reportValidity();
      return;
    }
    field.value = '';
    this.#unreadFrom = null;
    this.#fit();
    // Whoever gets the message sees that we have stopped typing.
    this.#typingSentAt = 0;
  }

  #typed() {
    const field = $('message-text');
    field.setCustomValidity('');
    this.#fit();
    const isEmpty = !field.value.trim();
    if (isEmpty && this.#typingSentAt) {
      this.#typingSentAt = 0;
      this.#chat.typing(this.#id, false);
    } else if (!isEmpty && Date.now() - this.#typingSentAt > TYPING_REPEAT_MS) {
      this.#typingSentAt = Date.now();
      this.#chat.typing(this.#id, true);
    }
  }

  /** The field grows with its text; style.css says how far. */
  #fit() {
    const field = $('message-text');
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    $('send').disabled = !field.value.trim();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = $('messages');
    this.#isAtBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    $('to-bottom').hidden = this.#isAtBottom;
    if (scrollTop < NEAR_TOP_PX) this.#chat.loadOlder(this.#id);
  }

  #loadIfShort(conversation) {
    const { scrollHeight, clientHeight } = $('messages');
    if (conversation.hasOlder && conversation.synced > 0 && scrollHeight <= clientHeight + NEAR_TOP_PX)
      this.#chat.loadOlder(this.#id);
  }

  #toBottom() {
    this.#isAtBottom = true;
    const scroller = $('messages');
    scroller.scrollTop = scroller.scrollHeight;
    $('to-bottom').hidden = true;
  }
}

const topOf = (element) => element.getBoundingClientRect().top;
