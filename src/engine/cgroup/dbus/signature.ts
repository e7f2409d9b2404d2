// Type signatures (D-Bus Specification, "Type System"): `a(sv)` as a tree.
import { DbusProtocolError } from "./dbus-error.ts";

const BASIC = ["y", "b", "n", "q", "i", "u", "x", "t", "d", "s", "o", "g", "h"] as const;

export type BasicCode = (typeof BASIC)[number];

/** One complete type. */
export type DbusType =
  | { readonly kind: "basic"; readonly code: BasicCode }
  | { readonly kind: "variant" }
  | { readonly kind: "array"; readonly element: DbusType }
  /** A struct, or a dictionary entry of two. */
  | { readonly kind: "struct"; readonly fields: readonly DbusType[] };

/** The longest signature, and how deep arrays and structs may each be nested. */
const MOST_CHARACTERS = 255;
const MOST_NESTED = 32;

/**
 * The complete types of a signature; none for an empty one.
 *
 * @throws {DbusProtocolError} with the signature and what is wrong in it
 */
export function parseSignature(signature: string): readonly DbusType[] {
  if (signature.length > MOST_CHARACTERS) throw new DbusProtocolError(`Signature of ${signature.length} characters`);
  const reader = { signature, at: 0, arrays: 0, structs: 0 };
  const types: DbusType[] = [];
  while (reader.at < signature.length) types.push(readType(reader));
  return types;
}

/** A multiple of how many bytes a value begins at, counted from the start of its message. */
export function alignmentOf(type: DbusType): number {
  switch (type.kind) {
    case "basic":
      return ALIGNMENTS[type.code];
    case "variant":
      return 1;
    case "array":
      return 4;
    case "struct":
      return 8;
  }
}

const ALIGNMENTS: Readonly<Record<BasicCode, number>> = {
  y: 1,
  b: 4,
  n: 2,
  q: 2,
  i: 4,
  u: 4,
  x: 8,
  t: 8,
  d: 8,
  s: 4,
  o: 4,
  g: 1,
  h: 4,
};

interface Reader {
  readonly signature: string;
  at: number;
  arrays: number;
  structs: number;
}

function readType(reader: Reader): DbusType {
  const code = reader.signature[reader.at++];
  const basic = BASIC.find((one) => one === code);
  if (basic !== undefined) return { kind: "basic", code: basic };
  switch (code) {
    case "v":
      return { kind: "variant" };
    case "a":
      return readArray(reader);
    case "(":
      return readStruct(reader);
    default:
      throw wrong(reader, code === undefined ? "ends too early" : `has no type "${code}" there`);
  }
}

function readArray(reader: Reader): DbusType {
  if (++reader.arrays > MOST_NESTED) throw wrong(reader, `nests more than ${MOST_NESTED} arrays`);
  const isDictionary = reader.signature[reader.at] === "{";
  const element = isDictionary ? readEntry(reader) : readType(reader);
  reader.arrays--;
  return { kind: "array", element };
}

function readEntry(reader: Reader): DbusType {
  reader.at++;
  const key = readType(reader);
  if (key.kind !== "basic") throw wrong(reader, "has a dictionary whose keys are not basic");
  const value = readType(reader);
  if (reader.signature[reader.at++] !== "}") throw wrong(reader, "has a dictionary entry that is not of two types");
  return { kind: "struct", fields: [key, value] };
}

function readStruct(reader: Reader): DbusType {
  if (++reader.structs > MOST_NESTED) throw wrong(reader, `nests more than ${MOST_NESTED} structs`);
  const fields: DbusType[] = [];
  while (reader.signature[reader.at] !== ")") fields.push(readType(reader));
  if (fields.length === 0) throw wrong(reader, "has an empty struct");
  reader.at++;
  reader.structs--;
  return { kind: "struct", fields };
}

function wrong({ signature, at }: Reader, problem: string): DbusProtocolError {
  return new DbusProtocolError(`Signature "${signature}" ${problem} (at ${at})`);
}
