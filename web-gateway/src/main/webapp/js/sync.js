// Which messages may be shown, and which must be pulled. Every conversation numbers its messages 1, 2, 3 … without a
// hole, so a client sees from the numbers alone whether it has missed something:
//
//   seq = synced + 1   it is next: accept it
//   seq ≤ synced       it is known: drop it
//   seq > synced + 1   something is missing: hold it, pull what lies between, then accept in order
//
// Pure bookkeeping: no socket, no clock. Messages are any objects with a `seq`.

import { isNotificationStream } from './ids.js';

/** A pull asks for at most this many messages of one chat: the newest. Older ones come when somebody scrolls up. */
export const PULL_MESSAGES_MAX = 20;

/** Streams of notifications are pulled whole, up to this; what is older shows in the history itself. */
export const PULL_NOTIFICATIONS_MAX = 100;

/** Messages of one conversation held back during a pull. What is beyond is let go and pulled afterwards. */
export const HELD_MAX = 200;

export class Sync {
  #windows = new Map();
  // From the moment a connection is up until the server has named the newest seqs, pushes are only held: comparing
  // first makes it one pull per reconnect instead of one per push.
  #comparing = true;
  #knewNothing = true;

  /** The highest seq up to which a conversation is settled: shown, or known to be further up in the history. */
  synced(conversationID) {
    return this.#windows.get(conversationID)?.synced ?? 0;
  }

  /** The connection is gone: a pull under way will have no answer. */
  disconnected() {
    this.#comparing = true;
    for (const window of this.#windows.values()) window.pulling = false;
  }

  /**
   * Takes pushed messages of one conversation.
   * Returns `accepted` (in order), `duplicates` (how many were dropped) and `pull`, a range to ask for, or null.
   */
  offer(conversationID, messages) {
    const window = this.#window(conversationID);
    let duplicates = 0;
    for (const message of messages) {
      if (message.seq <= window.synced || window.held.has(message.seq)) duplicates++;
      else this.#hold(window, message);
    }
    return { duplicates, ...this.#advance(conversationID, window) };
  }

  /**
   * Takes the server's newest seqs (the answer to 1001) after a connection came up.
   * Returns the held messages that can be accepted now, by conversation, and the ranges to pull.
   */
  compare(maxSeqs) {
    for (const [conversationID, maxSeq] of maxSeqs) {
      const window = this.#window(conversationID);
      // A page just opened starts at the end: the newest message of each chat for the list, nothing of the streams.
      if (this.#knewNothing) window.synced = isNotificationStream(conversationID) ? maxSeq : Math.max(0, maxSeq - 1);
      window.heard = Math.max(window.heard, maxSeq);
    }
    this.#comparing = false;
    this.#knewNothing = false;
    const accepted = new Map();
    const pulls = [];
    for (const [conversationID, window] of this.#windows) {
      const result = this.#advance(conversationID, window);
      if (result.accepted.length > 0) accepted.set(conversationID, result.accepted);
      if (result.pull) pulls.push(result.pull);
    }
    return { accepted, pulls };
  }

  /** Takes the answer to a pull. Returns like {@link offer}; another `pull` only if there is a further gap. */
  pulled({ conversationID, end }, messages) {
    const window = this.#window(conversationID);
    window.pulling = false;
    // A push of the range itself may have come in the meantime; the answer may or may not have it, too.
    const bySeq = new Map([...window.held.values(), ...messages].map((message) => [message.seq, message]));
    const accepted = [...bySeq.values()].filter((message) => message.seq > window.synced && message.seq <= end);
    accepted.sort((a, b) => a.seq - b.seq);
    // What the answer left out lies further up in the history and is filled in there.
    window.synced = Math.max(window.synced, end);
    const rest = this.#advance(conversationID, window);
    return { accepted: [...accepted, ...rest.accepted], pull: rest.pull };
  }

  /** The pull had no answer though the connection stands. Returns the range to ask for again. */
  pullFailed({ conversationID }) {
    const window = this.#window(conversationID);
    window.pulling = false;
    return this.#advance(conversationID, window).pull;
  }

  #window(conversationID) {
    if (!this.#windows.has(conversationID)) {
      this.#windows.set(conversationID, { synced: 0, heard: 0, held: new Map(), pulling: false });
    }
    return this.#windows.get(conversationID);
  }

  #hold(window, message) {
    window.heard = Math.max(window.heard, message.seq);
    if (window.held.size < HELD_MAX) window.held.set(message.seq, message);
  }

  #advance(conversationID, window) {
    const accepted = [];
    if (this.#comparing || window.pulling) return { accepted, pull: null };
    for (const seq of window.held.keys()) if (seq <= window.synced) window.held.delete(seq);
    while (window.held.has(window.synced + 1)) {
      window.synced++;
      accepted.push(window.held.get(window.synced));
      window.held.delete(window.synced);
    }
    if (window.heard <= window.synced) return { accepted, pull: null };
    window.pulling = true;
    return { accepted, pull: gapOf(conversationID, window) };
  }
}

/** From the first missing seq to the last one before something held, or before the newest that was heard of. */
function gapOf(conversationID, { synced, heard, held }) {
  const end = held.size > 0 ? Math.min(...held.keys()) - 1 : heard;
  const missing = end - synced;
  const isStream = isNotificationStream(conversationID);
  const num = Math.min(missing, isStream ? PULL_NOTIFICATIONS_MAX : PULL_MESSAGES_MAX);
  const begin = isStream ? end - num + 1 : synced + 1;
  return { conversationID, begin, end, num };
}
