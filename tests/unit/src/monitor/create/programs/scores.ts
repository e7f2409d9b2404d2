// Prints the oom_score_adj of this process at first, exempt, and of a child that is started with the original one.
import { readFileSync } from "node:fs";
import { exemptFromOomKiller, withOriginalOomScore } from "../../../../../../src/monitor/create/oom-score.ts";

const ownScore = (): string => readFileSync("/proc/self/oom_score_adj", "latin1").trim();
const childsScore = (): string => Bun.spawnSync(["cat", "/proc/self/oom_score_adj"]).stdout.toString().trim();

const before = withOriginalOomScore(childsScore);
const original = ownScore();
exemptFromOomKiller();
const exempt = ownScore();
const child = withOriginalOomScore(childsScore);
let thrown = "";
try {
  withOriginalOomScore(() => {
    throw new Error("not started");
  });
} catch (error) {
  thrown = String(error);
}
console.log(JSON.stringify([before, original, exempt, child, thrown, ownScore()]));
