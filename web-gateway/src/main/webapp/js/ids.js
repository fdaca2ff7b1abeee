// Names of things on the wire, and how they are made.

/** 128 random bits as 32 hex digits. Not crypto.randomUUID: browsers have that on https and localhost only. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The conversation of two users: the same name whoever asks, because the two are sorted. */
export function singleConversation(a, b) {
  return `si_${[a, b].sort().join('_')}`;
}

/** Streams of notifications (receipts, revocations …) lie beside the chats and are shown nowhere as a chat. */
export function isNotificationStream(conversationID) {
  return conversationID.startsWith('n_');
}

/** Who the other one is; for conversations the server's list has not named yet. Null for groups and streams. */
export function peerOf(conversationID, me) {
  if (!conversationID.startsWith('si_')) return null;
  const pair = conversationID.slice(3);
  // User ids may contain "_", so the own id is cut off at either end instead of splitting.
  if (pair.startsWith(`${me}_`)) return pair.slice(me.length + 1);
  if (pair.endsWith(`_${me}`)) return pair.slice(0, -me.length - 1);
  return null;
}

/** A range of seqs for reading. */
export const seqText = (begin, end) => (begin === end ? `#${begin}` : `#${begin}–#${end}`);
