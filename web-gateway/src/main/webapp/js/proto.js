// Protocol buffers (proto3), as much of it as the chat needs: a reader, a writer, and the messages as tables of
// "field name: [field number, type]". The tables are the documentation: a client in another language needs only them.
//
// int32 and int64 are read into a Number. Seqs and milliseconds stay far below 2^53; a larger value is refused rather
// than rounded, because a rounded seq would name another message.

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

class Writer {
  #bytes = [];

  varint(value) {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not an integer that a varint can carry exactly: ${value}`);
    // A negative number travels as its 64-bit two's complement, ten bytes long, also when the field is an int32.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }

  tag(number, wireType) {
    this.varint(number * 8 + wireType);
  }

  bytes(bytes) {
    this.varint(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  finish() {
    return Uint8Array.from(this.#bytes);
  }
}

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get done() {
    return this.#at >= this.#bytes.length;
  }

  varint() {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.done) throw new RangeError('the message ends inside a number');
      const byte = this.#bytes[this.#at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        const number = Number(BigInt.asIntN(64, value));
        if (!Number.isSafeInteger(number)) throw new RangeError(`a number too large to be exact: ${value}`);
        return number;
      }
    }
    throw new RangeError('a number of more than ten bytes');
  }

  bytes() {
    return this.#take(this.varint());
  }

  /** Steps over a field that no table names: newer servers may send more than we know. */
  skip(wireType) {
    if (wireType === VARINT) this.varint();
    else if (wireType === BYTES) this.bytes();
    else if (wireType === FIXED64) this.#take(8);
    else if (wireType === FIXED32) this.#take(4);
    else throw new RangeError(`wire type ${wireType} is not in use`);
  }

  #take(length) {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new RangeError('the message ends inside a field');
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

// A type knows its wire type, the value of an absent field (zero values are never sent), and how to read and write.

const int = { wire: VARINT, zero: () => 0, write: (w, v) => w.varint(v), read: (r) => r.varint() };
const bool = { wire: VARINT, zero: () => false, write: (w, v) => w.varint(v ? 1 : 0), read: (r) => r.varint() !== 0 };
const bytes = { wire: BYTES, zero: () => new Uint8Array(0), write: (w, v) => w.bytes(v), read: (r) => r.bytes() };
const string = {
  wire: BYTES,
  zero: () => '',
  write: (w, v) => w.bytes(utf8.encode(v)),
  read: (r) => fromUtf8.decode(r.bytes()),
};

function message(fields) {
  const byNumber = new Map(Object.entries(fields).map(([name, [number, type]]) => [number, { name, type }]));
  const type = {
    wire: BYTES,
    zero: () => null,

    /** The bytes of a value; a name that the table lacks is a mistake of the caller, not an extension. */
    encode(value) {
      for (const name of Object.keys(value)) if (!fields[name]) throw new TypeError(`no such field: ${name}`);
      const writer = new Writer();
      for (const [name, [number, fieldType]] of Object.entries(fields)) {
        if (value[name] != null) writeField(writer, number, fieldType, value[name]);
      }
      return writer.finish();
    },

    /** The value of some bytes, every field present: absent ones have their zero value. */
    decode(encoded) {
      const value = Object.fromEntries(Object.entries(fields).map(([name, [, fieldType]]) => [name, fieldType.zero()]));
      const reader = new Reader(encoded);
      while (!reader.done) {
        const tag = reader.varint();
        const field = byNumber.get(Math.floor(tag / 8));
        if (field) readField(reader, tag % 8, field, value);
        else reader.skip(tag % 8);
      }
      return value;
    },

    write: (w, v) => w.bytes(type.encode(v)),
    read: (r) => type.decode(r.bytes()),
  };
  return type;
}

const repeated = (element) => ({ element, zero: () => [] });

/** A map is a repeated message of key = 1 and value = 2; in JavaScript it is a Map. */
const map = (valueType) => ({ entry: message({ key: [1, string], value: [2, valueType] }), zero: () => new Map() });

function writeField(writer, number, type, value) {
  if (type.entry) {
    for (const [key, item] of value) {
      writer.tag(number, BYTES);
      type.entry.write(writer, { key, value: item });
    }
  } else if (type.element?.wire === VARINT) {
    if (value.length === 0) return;
    // proto3 packs repeated numbers: one tag, one length, then the numbers.
    const packed = new Writer();
    for (const item of value) type.element.write(packed, item);
    writer.tag(number, BYTES);
    writer.bytes(packed.finish());
  } else if (type.element) {
    for (const item of value) {
      writer.tag(number, type.element.wire);
      type.element.write(writer, item);
    }
  } else if (value !== 0 && value !== false && value.length !== 0) {
    writer.tag(number, type.wire);
    type.write(writer, value);
  }
}

function readField(reader, wireType, { name, type }, value) {
  if (type.entry) {
    const { key, value: item } = type.entry.read(reader);
    value[name].set(key, item);
  } else if (type.element) {
    // A writer may pack repeated numbers or not; a reader must take both.
    if (type.element.wire === VARINT && wireType === BYTES) {
      const packed = new Reader(reader.bytes());
      while (!packed.done) value[name].push(type.element.read(packed));
    } else {
      value[name].push(type.element.read(reader));
    }
  } else {
    value[name] = type.read(reader);
  }
}

// ---------------------------------------------------------------------------------------------------- the messages

export const OfflinePushInfo = message({
  title: [1, string],
  desc: [2, string],
  ex: [3, string],
  iOSPushSound: [4, string],
  iOSBadgeCount: [5, bool],
});

export const MsgData = message({
  sendID: [1, string],
  recvID: [2, string],
  groupID: [3, string],
  clientMsgID: [4, string],
  serverMsgID: [5, string],
  senderPlatformID: [6, int],
  senderNickname: [7, string],
  senderFaceURL: [8, string],
  sessionType: [9, int],
  msgFrom: [10, int],
  contentType: [11, int],
  content: [12, bytes],
  seq: [14, int],
  sendTime: [15, int],
  createTime: [16, int],
  status: [17, int],
  isRead: [18, bool],
  options: [19, map(bool)],
  offlinePushInfo: [20, OfflinePushInfo],
  atUserIDList: [21, repeated(string)],
  attachedInfo: [22, string],
  ex: [23, string],
});

const PullMsgs = message({ msgs: [1, repeated(MsgData)], isEnd: [2, bool], endSeq: [3, int] });

/** 2001, and the answers to 1002 and 1005: messages by conversation; chats in one map, n_… streams in the other. */
const MessagesByConversation = { msgs: [1, map(PullMsgs)], notificationMsgs: [2, map(PullMsgs)] };

export const PushMessages = message(MessagesByConversation);
export const PullMessageBySeqsResp = message(MessagesByConversation);
export const GetSeqMessageResp = message(MessagesByConversation);

export const UserSendMsgResp = message({ serverMsgID: [1, string], clientMsgID: [2, string], sendTime: [3, int] });

export const GetMaxSeqReq = message({ userID: [1, string] });
export const GetMaxSeqResp = message({ maxSeqs: [1, map(int)], minSeqs: [2, map(int)] });

export const SeqRange = message({ conversationID: [1, string], begin: [2, int], end: [3, int], num: [4, int] });
export const PullMessageBySeqsReq = message({
  userID: [1, string],
  seqRanges: [2, repeated(SeqRange)],
  order: [3, int],
});

// The numbers of ConversationSeqs start at 2; that is how the protocol has it.
export const ConversationSeqs = message({ conversationID: [2, string], seqs: [3, repeated(int)] });
export const GetSeqMessageReq = message({
  userID: [1, string],
  conversations: [2, repeated(ConversationSeqs)],
  order: [3, int],
});

export const GetConversationsHasReadAndMaxSeqReq = message({
  userID: [1, string],
  conversationIDs: [2, repeated(string)],
  returnPinned: [3, bool],
});
const Seqs = message({ maxSeq: [1, int], hasReadSeq: [2, int], maxSeqTime: [3, int] });
export const GetConversationsHasReadAndMaxSeqResp = message({
  seqs: [1, map(Seqs)],
  pinnedConversationIDs: [2, repeated(string)],
});

export const DelUserPushTokenReq = message({ userID: [1, string], platformID: [2, int] });
