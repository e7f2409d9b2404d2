// What `npm run bench` is asked for.
import { parseArgs } from "node:util";
import type { Amounts, Monitor } from "./row.ts";

export const USAGE = `npm run bench -- [--quick] [--rounds N] [--only PATTERN] [--json FILE] [--monitor NAME=PATH]…

  --rounds N           how often everything is measured (5)
  --quick              a tenth of everything: shows that it works, not how fast it is
  --only PATTERN       rows whose names match the regular expression
  --json FILE          also write all values to a file
  --monitor NAME=PATH  measure one more monitor
  --list               only print the names of the rows`;

export interface BenchOptions {
  readonly rounds: number;
  readonly quick: boolean;
  readonly amounts: Amounts;
  readonly only: RegExp;
  readonly json: string | undefined;
  readonly more: readonly Monitor[];
  readonly list: boolean;
}

/** @throws {Error} that says what is wrong */
export function parseCommandLine(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      json: { type: "string" },
      monitor: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is no number from 1 up`);
  const share = values.quick ? 0.1 : 1;
  return {
    rounds,
    quick: values.quick,
    amounts: { of: (full) => full * share },
    only: new RegExp(values.only),
    json: values.json,
    more: values.monitor.map(parseMonitor),
    list: values.list,
  };
}

function parseMonitor(text: string): Monitor {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new Error(`--monitor ${text} is not NAME=PATH`);
  return { name, path };
}
