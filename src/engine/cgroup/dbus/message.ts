// Messages (D-Bus Specification, "Message Format"): a header with its fields, and a body.

import { DbusProtocolError } from "./dbus-error.ts";
import { type ByteOrder, decodeValues } from "./decode.ts";
import { encodeValues } from "./encode.ts";
import type { DbusValue, DbusVariant } from "./value.ts";

const TYPES = ["method call", "method return", "error", "signal"] as const;

/** What a message is about; which fields there are depends on its type. */
export interface MessageFields {
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  /** The serial of the method call that this answers. */
  readonly replySerial?: number;
  readonly destination?: string;
  readonly sender?: string;
}

export interface Message extends MessageFields {
  /** `other`: one that a later version of the protocol may have. */
  readonly type: (typeof TYPES)[number] | "other";
  /** Its sender's number for it, not 0. */
  readonly serial: number;
  readonly signature: string;
  readonly body: readonly DbusValue[];
}

/** How many bytes must be there to know how long a message is. */
export const PROLOGUE_BYTES = 16;

/** Systemd's answers and signals take some hundred bytes; the protocol would allow 128 MiB. */
export const MOST_MESSAGE_BYTES = 1024 * 1024;

const HEADER = "yyyyuua(yv)";
const VERSION = 1;

/** Code of each field, and the signature of its value. */
const FIELDS: Readonly<Record<keyof MessageFields, readonly [code: number, signature: string]>> = {
  path: [1, "o"],
  interface: [2, "s"],
  member: [3, "s"],
  errorName: [4, "s"],
  replySerial: [5, "u"],
  destination: [6, "s"],
  sender: [7, "s"],
};
const SIGNATURE_FIELD = 8;

/** @throws {DbusProtocolError} when body and signature do not fit */
export function encodeMessage(message: Message & { readonly type: (typeof TYPES)[number] }): Uint8Array<ArrayBuffer> {
  const body = encodeValues(message.signature, message.body);
  const type = TYPES.indexOf(message.type) + 1;
  const fields = [...headerFields(message)];
  const header = encodeValues(HEADER, [0x6c, type, 0, VERSION, body.length, message.serial, fields]);
  const bytes = new Uint8Array(new ArrayBuffer(padded(header.length) + body.length));
  bytes.set(header);
  bytes.set(body, padded(header.length));
  return bytes;
}

/**
 * How long the message is that begins with these bytes, `PROLOGUE_BYTES` at least.
 *
 * @throws {DbusProtocolError} for what is no message, or too long
 */
export function messageLength(bytes: Uint8Array): number {
  const order = byteOrder(bytes);
  const [, , , version, bodyLength, , fieldsLength] = decodeValues("yyyyuuu", bytes, order).values;
  if (version !== VERSION) throw new DbusProtocolError(`D-Bus has no version ${version}`);
  const length = padded(PROLOGUE_BYTES + Number(fieldsLength)) + Number(bodyLength);
  if (length > MOST_MESSAGE_BYTES) throw new DbusProtocolError(`A message of ${length} bytes is too long`);
  return length;
}

/**
 * Decodes one whole message. Fields that this version of the protocol does not have are left out.
 *
 * @throws {DbusProtocolError}
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const order = byteOrder(bytes);
  const { values, end } = decodeValues(HEADER, bytes, order);
  const [, type, , , , serial, pairs] = values;
  const { signature, ...fields } = namedFields(pairs);
  if (serial === 0) throw new DbusProtocolError("A message has serial 0");
  const { values: body } = decodeValues(signature, bytes.subarray(padded(end)), order);
  return { type: TYPES[Number(type) - 1] ?? "other", serial: Number(serial), signature, body, ...fields };
}

function* headerFields(message: Message): Generator<readonly [number, DbusVariant]> {
  for (const name of Object.keys(FIELDS) as (keyof MessageFields)[]) {
    const [code, signature] = FIELDS[name];
    const value = message[name];
    if (value !== undefined) yield [code, { signature, value }];
  }
  if (message.signature !== "") yield [SIGNATURE_FIELD, { signature: "g", value: message.signature }];
}

function byteOrder(bytes: Uint8Array): ByteOrder {
  if (bytes[0] === 0x6c) return "little";
  if (bytes[0] === 0x42) return "big";
  throw new DbusProtocolError(`A message begins with byte ${bytes[0]} instead of "l" or "B"`);
}

function namedFields(pairs: DbusValue | undefined): MessageFields & { readonly signature: string } {
  const found: Record<string, DbusValue> = {};
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const [code, { signature, value }] = pair as unknown as [number, DbusVariant];
    const name = fieldName(code);
    if (name === undefined) continue;
    const expected = name === "signature" ? "g" : FIELDS[name][1];
    if (signature !== expected) throw new DbusProtocolError(`Header field ${name} has type "${signature}"`);
    found[name] = value;
  }
  return { signature: "", ...found };
}

function fieldName(code: number): keyof MessageFields | "signature" | undefined {
  if (code === SIGNATURE_FIELD) return "signature";
  return (Object.keys(FIELDS) as (keyof MessageFields)[]).find((name) => FIELDS[name][0] === code);
}

function padded(length: number): number {
  return length + (-length & 7);
}
