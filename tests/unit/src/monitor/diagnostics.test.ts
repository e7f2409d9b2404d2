// Checks the shape of diagnostics, and which of them are said at which level.
import { expect, test } from "bun:test";
import { join } from "node:path";

function saidAt(level: string): string[] {
  const command = [process.execPath, join(import.meta.dir, "programs/diagnose.ts"), level];
  const { stdout, stderr } = Bun.spawnSync(command, { stdout: "pipe", stderr: "pipe" });
  expect(stdout.toString()).toBe("");
  return stderr.toString().trimEnd().split("\n");
}

const LINES = ["[ctrmon:e]: an error", "[ctrmon:w]: a warning", "[ctrmon:i]: some information", "[ctrmon:d]: details"];

test.each([
  ["panic", 0],
  ["fatal", 0],
  ["error", 1],
  ["warning", 2],
  ["info", 3],
  ["debug", 4],
  ["trace", 4],
])("Diagnostics at level %s says the first %i kinds", (level, kinds) => {
  expect(saidAt(level)).toEqual([...LINES.slice(0, kinds), "as it is"]);
});

test("say() does not mind that nobody can hear it", () => {
  const program = join(import.meta.dir, "programs/diagnose.ts");
  const { exitCode } = Bun.spawnSync(["sh", "-c", `exec ${process.execPath} ${program} trace 2>/dev/full`]);
  expect(exitCode).toBe(0);
});
