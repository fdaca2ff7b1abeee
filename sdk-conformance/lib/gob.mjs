// Reads the one kind of gob stream the protocol uses: a struct's type definition followed by one value of it.
// Fields are found by name; ids of types are whatever the stream says.

const BYTES = 5;
const STRING = 6;
const BOOL = 1;
const INT = 2;
const UINT = 3;

class Reader {
  constructor(buffer) {
    this.buffer = buffer;
    this.at = 0;
  }

  get done() {
    return this.at >= this.buffer.length;
  }

  take(length) {
    if (this.at + length > this.buffer.length) throw new Error(`gob: ${length} bytes wanted at ${this.at} of ${this.buffer.length}`);
    const part = this.buffer.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  uint() {
    const first = this.take(1)[0];
    if (first < 128) return first;
    const count = 256 - first;
    if (count > 8) throw new Error(`gob: an integer of ${count} bytes`);
    let value = 0n;
    for (const byte of this.take(count)) value = (value << 8n) | BigInt(byte);
    return Number(value);
  }

  int() {
    const raw = this.uint();
    const half = Math.floor(raw / 2);
    return raw % 2 === 0 ? half : -half - 1;
  }

  bytes() {
    return this.take(this.uint());
  }

  string() {
    return this.bytes().toString('utf8');
  }

  /** Calls `field(number)` for every field present; the callback reads the value. */
  struct(field) {
    let number = -1;
    for (;;) {
      const delta = this.uint();
      if (delta === 0) return;
      number += delta;
      field(number);
    }
  }
}

/** The struct in `buffer` as an object; fields that hold a zero value are absent, as on the wire. */
export function decodeGob(buffer) {
  const types = new Map();
  const stream = new Reader(buffer);
  let value;
  while (!stream.done) {
    const message = new Reader(stream.bytes());
    const id = message.int();
    if (id < 0) types.set(-id, typeDefinition(message));
    else value = structValue(message, types.get(id));
  }
  if (value === undefined) throw new Error('gob: a type but no value');
  return value;
}

function typeDefinition(reader) {
  const fields = [];
  reader.struct((kind) => {
    if (kind !== 2) throw new Error(`gob: type of kind ${kind}, not a struct`);
    reader.struct((part) => {
      if (part === 0) commonType(reader);
      else for (let left = reader.uint(); left > 0; left--) fields.push(commonType(reader));
    });
  });
  return fields;
}

function commonType(reader) {
  const type = { name: '', id: 0 };
  reader.struct((part) => {
    if (part === 0) type.name = reader.string();
    else type.id = reader.int();
  });
  return type;
}

function structValue(reader, fields) {
  if (!fields) throw new Error('gob: a value without its type');
  const value = {};
  reader.struct((number) => {
    const { name, id } = fields[number];
    value[name] = scalar(reader, id);
  });
  return value;
}

function scalar(reader, id) {
  switch (id) {
    case BOOL:
      return reader.uint() !== 0;
    case INT:
      return reader.int();
    case UINT:
      return reader.uint();
    case BYTES:
      return reader.bytes();
    case STRING:
      return reader.string();
    default:
      throw new Error(`gob: a field of type ${id}`);
  }
}
