import { gunzipSync } from 'node:zlib';
import { decodeGob } from './gob.mjs';

// The numbers of the protocol, by the names a reader of a trace knows them by.
const NAMES = {
  1001: 'newest seqs',
  1002: 'pull by range',
  1003: 'send',
  1004: 'signal',
  1005: 'pull by seqs',
  1006: 'read and max seqs',
  1007: 'last messages',
  2001: 'push',
  2002: 'kicked',
  2003: 'logout',
  2004: 'background',
  2005: 'online status',
  3001: 'data error',
};

/** One frame in one line: which request, which error, how many bytes of body. Never throws: a trace is for bad days. */
export function describeFrame(payload) {
  if (typeof payload === 'string') return `text ${payload.slice(0, 200)}`;
  try {
    const frame = decodeFrame(payload);
    const error = frame.errCode ? ` errCode=${frame.errCode} ${frame.errMsg}` : '';
    const key = frame.msgIncr ? ` #${frame.msgIncr.slice(-6)}` : '';
    return `${frame.reqIdentifier} ${NAMES[frame.reqIdentifier] ?? 'UNKNOWN'}${key} ${frame.bytes} B${error}`;
  } catch (broken) {
    return `unreadable (${broken.message}): ${payload.subarray(0, 40).toString('hex')} …`;
  }
}

/** `{reqIdentifier, msgIncr, errCode, errMsg, bytes}` of a binary frame, gob or JSON, gzipped or not. */
export function decodeFrame(payload) {
  const gzipped = payload[0] === 0x1f && payload[1] === 0x8b;
  const body = gzipped ? gunzipSync(payload, { maxOutputLength: 16 << 20 }) : payload;
  if (body[0] === 0x7b) {
    const json = JSON.parse(body.toString('utf8'));
    return { ...json, bytes: Buffer.from(json.data ?? '', 'base64').length };
  }
  const gob = decodeGob(body);
  return {
    reqIdentifier: gob.ReqIdentifier ?? 0,
    msgIncr: gob.MsgIncr ?? '',
    errCode: gob.ErrCode ?? 0,
    errMsg: gob.ErrMsg ?? '',
    bytes: gob.Data?.length ?? 0,
  };
}

/** What passed between one device and the server, oldest first, bounded. */
export class Trace {
  #lines = [];
  #dropped = 0;
  #start = Date.now();
  #limit;

  constructor(limit = 400) {
    this.#limit = limit;
  }

  add(line) {
    const at = ((Date.now() - this.#start) / 1000).toFixed(3).padStart(8);
    // A trace is printed and kept by a build: no token in it, whoever wrote the line.
    this.#lines.push(`${at} ${line.replace(/token=[^&'"\s]*/g, 'token=…')}`);
    if (this.#lines.length > this.#limit) {
      this.#lines.shift();
      this.#dropped++;
    }
  }

  toString() {
    const head = this.#dropped > 0 ? [`         … ${this.#dropped} earlier lines left out`] : [];
    return [...head, ...this.#lines].join('\n');
  }
}
