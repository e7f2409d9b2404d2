// Runs the stages of `npm test` in order and ends with one line of counts: `N passed, N failed, N skipped`.
//
//   npm test                              everything
//   npm test -- unit                      some stages (`check` means lint, types and the house rules)
//   npm test -- integration -t "pattern"  what follows the stages goes to `bun test`

import { existsSync } from "node:fs";
import { Child } from "./test-run/child.ts";
import { type Counts, countsLine, sum } from "./test-run/counts.ts";
import { type Plan, planFrom } from "./test-run/plan.ts";
import { runStage } from "./test-run/run-stage.ts";
import { STAGES, type Stage } from "./test-run/stages.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

if (import.meta.main) process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  process.chdir(ROOT);
  const plan = planFrom(args, STAGES);
  if (plan.unknown !== undefined) {
    console.error(`Unknown stage "${plan.unknown}": use ${STAGES.map((stage) => stage.name).join(", ")} or check`);
    return finish([FAILED]);
  }
  return finish(await runAll(plan));
}

async function runAll({ stages, bunTestArgs }: Plan): Promise<Counts[]> {
  const counts: Counts[] = [];
  const failed = new Set<string>();
  for (const stage of stages.filter(hasTests)) {
    if (Child.interruptedBy !== undefined) break;
    const broken = stage.needs.find((name) => failed.has(name));
    const result = broken === undefined ? await runStage(stage, bunTestArgs) : notRun(stage, broken);
    if (result.failed > 0) failed.add(stage.name);
    counts.push(result);
  }
  if (Child.interruptedBy !== undefined) console.error(`\nStopped by ${Child.interruptedBy}`);
  return counts;
}

/** A folder of tests that nobody has written yet is no failure. */
function hasTests(stage: Stage): boolean {
  return stage.tests === undefined || existsSync(stage.tests);
}

function notRun(stage: Stage, broken: string): Counts {
  console.log(`\n==> ${stage.name}: not run, because ${broken} failed`);
  return FAILED;
}

function finish(results: readonly Counts[]): number {
  const total = sum(results);
  const skippedInCi = process.env["CI"] === "true" && total.skipped > 0;
  if (skippedInCi) console.error("\nIn CI a skipped test counts as a failure of the run");
  console.log(`\n${countsLine(total)}`);
  if (Child.interruptedBy !== undefined) return 130;
  return total.failed > 0 || total.passed === 0 || skippedInCi ? 1 : 0;
}
