// The left column: who I am, whom to write to, the conversations.

import { agoText, avatar, el, icon } from './dom.js';
import { State } from '../store.js';

/** More would push one's own conversations out of sight; the field above finds everybody. */
const PEOPLE_MAX = 12;

const $ = (id) => document.getElementById(id);

export class Sidebar {
  #store;
  #onOpen;
  #onChatWith;
  #selected = null;

  /** `onOpen(conversationID)`; `onChatWith(userID)` resolves to a message if there is no such user. */
  constructor({ store, onOpen, onChatWith, signal }) {
    this.#store = store;
    this.#onOpen = onOpen;
    this.#onChatWith = onChatWith;
    const { userID } = store.me;
    // The second user finds the chat with the first one open.
    for (const link of document.querySelectorAll('.second-user-link'))
      link.href = `?${new URLSearchParams({ chat: userID })}`;
    $('chat-with').addEventListener('submit', (event) => this.#submitted(event), { signal });
    $('conversations').addEventListener('keydown', (event) => this.#arrow(event), { signal });
    $('people').addEventListener('keydown', (event) => this.#arrow(event), { signal });
  }

  select(conversationID) {
    this.#selected = conversationID;
    this.render();
  }

  render() {
    this.#renderMe();
    const chats = this.#store.chats;
    keepingFocus($('conversations'), () => $('conversations').replaceChildren(...chats.map((chat) => this.#row(chat))));
    $('conversations-empty').hidden = chats.length > 0;
    const known = new Set(chats.map(({ peerID }) => peerID));
    const others = this.#store.demoUsers.filter(({ userID }) => !known.has(userID)).slice(0, PEOPLE_MAX);
    keepingFocus($('people'), () => $('people').replaceChildren(...others.map((user) => this.#person(user))));
    $('people-section').hidden = others.length === 0;
  }

  #renderMe() {
    const { userID, nickname } = this.#store.me;
    const names = [el('strong', {}, nickname), el('span', { class: 'mono', title: 'Your userID' }, userID)];
    $('me').replaceChildren(avatar(userID, nickname), el('span', { class: 'who' }, names));
  }

  #row(conversation) {
    const { id, peerID, unread, last } = conversation;
    const title = this.#store.titleOf(conversation);
    const isOpen = id === this.#selected;
    const isTyping = conversation.typingUntil > Date.now();
    const time = last?.sendTime || last?.createTime;
    const badge =
      unread > 0 &&
      !isOpen &&
      el('span', { class: 'badge', 'aria-label': `${unread} unread` }, unread > 99 ? '99+' : String(unread));
    return el(
      'li',
      {},
      el(
        'button',
        {
          class: 'row',
          type: 'button',
          'aria-current': isOpen ? 'true' : null,
          'data-id': id,
          onclick: () => this.#onOpen(id),
        },
        avatar(peerID ?? id, title),
        el(
          'span',
          { class: 'row-text' },
          el('span', { class: 'row-line' }, el('strong', {}, title), time && el('time', {}, agoText(time))),
          el(
            'span',
            { class: 'row-line' },
            isTyping
              ? el('span', { class: 'preview is-typing' }, 'typing …')
              : el('span', { class: 'preview' }, this.#preview(last)),
            badge,
          ),
        ),
      ),
    );
  }

  #preview(message) {
    if (!message) return 'No messages yet';
    const text = { revoked: 'Message taken back', deleted: 'Message deleted' }[message.kind] ?? message.text ?? '';
    if (message.state === State.FAILED) return `Not sent: ${text}`;
    return message.sendID === this.#store.me.userID ? `You: ${text}` : text;
  }

  #person({ userID, nickname }) {
    return el(
      'li',
      {},
      el(
        'button',
        { class: 'row row-person', type: 'button', 'data-id': userID, onclick: () => this.#onChatWith(userID) },
        avatar(userID, nickname),
        el('span', { class: 'row-text' }, el('strong', {}, nickname), el('span', { class: 'mono preview' }, userID)),
        icon('plus'),
      ),
    );
  }

  async #submitted(event) {
    event.preventDefault();
    const userID = $('chat-with-id').value.trim();
    if (!userID) return;
    const problem = await this.#onChatWith(userID);
    $('chat-with-message').textContent = problem ?? '';
    $('chat-with-message').hidden = !problem;
    if (!problem) $('chat-with-id').value = '';
  }

  /** Up and down walk through a list. */
  #arrow(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const rows = [...event.currentTarget.querySelectorAll('button')];
    rows[rows.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  }
}

/** Lists are drawn anew; whoever had the focus in one gets it back. */
function keepingFocus(list, draw) {
  const id = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  draw();
  if (id) list.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();
}
