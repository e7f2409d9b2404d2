// `npm run bench`: measures ctrmon and conmon in turn and compares them. `--help` says how it is asked.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../ffi/errno.ts";
import { ATTACH_ROWS } from "./bench/attach.ts";
import { type BenchOptions, parseCommandLine, USAGE } from "./bench/command-line.ts";
import { END_ROWS } from "./bench/end.ts";
import { IDLE_ROWS } from "./bench/idle.ts";
import { LOG_ROWS } from "./bench/log.ts";
import { machineFacts } from "./bench/machine.ts";
import { measureRow, type Series } from "./bench/measure.ts";
import { PODMAN_ROWS } from "./bench/podman.ts";
import { measurePorts, PORTS } from "./bench/port-table.ts";
import { writeReport } from "./bench/report.ts";
import type { Monitor, Row } from "./bench/row.ts";
import { START_ROWS } from "./bench/start.ts";
import { renderTable } from "./bench/table.ts";
import { VERSION_ROWS } from "./bench/version.ts";
import { buildFixtures } from "./build-fixtures.ts";

const ROOT = new URL("..", import.meta.url).pathname;
// What the others are compared with comes first.
const MONITORS: readonly Monitor[] = [
  { name: "conmon", path: "/usr/bin/conmon" },
  { name: "ctrmon", path: join(ROOT, "dist/ctrmon") },
];
const ROWS: readonly Row[] = [
  ...LOG_ROWS,
  ...ATTACH_ROWS,
  ...START_ROWS,
  ...PODMAN_ROWS,
  ...END_ROWS,
  ...IDLE_ROWS,
  ...VERSION_ROWS,
];
/** Logs, sockets and storage are kept in memory: a disk is not what is measured. */
const MEMORY = "/dev/shm";

if (import.meta.main) process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) return say(USAGE, 0);
  let options: BenchOptions;
  try {
    options = parseCommandLine(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  const isWanted = (name: string): boolean => options.only.test(name);
  if (options.list) return say([...ROWS.map(({ name }) => name), PORTS].filter(isWanted).join("\n"), 0);
  return await bench(
    ROWS.filter(({ name }) => isWanted(name)),
    options,
  );
}

async function bench(rows: readonly Row[], options: BenchOptions): Promise<number> {
  const monitors = [...MONITORS, ...options.more];
  const missing = monitors.find(({ path }) => !existsSync(path));
  if (missing !== undefined) throw new Error(`${missing.path} is not there`);
  buildFixtures(join(ROOT, "tests/fixtures"), join(ROOT, "dist/fixtures"));
  process.env["TMPDIR"] = MEMORY;
  const interruption = new AbortController();
  // It counts between two measurements: nothing is left behind then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

  const machine = machineFacts(monitors);
  for (const [name, fact] of Object.entries(machine)) console.log(`${name}: ${fact}`);
  const all: Series[] = [];
  const failed: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (interruption.signal.aborted) break;
    console.error(`${index + 1}/${rows.length} ${row.name}`);
    try {
      all.push(...(await measureRow(row, monitors, { ...options, signal: interruption.signal })));
    } catch (error) {
      failed.push(`${row.name}: ${messageOf(error)}`);
    }
  }
  const names = monitors.map(({ name }) => name);
  console.log(`\n${renderTable(all, names)}`);
  if (options.json !== undefined) writeReport(options.json, { machine, names, all });
  const { aborted } = interruption.signal;
  if (!aborted && options.only.test(PORTS) && !measurePorts(options)) failed.push(PORTS);
  for (const line of failed) console.error(`Not measured: ${line}`);
  return aborted ? 130 : Math.min(failed.length, 1);
}

function say(text: string, status: number): number {
  console.log(text);
  return status;
}
