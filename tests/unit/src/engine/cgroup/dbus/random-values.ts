// Random D-Bus types with values of them, for tests that say what is true of all.
import type { DbusValue } from "../../../../../../src/engine/cgroup/dbus/value.ts";

export interface Typed {
  readonly signature: string;
  readonly value: DbusValue;
}

/** A type, and one or none of its values after the other: an array needs several of one type. */
interface Generator {
  readonly signature: string;
  value(): DbusValue;
}

const TEXTS = ["", "a", "é", "🚀", "seven b", "x".repeat(300), "\n\t\"'"];
const PATHS = ["/", "/a", "/org/freedesktop/systemd1/job/1", "/a_1/B"];
const SIGNATURES = ["", "s", "a{sv}", "(ua(sv))ay"];

const BASIC: Readonly<Record<string, () => DbusValue>> = {
  y: () => integer(0, 255),
  b: () => Math.random() < 0.5,
  n: () => integer(-32_768, 32_767),
  q: () => integer(0, 65_535),
  i: () => integer(-(2 ** 31), 2 ** 31 - 1),
  u: () => integer(0, 2 ** 32 - 1),
  h: () => integer(0, 2 ** 32 - 1),
  x: () => BigInt.asIntN(64, bits64()),
  t: () => bits64(),
  d: () => oneOf([0, -0, 1.5, Math.random(), Number.POSITIVE_INFINITY, Number.MIN_VALUE, Number.NaN]),
  s: () => oneOf(TEXTS),
  o: () => oneOf(PATHS),
  g: () => oneOf(SIGNATURES),
};

/** One complete type and a value of it. */
export function randomTyped(depth = 4): Typed {
  const generator = randomGenerator(depth);
  return { signature: generator.signature, value: generator.value() };
}

export function integer(from: number, to: number): number {
  return Math.random() < 0.2 ? oneOf([from, to]) : from + Math.floor(Math.random() * (to - from + 1));
}

export function oneOf<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

function randomGenerator(depth: number): Generator {
  switch (depth === 0 ? 9 : integer(0, 9)) {
    case 0:
    case 1:
      return arrayOf(randomGenerator(depth - 1));
    case 2:
      return dictionaryOf(basicGenerator(), randomGenerator(depth - 1));
    case 3:
      return structOf(Array.from({ length: integer(1, 4) }, () => randomGenerator(depth - 1)));
    case 4:
      return { signature: "v", value: () => ({ ...randomTyped(depth - 1) }) };
    default:
      return basicGenerator();
  }
}

function basicGenerator(): Generator {
  const signature = oneOf(Object.keys(BASIC));
  return { signature, value: () => BASIC[signature]?.() ?? 0 };
}

function arrayOf(element: Generator): Generator {
  const values = (): DbusValue[] => Array.from({ length: integer(0, 4) }, () => element.value());
  // Bytes come back as such.
  const value = element.signature === "y" ? () => Uint8Array.from(values() as number[]) : values;
  return { signature: `a${element.signature}`, value };
}

function dictionaryOf(key: Generator, value: Generator): Generator {
  const entry = (): DbusValue => [key.value(), value.value()];
  return {
    signature: `a{${key.signature}${value.signature}}`,
    value: () => Array.from({ length: integer(0, 3) }, entry),
  };
}

function structOf(fields: readonly Generator[]): Generator {
  return {
    signature: `(${fields.map(({ signature }) => signature).join("")})`,
    value: () => fields.map((field) => field.value()),
  };
}

function bits64(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}
