// Values to bytes (D-Bus Specification, "Marshaling"), in little-endian order.
import { ByteWriter } from "./byte-writer.ts";
import { DbusProtocolError } from "./dbus-error.ts";
import { isObjectPath, MOST_ARRAY_BYTES, MOST_DEPTH } from "./rules.ts";
import { alignmentOf, type BasicCode, type DbusType, parseSignature } from "./signature.ts";
import type { DbusValue, DbusVariant } from "./value.ts";

/**
 * Encodes values one after the other, as if they stood at the start of a message or of its body.
 *
 * @param signature one complete type for each value
 * @throws {DbusProtocolError} when they do not fit, with the value and its type
 */
export function encodeValues(signature: string, values: readonly DbusValue[]): Uint8Array<ArrayBuffer> {
  const types = parseSignature(signature);
  if (types.length !== values.length) {
    throw new DbusProtocolError(`${values.length} values do not fit the ${types.length} types of "${signature}"`);
  }
  const writer = new ByteWriter();
  for (const [index, type] of types.entries()) writeValue(writer, type, values[index], 0);
  return writer.bytes;
}

function writeValue(writer: ByteWriter, type: DbusType, value: DbusValue | undefined, depth: number): void {
  if (depth > MOST_DEPTH) throw new DbusProtocolError(`Values are nested more than ${MOST_DEPTH} deep`);
  if (type.kind === "basic") writeBasic(writer, type.code, value);
  else if (type.kind === "variant") writeVariant(writer, value, depth);
  else if (type.kind === "array") writeArray(writer, type.element, value, depth);
  else writeStruct(writer, type.fields, value, depth);
}

function writeBasic(writer: ByteWriter, code: BasicCode, value: DbusValue | undefined): void {
  if (code === "b") writeBoolean(writer, value);
  else if (code === "d") writeDouble(writer, value);
  else if (code === "s" || code === "o" || code === "g") writeString(writer, code, value);
  else writeInteger(writer, code, value);
}

function writeBoolean(writer: ByteWriter, value: DbusValue | undefined): void {
  if (typeof value !== "boolean") throw unfit("b", value);
  writeInteger(writer, "u", value ? 1 : 0);
}

function writeDouble(writer: ByteWriter, value: DbusValue | undefined): void {
  if (typeof value !== "number") throw unfit("d", value);
  const { view, at } = writer.number(8);
  view.setFloat64(at, value, true);
}

interface IntegerKind {
  readonly size: number;
  readonly signed: boolean;
}

const INTEGERS: Readonly<Record<"y" | "n" | "q" | "i" | "u" | "x" | "t" | "h", IntegerKind>> = {
  y: { size: 1, signed: false },
  n: { size: 2, signed: true },
  q: { size: 2, signed: false },
  i: { size: 4, signed: true },
  u: { size: 4, signed: false },
  h: { size: 4, signed: false },
  x: { size: 8, signed: true },
  t: { size: 8, signed: false },
};

function writeInteger(writer: ByteWriter, code: keyof typeof INTEGERS, value: DbusValue | undefined): void {
  const { size, signed } = INTEGERS[code];
  const isRightType = size === 8 ? typeof value === "bigint" : Number.isInteger(value);
  if (!isRightType || (typeof value !== "bigint" && typeof value !== "number")) throw unfit(code, value);
  const wanted = BigInt(value);
  const bits = size * 8;
  if ((signed ? BigInt.asIntN(bits, wanted) : BigInt.asUintN(bits, wanted)) !== wanted) throw unfit(code, value);
  const { view, at } = writer.number(size);
  // Two's complement: the bits are the same whether they have a sign or not.
  if (size === 8) view.setBigUint64(at, BigInt.asUintN(64, wanted), true);
  else if (size === 4) view.setUint32(at, Number(wanted), true);
  else if (size === 2) view.setUint16(at, Number(wanted), true);
  else view.setUint8(at, Number(wanted));
}

/** Strings end with a NUL that their length does not count; signatures have one byte for the length. */
function writeString(writer: ByteWriter, code: "s" | "o" | "g", value: DbusValue | undefined): void {
  if (typeof value !== "string" || !value.isWellFormed() || value.includes("\0")) throw unfit(code, value);
  if (code === "o" && !isObjectPath(value)) throw unfit(code, value);
  if (code === "g") parseSignature(value);
  const bytes = new TextEncoder().encode(`${value}\0`);
  const { view, at } = writer.number(code === "g" ? 1 : 4);
  if (code === "g") view.setUint8(at, bytes.length - 1);
  else view.setUint32(at, bytes.length - 1, true);
  writer.append(bytes);
}

function writeVariant(writer: ByteWriter, value: DbusValue | undefined, depth: number): void {
  if (!isVariant(value)) throw unfit("v", value);
  const [type, ...more] = parseSignature(value.signature);
  if (type === undefined || more.length > 0) {
    throw new DbusProtocolError(`A variant has one complete type, not "${value.signature}"`);
  }
  writeString(writer, "g", value.signature);
  writeValue(writer, type, value.value, depth + 1);
}

function isVariant(value: DbusValue | undefined): value is DbusVariant {
  return typeof value === "object" && "signature" in value;
}

function writeArray(writer: ByteWriter, element: DbusType, value: DbusValue | undefined, depth: number): void {
  if (!Array.isArray(value) && !(value instanceof Uint8Array)) throw unfit("a", value);
  const { at } = writer.number(4);
  // The padding in front of the first element is there even when there is none, and is not counted.
  writer.align(alignmentOf(element));
  const start = writer.length;
  if (value instanceof Uint8Array && element.kind === "basic" && element.code === "y") writer.append(value);
  else for (const one of value) writeValue(writer, element, one, depth + 1);
  const length = writer.length - start;
  if (length > MOST_ARRAY_BYTES) throw new DbusProtocolError(`An array of ${length} bytes is too long`);
  writer.setLength(at, length);
}

function writeStruct(
  writer: ByteWriter,
  fields: readonly DbusType[],
  value: DbusValue | undefined,
  depth: number,
): void {
  if (!Array.isArray(value) || value.length !== fields.length) throw unfit(`struct of ${fields.length}`, value);
  writer.align(8);
  for (const [index, field] of fields.entries()) writeValue(writer, field, value[index], depth + 1);
}

function unfit(type: string, value: unknown): DbusProtocolError {
  return new DbusProtocolError(`${Bun.inspect(value)} is no value of D-Bus type "${type}"`);
}
