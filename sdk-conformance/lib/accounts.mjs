import { randomBytes } from 'node:crypto';

// A REST answer later than this is a failure of the server under test.
const REST_TIMEOUT_MS = 10_000;

/** An error answer of the REST API, with its number. */
export class RestError extends Error {
  constructor(path, { errCode, errMsg, errDlt }) {
    super(`${path}: errCode ${errCode} ${errMsg} ${errDlt ?? ''}`);
    this.errCode = errCode;
  }
}

/** What a business server does over REST: registers users, gets tokens for them. Every call is traced. */
export class Accounts {
  #apiAddr;
  #adminToken;
  #trace;

  constructor(apiAddr, trace) {
    this.#apiAddr = apiAddr;
    this.#trace = trace;
  }

  static async signIn({ apiAddr, adminSecret }, trace) {
    const accounts = new Accounts(apiAddr, trace);
    const { token } = await accounts.post('/auth/get_admin_token', { secret: adminSecret, userID: 'imAdmin' });
    accounts.#adminToken = token;
    return accounts;
  }

  /** Registers a user nobody has registered before; no underscore, because conversation ids are split at it. */
  async register(nickname) {
    const userID = `${nickname}${randomBytes(6).toString('hex')}`;
    await this.post('/user/user_register', { users: [{ userID, nickname, faceURL: '' }] });
    return { userID, nickname };
  }

  async tokenFor(userID, platformID) {
    return (await this.post('/auth/get_user_token', { userID, platformID })).token;
  }

  async post(path, body) {
    const headers = { 'Content-Type': 'application/json', operationID: randomBytes(8).toString('hex') };
    if (this.#adminToken) headers.token = this.#adminToken;
    const response = await fetch(this.#apiAddr + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REST_TIMEOUT_MS),
    });
    const text = await response.text();
    this.#trace.add(`REST  POST ${path} ${response.status} ${path.startsWith('/auth/') ? '(token left out)' : text.slice(0, 200)}`);
    if (response.status !== 200) throw new Error(`${path}: HTTP ${response.status} ${text.slice(0, 200)}`);
    const answer = JSON.parse(text);
    if (answer.errCode !== 0) throw new RestError(path, answer);
    return answer.data;
  }
}
