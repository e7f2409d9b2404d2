// A small seeded generator of random options and texts, so that a property test that fails can be repeated.
import { type MonitorOptions, OPTION_TABLE } from "../../../../src/protocol/option-table.ts";

export interface Random {
  /** An integer from 0 up to, but not including, `below`. */
  readonly integer: (below: number) => number;
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
}

/** The generator mulberry32: 32 bits of state, good enough to vary tests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  function integer(below: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }
  return { integer, pick: (items) => items[integer(items.length)] ?? items[0] };
}

/** A value that an engine might pass, or that a careless parser might trip over. */
export function randomText(random: Random): string {
  if (random.integer(3) > 0) return random.pick(AWKWARD_TEXTS);
  let text = "";
  for (let length = random.integer(12); length > 0; length -= 1) text += random.pick(CHARACTERS);
  return text;
}

/** Any options at all, sensible or not; about half of them are set. */
export function randomOptions(random: Random): MonitorOptions {
  const entries: [string, unknown][] = [];
  for (const { key, kind } of OPTION_TABLE) {
    const isSet = random.integer(2) === 0;
    if (kind === "flag") entries.push([key, isSet]);
    else if (kind === "list") entries.push([key, Array.from({ length: random.integer(4) }, () => randomText(random))]);
    else if (kind === "string" && isSet) entries.push([key, randomText(random)]);
    else if (kind === "int" && isSet) entries.push([key, random.pick(INTEGERS)]);
    else if (kind === "int64" && isSet) entries.push([key, random.pick(LONG_INTEGERS)]);
  }
  return Object.fromEntries(entries) as unknown as MonitorOptions;
}

const CHARACTERS = ["-", "=", ":", "/", "a", "Z", "0", " ", "\n", "\t", '"', "\\", "é", "日", "😀", "\u0301"] as const;

const AWKWARD_TEXTS = [
  "",
  "-",
  "--",
  "---",
  "-c",
  "-it",
  "--cid",
  "--cid=x",
  "--help",
  "-h",
  "--version",
  "--no-such",
  "=",
  "a=b=c",
  "--cgroup-manager",
  "--tcp-established",
  "k8s-file:/var/log/a b",
  "Grüße/日本/😀",
  " leading and trailing ",
  "line\nbreak",
] as const;

const INTEGERS = [0, 1, -1, 10, 2147483647, -2147483648] as const;
const LONG_INTEGERS = [0n, -1n, 1n, 8192n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)] as const;
