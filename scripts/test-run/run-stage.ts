// Runs one stage under a header, streams its output and says how it went and how long it took.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { Child } from "./child.ts";
import type { Counts } from "./counts.ts";
import { countsFrom } from "./junit.ts";
import type { Stage } from "./stages.ts";

const REPORTS = "dist/test-reports";

/** @param bunTestArgs Further arguments for a stage that is a `bun test`. */
export async function runStage(stage: Stage, bunTestArgs: readonly string[]): Promise<Counts> {
  console.log(`\n==> ${stage.name}`);
  const began = performance.now();
  const counts = stage.tests === undefined ? await runProgram(stage) : await runBunTest(stage, bunTestArgs);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`==> ${stage.name}: ${counts.failed === 0 ? "ok" : "FAILED"} in ${seconds} s`);
  return counts;
}

async function runProgram({ command }: Stage): Promise<Counts> {
  const ok = (await Child.run(command)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

async function runBunTest(stage: Stage, bunTestArgs: readonly string[]): Promise<Counts> {
  const file = `${REPORTS}/${stage.name}.xml`;
  mkdirSync(REPORTS, { recursive: true });
  // The report of an earlier run must not speak for one that crashed.
  rmSync(file, { force: true });
  const reporter = ["--reporter=junit", `--reporter-outfile=${file}`];
  const exitCode = await Child.run([...stage.command, ...reporter, ...bunTestArgs]);
  const report = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const filtered = bunTestArgs.some((arg) => arg === "-t" || arg.startsWith("--test-name-pattern"));
  return countsFrom({ report, exitCode, filtered });
}
