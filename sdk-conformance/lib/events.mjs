import { setTimeout as sleep } from 'node:timers/promises';

// Long enough for a reconnect with its back-off on a busy machine; a passing test never waits it out.
export const PATIENCE_MS = 20_000;

/** What an SDK told its application, in order. */
export class Events {
  #list = [];
  #trace;

  constructor(trace) {
    this.#trace = trace;
  }

  record(event) {
    this.#list.push(event);
    this.#trace.add(`EVENT ${event.name} ${JSON.stringify(event.data ?? '').slice(0, 160)}`);
  }

  /** A mark to search from: only what comes after it counts. */
  get now() {
    return this.#list.length;
  }

  all(name, since = 0) {
    return this.#list.slice(since).filter((event) => event.name === name);
  }

  /** The first such event since the mark, waiting for it if it is still to come. */
  async first(name, matches = () => true, { since = 0, within = PATIENCE_MS } = {}) {
    return eventually(`event ${name}`, () => this.all(name, since).find((event) => matches(event.data)), within);
  }

  /** Waits for the end of a sync, and fails at once when the SDK says that it failed. */
  async synced(since = 0) {
    return eventually('event OnSyncServerFinish', () => {
      const [failed] = this.all('OnSyncServerFailed', since);
      if (failed) throw new Error(`the sync failed: ${failed.errCode ?? ''} ${failed.errMsg ?? ''}`);
      return this.all('OnSyncServerFinish', since)[0];
    });
  }

  /** Every message the SDK announced since the mark, however it batched them. */
  messages(since = 0) {
    return ['OnRecvNewMessages', 'OnRecvNewMessage', 'OnRecvOfflineNewMessages', 'onRecvOfflineNewMessages',
      'OnRecvOfflineNewMessage', 'onRecvOfflineNewMessage']
      .flatMap((name) => this.all(name, since))
      .flatMap((event) => event.data);
  }
}

/** Asks until the answer is truthy, then returns it; a refusal to become so is an error that names what was awaited. */
export async function eventually(what, ask, within = PATIENCE_MS) {
  const end = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await sleep(25);
  }
}
