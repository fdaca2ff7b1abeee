// The first screen: a name is enough where demo mode is on; otherwise a userID and a token are asked for.

import { ErrCode, PLATFORM_WEB, Refused } from '../protocol.js';

const $ = (id) => document.getElementById(id);

/** `rest`: without a token. `onIdentity({userID, token, platformID, nickname})`: somebody has logged in. */
export class Login {
  #rest;
  #onIdentity;

  constructor({ rest, onIdentity }) {
    this.#rest = rest;
    this.#onIdentity = onIdentity;
    $('login-name-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#withName($('login-name').value.trim());
    });
    $('login-token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#withToken($('login-user-id').value.trim(), $('login-token').value.trim());
    });
  }

  /** `message`: why one is here again, or nothing. */
  show(message = '') {
    $('login').hidden = false;
    $('app').hidden = true;
    document.title = 'Tidings';
    this.#say(message);
    const field = $('login-name-form').hidden ? $('login-user-id') : $('login-name');
    field.focus();
  }

  hide() {
    $('login').hidden = true;
    $('login-token').value = '';
  }

  async #withName(nickname) {
    if (!nickname) return;
    this.#busy(true);
    try {
      const { userID, token, platformID, nickname: name } = await this.#rest.post('demo/login', { nickname });
      this.#onIdentity({ userID, token, platformID, nickname: name });
    } catch (error) {
      if (error instanceof Refused && error.errCode === ErrCode.NO_PERMISSION) this.#askForToken();
      else
        this.#say(
          error instanceof Refused ? `${error.message} (${error.errCode})` : `${error.message}. Please try again.`,
        );
    } finally {
      this.#busy(false);
    }
  }

  #askForToken() {
    $('login-name-form').hidden = true;
    $('login-lead').hidden = true;
    $('login-with-token').open = true;
    this.#say(
      'Demo users are switched off on this server. Log in with a userID and a token that your application got for it.',
    );
    $('login-user-id').focus();
  }

  async #withToken(userID, token) {
    if (!userID || !token) return;
    this.#onIdentity({ userID, token, platformID: platformOf(token), nickname: userID });
  }

  #busy(isBusy) {
    $('login-submit').disabled = isBusy;
    $('login-submit').setAttribute('aria-busy', isBusy);
    if (isBusy) this.#say('');
  }

  #say(message) {
    $('login-message').textContent = message;
    $('login-message').hidden = !message;
  }
}

/** The platform a token was made for stands in the token; the server accepts it with no other. */
function platformOf(token) {
  try {
    const claims = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    return claims.PlatformID ?? PLATFORM_WEB;
  } catch {
    // Not a JWT that we can read; the server will say what it thinks of it.
    return PLATFORM_WEB;
  }
}
