// REST: POST JSON, always HTTP 200, the outcome in the envelope {errCode, errMsg, errDlt, data}.

import { NoAnswer, Refused } from './protocol.js';
import { randomId } from './ids.js';

const TIMEOUT_MS = 10_000;

/** `base`: URL of the application, with a slash at its end. `wire`: see omtp.js. */
export class Rest {
  #base;
  #token;
  #wire;

  constructor({ base, token = null, wire = () => {} }) {
    this.#base = base;
    this.#token = token;
    this.#wire = wire;
  }

  /** The answer's `data`. Throws Refused if the envelope says no, NoAnswer if there is none. */
  async post(path, body) {
    const operationID = randomId();
    const started = performance.now();
    let envelope;
    try {
      envelope = await this.#fetch(path, body, operationID);
    } catch (error) {
      this.#wire({ kind: 'rest', at: Date.now(), path, operationID, body, failure: error.message });
      throw new NoAnswer(`the server does not answer (${error.message})`);
    }
    const { errCode, errMsg, data } = envelope;
    const ms = performance.now() - started;
    this.#wire({ kind: 'rest', at: Date.now(), path, operationID, body, errCode, errMsg, data, ms });
    if (errCode !== 0) throw new Refused(errCode, errMsg);
    return data ?? {};
  }

  async #fetch(path, body, operationID) {
    const headers = { 'Content-Type': 'application/json', operationID };
    if (this.#token) headers.token = this.#token;
    const response = await fetch(new URL(path, this.#base), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const envelope = await response.json();
    if (typeof envelope?.errCode !== 'number') throw new Error('an answer without errCode');
    return envelope;
  }
}
