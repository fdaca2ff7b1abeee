// What outlives a reload. sessionStorage belongs to one tab, so two tabs are two users.

const IDENTITY = 'tidings.identity';
const OUTBOX = 'tidings.outbox';

/** {userID, token, platformID, nickname}, or null. */
export const loadIdentity = () => load(IDENTITY, null);
export const saveIdentity = (identity) => save(IDENTITY, identity);

export function forget() {
  sessionStorage.removeItem(IDENTITY);
  sessionStorage.removeItem(OUTBOX);
}

/**
 * Messages without an ack. They must be sent again after a reload, with the same clientMsgID: the server may have them
 * already.
 */
export const loadOutbox = () => load(OUTBOX, []);
export const saveOutbox = (messages) => save(OUTBOX, messages);

function load(key, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? fallback;
  } catch {
    // Not ours, or of another version: as good as nothing.
    return fallback;
  }
}

function save(key, value) {
  sessionStorage.setItem(key, JSON.stringify(value));
}
