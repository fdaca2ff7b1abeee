// The numbers of the protocol, named once.

/** What a frame is about: its reqIdentifier. */
export const Req = Object.freeze({
  NEWEST_SEQS: 1001,
  PULL_RANGES: 1002,
  SEND: 1003,
  PULL_SEQS: 1005,
  READ_SEQS: 1006,
  PUSH: 2001,
  KICKED: 2002,
  LOGOUT: 2003,
});

const REQ_NAMES = {
  1001: 'GetNewestSeq',
  1002: 'PullMsgByRange',
  1003: 'SendMsg',
  1005: 'PullMsgBySeqs',
  1006: 'GetConvMaxReadSeq',
  2001: 'PushMsg',
  2002: 'KickOnlineMsg',
  2003: 'Logout',
};

export const reqName = (reqIdentifier) => REQ_NAMES[reqIdentifier] ?? 'unknown';

export const ContentType = Object.freeze({
  TEXT: 101,
  TYPING: 113,
  REVOKED: 2101,
  MESSAGES_DELETED: 2102,
  READ_RECEIPT: 2200,
});

export const SessionType = Object.freeze({ SINGLE: 1, GROUP: 3 });

export const MsgStatus = Object.freeze({ SENDING: 1, SENT: 2, DELETED: 4 });

export const PLATFORM_WEB = 5;

/** The order of an answer's messages. */
export const Order = Object.freeze({ ASCENDING: 0, DESCENDING: 1 });

export const ErrCode = Object.freeze({ NO_PERMISSION: 1002, TOKEN_KICKED: 1506 });

/** 15xx: the token is no good, so neither a retry nor a reconnect helps; only a new login does. */
export const isTokenError = (errCode) => errCode >= 1501 && errCode <= 1507;

/** Codes after which the same request may succeed later: the server was busy, or something behind it did not answer. */
const PASSING = new Set([500, 1801, 1802, 90002, 90004]);
export const isPassing = (errCode) => PASSING.has(errCode);

/** The server said no, or that it could not. */
export class Refused extends Error {
  constructor(errCode, errMsg) {
    super(errMsg || `error ${errCode}`);
    this.name = 'Refused';
    this.errCode = errCode;
  }
}

/**
 * Nobody knows whether the server did it: the connection broke, or no answer came in time. This is not a failure. What
 * follows is a retry of the SAME request; for a message, with the same clientMsgID, which makes it the same message.
 */
export class NoAnswer extends Error {
  constructor(reason) {
    super(reason);
    this.name = 'NoAnswer';
  }
}
