// The wire panel: every frame and REST call, in words, and the figures that show how little the protocol needs.

import { el, icon, msText, preciseTimeText, sizeText } from './dom.js';
import { ContentType, reqName } from '../protocol.js';
import { seqText } from '../ids.js';

const $ = (id) => document.getElementById(id);

const ROWS_MAX = 200;

/** How long "cut the connection" lasts: time enough to write something in the other tab. */
const CUT_MS = 5_000;

export class WirePanel {
  #store;
  #chat = null;

  /** `signal` takes all listeners off again. */
  constructor({ store, signal }) {
    this.#store = store;
    const listen = (id, type, handler) => $(id).addEventListener(type, handler, { signal });
    for (const button of toggles()) button.addEventListener('click', () => this.#toggle($('wire').hidden), { signal });
    listen('wire-close', 'click', () => this.#toggle(false));
    listen('wire-clear', 'click', () => $('wire-log').replaceChildren());
    listen('wire-heartbeats', 'change', ({ target }) =>
      $('wire-log').classList.toggle('with-heartbeats', target.checked),
    );
    listen('cut', 'click', () => this.#chat.cut(CUT_MS));
    listen('lose', 'click', () => {
      this.#chat.loseNextPush();
      $('lose').setAttribute('aria-pressed', 'true');
    });
    listen('wire', 'keydown', ({ key }) => key === 'Escape' && this.#toggle(false));
    $('lose').setAttribute('aria-pressed', 'false');
    $('wire-log').replaceChildren();
  }

  control(chat) {
    this.#chat = chat;
  }

  /** Takes an event of omtp.js, rest.js or chat.js. */
  add(event) {
    if (event.isLost) $('lose').setAttribute('aria-pressed', 'false');
    const log = $('wire-log');
    const isAtTop = log.scrollTop < 8;
    log.prepend(row(event));
    while (log.children.length > ROWS_MAX) log.lastElementChild.remove();
    if (isAtTop) log.scrollTop = 0;
  }

  render() {
    const { pulls, pushes, duplicates, resends, ackMs, echoMs, receiveMs } = this.#store.stats;
    const figures = [
      ['Ack', msText(ackMs), "From the send to the broker's disk, last message"],
      ['Own push', msText(echoMs), 'From the send until the message came back with its seq'],
      [
        'Peer → here',
        msText(receiveMs),
        "From the other one's send until it arrived here (two clocks, if on two machines)",
      ],
      ['Pushes', pushes, 'Frames that brought something unasked'],
      [
        'Pulls',
        pulls.start + pulls.gap + pulls.reconnect,
        `${pulls.start} at the start, ${pulls.gap} for gaps, ${pulls.reconnect} after reconnects`,
      ],
      ['Gap pulls', pulls.gap, 'Of these, for gaps: a number was skipped, one pull mends it'],
      ['History', pulls.history, 'Pages loaded by scrolling up'],
      ['Duplicates', duplicates, 'Pushes of what was known: dropped'],
      ['Resends', resends, 'The ack was unknown: the same clientMsgID again'],
    ];
    $('wire-figures').replaceChildren(
      ...figures.map(([name, value, title]) => el('div', { title }, el('dt', {}, name), el('dd', {}, String(value)))),
    );
  }

  #toggle(isOpen) {
    $('wire').hidden = !isOpen;
    for (const button of toggles()) button.setAttribute('aria-expanded', isOpen);
    // The focus goes where the eye goes, and back to whichever of the two buttons is in sight.
    if (isOpen) $('wire-close').focus();
    else
      toggles()
        .find((button) => button.offsetParent)
        ?.focus();
  }
}

const toggles = () => [...document.querySelectorAll('.wire-toggle')];

function row(event) {
  const { head, classes, body } = ROWS[event.kind](event);
  const time = el('time', {}, preciseTimeText(event.at));
  if (body === undefined)
    return el('li', { class: `wire-row ${classes}` }, el('div', { class: 'wire-head' }, time, head));
  // The content is put into words when somebody wants to see it.
  const details = el('details', {}, el('summary', { class: 'wire-head' }, time, head));
  details.addEventListener('toggle', () => details.append(el('pre', {}, JSON.stringify(body, readable, 2))), {
    once: true,
  });
  return el('li', { class: `wire-row ${classes}` }, details);
}

const ROWS = {
  frame({ direction, reqIdentifier, operationID, size, payload, errCode, errMsg, isLost }) {
    const isBad = errCode > 0;
    return {
      classes: [`is-${direction}`, isBad && 'is-bad', isLost && 'is-lost'].filter(Boolean).join(' '),
      head: [
        icon(direction),
        el('b', {}, `${reqIdentifier} ${reqName(reqIdentifier)}`),
        el(
          'span',
          { class: 'wire-what' },
          isLost ? 'lost on purpose' : isBad ? `${errCode} ${errMsg}` : summary(payload),
        ),
        el('span', { class: 'wire-op', title: `operationID ${operationID}` }, operationID?.slice(0, 6)),
        el('span', { class: 'wire-size' }, sizeText(size)),
      ],
      body: payload ? { operationID, data: payload } : undefined,
    };
  },

  text({ direction, text, size }) {
    const isHeartbeat = /"type":\s*"p[io]ng"/.test(text);
    return {
      classes: `is-${direction} ${isHeartbeat ? 'is-heartbeat' : ''}`,
      head: [
        icon(direction),
        el('b', {}, 'text'),
        el('span', { class: 'wire-what' }, text),
        el('span', { class: 'wire-size' }, sizeText(size)),
      ],
    };
  },

  rest({ path, operationID, body, errCode, errMsg, data, failure, ms }) {
    const outcome = failure ?? (errCode === 0 ? '' : `${errCode} ${errMsg}`);
    return {
      classes: `is-rest ${outcome ? 'is-bad' : ''}`,
      head: [
        icon('rest'),
        el('b', {}, `/${path}`),
        el('span', { class: 'wire-what' }, outcome),
        el('span', { class: 'wire-op', title: `operationID ${operationID}` }, operationID.slice(0, 6)),
        el('span', { class: 'wire-size' }, ms === undefined ? '' : msText(ms)),
      ],
      body: { operationID, request: body, answer: data ?? {} },
    };
  },

  note({ level, text, body }) {
    return { classes: `is-note is-${level}`, head: [icon(level), el('span', { class: 'wire-what' }, text)], body };
  },
};

/** What a payload is about, in a few words: which seqs of which conversations. */
function summary(payload) {
  if (!payload) return '';
  if (payload.seqRanges)
    return payload.seqRanges.map((r) => `${seqText(r.begin, r.end)} num ${r.num} ${r.conversationID}`).join(', ');
  if (payload.conversations)
    return payload.conversations.map((c) => `${seqText(c.seqs.at(-1), c.seqs[0])} ${c.conversationID}`).join(', ');
  if (payload.maxSeqs) return `${payload.maxSeqs.size} conversations`;
  if (payload.seqs instanceof Map) return `${payload.seqs.size} conversations`;
  if (payload.msgs)
    return [...payload.msgs, ...payload.notificationMsgs].map(([id, { msgs }]) => `${contents(msgs)} ${id}`).join(', ');
  if (payload.contentType) return `${kindOf(payload)} ${payload.clientMsgID.slice(0, 6)}`;
  if (payload.serverMsgID) return `acked ${payload.clientMsgID.slice(0, 6)}`;
  return '';
}

const contents = (messages) =>
  messages.length > 3
    ? seqText(messages[0].seq, messages.at(-1).seq)
    : messages.map((message) => (message.seq ? `#${message.seq}` : kindOf(message))).join(' ');

const KINDS = {
  [ContentType.TEXT]: 'text',
  [ContentType.TYPING]: 'typing',
  [ContentType.REVOKED]: 'revoked',
  [ContentType.MESSAGES_DELETED]: 'deleted',
  [ContentType.READ_RECEIPT]: 'read receipt',
};
const kindOf = ({ contentType }) => KINDS[contentType] ?? `type ${contentType}`;

/** JSON for reading: maps as objects, bytes as the text they mostly are, nothing that is empty. */
function readable(key, value) {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value === '' || value === 0 || value === null || value === false) return key === '' ? value : undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  return value;
}
