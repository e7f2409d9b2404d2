// Checks that the monitor is exempt from the kernel's choice, and nothing that it starts.
import { expect, test } from "bun:test";
import { join } from "node:path";

/** It takes CAP_SYS_RESOURCE, which containers and rootless users have not: then everything stays as it is. */
const ALLOWED = Bun.spawnSync(["sh", "-c", "echo -1000 > /proc/self/oom_score_adj"], { stderr: "ignore" }).success;

test("exemptFromOomKiller() exempts this process where that is allowed, and withOriginalOomScore() no child", () => {
  const program = `${process.execPath} ${join(import.meta.dir, "programs/scores.ts")}`;
  // Raising one's own score is allowed to everybody.
  const { stdout } = Bun.spawnSync(["sh", "-c", `echo 123 > /proc/self/oom_score_adj; exec ${program}`]);
  const exempt = ALLOWED ? "-1000" : "123";
  expect(JSON.parse(stdout.toString())).toEqual(["123", "123", exempt, "123", "Error: not started", exempt]);
});
