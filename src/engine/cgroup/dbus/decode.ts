// Bytes to values (D-Bus Specification, "Marshaling"), in either byte order; nothing in the bytes is trusted.
import { ByteReader } from "./byte-reader.ts";
import { DbusProtocolError } from "./dbus-error.ts";
import { isObjectPath, MOST_ARRAY_BYTES, MOST_DEPTH } from "./rules.ts";
import { alignmentOf, type BasicCode, type DbusType, parseSignature } from "./signature.ts";
import type { DbusValue } from "./value.ts";

/** Of the two bytes that open a message, `l` and `B`. */
export type ByteOrder = "little" | "big";

export interface Decoded {
  readonly values: readonly DbusValue[];
  /** The number of bytes that the values took. */
  readonly end: number;
}

/**
 * Decodes values one after the other from the start of a message or of its body: the inverse of `encodeValues`.
 *
 * @throws {DbusProtocolError} when the bytes are not of the signature's types, or end too early
 */
export function decodeValues(signature: string, bytes: Uint8Array, order: ByteOrder): Decoded {
  const reader = new ByteReader(bytes, order === "little");
  const values = parseSignature(signature).map((type) => readValue(reader, type, 0));
  return { values, end: reader.at };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readValue(reader: ByteReader, type: DbusType, depth: number): DbusValue {
  if (depth > MOST_DEPTH) throw new DbusProtocolError(`Values are nested more than ${MOST_DEPTH} deep`);
  switch (type.kind) {
    case "basic":
      return readBasic(reader, type.code);
    case "variant":
      return readVariant(reader, depth);
    case "array":
      return readArray(reader, type.element, depth);
    case "struct":
      reader.align(8);
      return type.fields.map((field) => readValue(reader, field, depth + 1));
  }
}

function readBasic(reader: ByteReader, code: BasicCode): DbusValue {
  const little = reader.isLittle;
  switch (code) {
    case "y":
      return reader.number(1, (view, at) => view.getUint8(at));
    case "b":
      return readBoolean(reader);
    case "n":
      return reader.number(2, (view, at) => view.getInt16(at, little));
    case "q":
      return reader.number(2, (view, at) => view.getUint16(at, little));
    case "i":
      return reader.number(4, (view, at) => view.getInt32(at, little));
    case "u":
    case "h":
      return reader.uint32();
    case "x":
      return reader.number(8, (view, at) => view.getBigInt64(at, little));
    case "t":
      return reader.number(8, (view, at) => view.getBigUint64(at, little));
    case "d":
      return reader.number(8, (view, at) => view.getFloat64(at, little));
    case "s":
      return readString(reader, reader.uint32());
    case "o":
      return readObjectPath(reader);
    case "g":
      return readSignature(reader);
  }
}

function readBoolean(reader: ByteReader): boolean {
  const value = reader.uint32();
  if (value > 1) throw new DbusProtocolError(`A boolean before byte ${reader.at} is ${value}`);
  return value === 1;
}

function readString(reader: ByteReader, length: number): string {
  const bytes = reader.take(length);
  if (reader.take(1)[0] !== 0 || bytes.includes(0)) {
    throw new DbusProtocolError(`A string before byte ${reader.at} does not end where it says`);
  }
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DbusProtocolError(`A string before byte ${reader.at} is not UTF-8`, { cause });
  }
}

function readObjectPath(reader: ByteReader): string {
  const path = readString(reader, reader.uint32());
  if (!isObjectPath(path)) throw new DbusProtocolError(`"${path}" is no object path`);
  return path;
}

function readSignature(reader: ByteReader): string {
  const signature = readString(
    reader,
    reader.number(1, (view, at) => view.getUint8(at)),
  );
  parseSignature(signature);
  return signature;
}

function readVariant(reader: ByteReader, depth: number): DbusValue {
  const signature = readSignature(reader);
  const [type, ...more] = parseSignature(signature);
  if (type === undefined || more.length > 0) {
    throw new DbusProtocolError(`A variant has one complete type, not "${signature}"`);
  }
  return { signature, value: readValue(reader, type, depth + 1) };
}

function readArray(reader: ByteReader, element: DbusType, depth: number): DbusValue {
  const length = reader.uint32();
  if (length > MOST_ARRAY_BYTES) throw new DbusProtocolError(`An array of ${length} bytes is too long`);
  reader.align(alignmentOf(element));
  if (element.kind === "basic" && element.code === "y") return reader.take(length).slice();
  const end = reader.at + length;
  const values: DbusValue[] = [];
  while (reader.at < end) values.push(readValue(reader, element, depth + 1));
  if (reader.at > end) throw new DbusProtocolError(`An array ends at byte ${end}, inside of its last element`);
  return values;
}
