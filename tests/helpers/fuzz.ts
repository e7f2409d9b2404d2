// Property tests on random input: every run has a seed of its own, which a failure names.
import { test } from "bun:test";
import { type Random, seeded } from "../unit/src/protocol/random.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 1);
const RUNS = process.env["FUZZ_RUNS"] === undefined ? undefined : Number(process.env["FUZZ_RUNS"]);

/**
 * Makes a test that tries something with other random numbers each time. `FUZZ_SEED=N FUZZ_RUNS=1` repeats the run that
 * has failed alone.
 *
 * @param runs how many there are, unless FUZZ_RUNS says something else
 */
export function fuzz(what: string, runs: number, attempt: (random: Random) => void): void {
  test(what, () => {
    const last = SEED + (RUNS ?? runs);
    for (let seed = SEED; seed < last; seed++) {
      try {
        attempt(seeded(seed));
      } catch (cause) {
        throw new Error(`FUZZ_SEED=${seed} FUZZ_RUNS=1: ${String(cause)}`, { cause });
      }
    }
  });
}

/** Any bytes, up to `most` of them. */
export function randomBytes(random: Random, most: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(random.integer(most + 1)));
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.integer(256);
  return bytes;
}

/** Good input that has been damaged in up to five places: most of it gets past the first check. */
export function damaged(random: Random, good: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let bytes = typeof good === "string" ? Uint8Array.from(Buffer.from(good)) : good.slice();
  for (let times = random.integer(6); times > 0; times--) bytes = damage(random, bytes);
  return bytes;
}

/** The same as text: what is no UTF-8 becomes U+FFFD. */
export function damagedText(random: Random, good: string): string {
  return new TextDecoder().decode(damaged(random, good));
}

/** Any JSON value, objects mostly with the given keys. */
export function randomJson(random: Random, keys: readonly [string, ...string[]], depth = 3): unknown {
  const kind = random.integer(depth > 0 ? 8 : 6);
  if (kind === 0) return null;
  if (kind === 1) return random.integer(2) === 0;
  if (kind === 2) return random.pick(NUMBERS);
  if (kind < 6) return random.pick(TEXTS);
  const length = random.integer(6);
  if (kind === 6) return Array.from({ length }, () => randomJson(random, keys, depth - 1));
  return Object.fromEntries(
    Array.from({ length }, () => [random.pick(keys), randomJson(random, keys, depth - 1)] as const),
  );
}

/** The error's class must be one of these. */
export function expectOnly(action: () => unknown, ...errors: readonly (new (...args: never[]) => Error)[]): void {
  try {
    action();
  } catch (error) {
    if (!errors.some((known) => error instanceof known)) throw error;
    if (error instanceof Error && error.message.length > 2000) throw new Error("an endless message", { cause: error });
  }
}

function damage(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = random.integer(bytes.length + 1);
  const length = random.integer(8);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const how = random.integer(5);
  if (how === 0) return joined(before, after.subarray(length));
  if (how === 1) return joined(before, randomBytes(random, 4), after);
  if (how === 2) return joined(before, Uint8Array.of(random.pick(SPECIAL)), after.subarray(1));
  if (how === 3) return joined(before, after.subarray(0, length), after);
  return before.slice();
}

function joined(...pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** What parsers stumble over: NUL, newline, space, quotes, brackets, digits, signs, the edges of ASCII and UTF-8. */
const SPECIAL = [0, 1, 10, 13, 32, 34, 45, 48, 57, 58, 91, 92, 93, 123, 125, 127, 128, 192, 237, 255] as const;
const NUMBERS = [0, 1, -1, 65535, 65536, 2 ** 31, 2 ** 53, -(2 ** 63), 0.5, 1e300] as const;
const TEXTS = [
  "",
  "tcp",
  "udp",
  "stdout",
  "error",
  "0.0.0.0",
  "::1",
  "1",
  "-1",
  "\0",
  "\ud800",
  "é\n",
  "__proto__",
] as const;
