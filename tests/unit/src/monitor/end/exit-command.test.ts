// Checks the engine's command at the end: its arguments, what it inherits, and that it is waited for.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

const PROGRAM = join(import.meta.dir, "programs/run-exit-command.ts");

/** What a shell script prints that runs as the exit command. */
function outputOf(script: string, ...args: readonly string[]): string {
  using directory = new TemporaryDirectory();
  const command = ["/bin/bash", "-c", `(${script}) > ${directory.at("output")} 2>&1`, ...args];
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, PROGRAM, "0", ...command], {
    env: { PATH: "/usr/bin:/bin", OWN: "1" },
    stderr: "pipe",
  });
  expect(stderr.toString()).toBe("");
  expect(exitCode).toBe(0);
  return readFileSync(directory.at("output"), "utf8");
}

test("runExitCommand() passes arguments on as they are, and waits", () => {
  expect(outputOf('sleep 0.1; printf "%s|" "$0" "$@"', "a b", "", "--x", "é")).toBe("a b||--x|é|");
});

test("runExitCommand() gives the command the environment, /dev/null, and no other descriptor", () => {
  expect(outputOf('echo "$OWN"; readlink /proc/$$/fd/0; ls /proc/$$/fd | tr "\\n" " "')).toMatch(
    /^1\n\/dev\/null\n0 1 2 $/,
  );
});

test("runExitCommand() does not inherit what the command leaves behind", () => {
  // The program was a subreaper before, and says whether it still is.
  const { stdout } = Bun.spawnSync([process.execPath, PROGRAM, "0", "/bin/true"]);
  expect(stdout.toString()).toBe("subreaper: 0\n");
});

test("runExitCommand() waits for the delay first", () => {
  const start = performance.now();
  const { exitCode } = Bun.spawnSync([process.execPath, PROGRAM, "1", "/bin/true"]);
  expect(exitCode).toBe(0);
  expect(performance.now() - start).toBeGreaterThan(990);
});

test("runExitCommand() does not mind how the command ends, but that it cannot be started", () => {
  expect(Bun.spawnSync([process.execPath, PROGRAM, "0", "/bin/false"]).exitCode).toBe(0);
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, PROGRAM, "0", "/nowhere-at-all"], { stderr: "pipe" });
  expect(exitCode).toBe(1);
  expect(stderr.toString()).toContain("ENOENT");
});
