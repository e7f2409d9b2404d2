// What `npm run soak` is asked for.
import { parseArgs } from "node:util";

export const USAGE = `npm run soak -- [--minutes N] [--containers N] [--seed N]

  --minutes N     how long containers are kept running (5)
  --containers N  how many at once (200)
  --seed N        of all that is left to chance; a run prints its own`;

export interface SoakOptions {
  /** Milliseconds. */
  readonly duration: number;
  readonly containers: number;
  readonly seed: number;
}

/** @throws {Error} that says what is wrong */
export function parseCommandLine(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "5" },
      containers: { type: "string", default: "200" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
    },
  });
  return {
    duration: positive("minutes", values.minutes) * 60_000,
    containers: Math.ceil(positive("containers", values.containers)),
    seed: Math.floor(positive("seed", values.seed)),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && (value > 0 || (value === 0 && name === "seed"))) return value;
  throw new Error(`--${name} ${text} is no number above 0`);
}
