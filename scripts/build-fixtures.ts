// Compiles every tests/fixtures/*.c to a static program dist/fixtures/NAME, which runs in a container without a libc.

import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const FLAGS = ["-static", "-O1", "-Wall", "-Wextra", "-Werror"];

if (import.meta.main) process.exit(main());

function main(): number {
  const root = new URL("..", import.meta.url).pathname;
  const failed = buildFixtures(join(root, "tests/fixtures"), join(root, "dist/fixtures"));
  for (const source of failed) console.error(`Cannot compile ${source}`);
  return failed.length === 0 ? 0 : 1;
}

/** Compiles what is newer than its program. Returns the sources that do not compile. */
export function buildFixtures(sources: string, programs: string): string[] {
  mkdirSync(programs, { recursive: true });
  // Any of them may include any header.
  const headersChangedAt = Math.max(0, ...filesIn(sources, ".h").map(changedAt));
  return filesIn(sources, ".c").filter((source) => {
    const program = join(programs, basename(source, ".c"));
    return changedAt(program) <= Math.max(changedAt(source), headersChangedAt) && !compile(source, program);
  });
}

function filesIn(folder: string, suffix: string): string[] {
  if (changedAt(folder) === 0) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(folder, name));
}

function compile(source: string, program: string): boolean {
  console.log(`gcc ${basename(source)}`);
  // When gcc stops at an error, the program of the older source must not be left to be tested.
  rmSync(program, { force: true });
  const { exitCode } = Bun.spawnSync(["gcc", ...FLAGS, "-o", program, source], {
    stdout: "inherit",
    stderr: "inherit",
  });
  return exitCode === 0;
}

/** In milliseconds since the epoch; 0 for what does not exist. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
