// Checks that .ci/run ends with the counts and keeps the exit status, whatever npm prints around them.

import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CI_RUN = new URL("../../../.ci/run", import.meta.url).pathname;

/** Runs .ci/run with a program of these shell lines in the place of npm. */
function ciRun(npm: string): { lines: string[]; status: number } {
  const folder = mkdtempSync(join(tmpdir(), "ci-run-"));
  try {
    writeFileSync(join(folder, "npm"), `#!/bin/sh\n${npm}\n`);
    chmodSync(join(folder, "npm"), 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const { stdout, exitCode } = Bun.spawnSync([CI_RUN], { env });
    return { lines: stdout.toString().trimEnd().split("\n"), status: exitCode };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test(".ci/run ends with the counts when npm prints after them", () => {
  const { lines, status } = ciRun("echo a; echo '3 passed, 1 failed, 0 skipped'; echo 'npm error' >&2; exit 7");
  expect(lines).toEqual(["a", "npm error", "3 passed, 1 failed, 0 skipped"]);
  expect(status).toBe(7);
});

test(".ci/run passes when npm does", () => {
  expect(ciRun("echo '3 passed, 0 failed, 0 skipped'")).toEqual({
    lines: ["3 passed, 0 failed, 0 skipped"],
    status: 0,
  });
});

test(".ci/run counts a failure when npm ends without counts", () => {
  expect(ciRun("printf 'no newline'")).toEqual({ lines: ["no newline", "0 passed, 1 failed, 0 skipped"], status: 1 });
});

test(".ci/run tells the tests that they are in CI", () => {
  expect(ciRun('echo "CI=$CI"').lines[0]).toBe("CI=true");
});
