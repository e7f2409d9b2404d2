// Checks that fixtures are compiled when they must be, and only then.

import { expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFixtures } from "../../../scripts/build-fixtures.ts";

test("buildFixtures() compiles what changed, and names what does not compile", () => {
  const root = mkdtempSync(join(tmpdir(), "fixtures-"));
  try {
    const sources = join(root, "c");
    const programs = join(root, "programs");
    expect(buildFixtures(sources, programs)).toEqual([]);

    mkdirSync(sources);
    writeFileSync(join(sources, "seven.c"), "int main(void) { return 7; }\n");
    expect(buildFixtures(sources, programs)).toEqual([]);
    const program = join(programs, "seven");
    expect(Bun.spawnSync([program]).exitCode).toBe(7);

    const compiled = statSync(program).ino + statSync(program).mtimeMs;
    buildFixtures(sources, programs);
    expect(statSync(program).ino + statSync(program).mtimeMs).toBe(compiled);

    // A warning is an error; the program of the older source must not be taken for the new one's.
    writeFileSync(join(sources, "seven.c"), "int main(void) { int unused; return 8; }\n");
    utimesSync(join(sources, "seven.c"), new Date(), new Date(Date.now() + 10_000));
    expect(buildFixtures(sources, programs)).toEqual([join(sources, "seven.c")]);
    expect(existsSync(program)).toBe(false);
  } finally {
    rmSync(root, { recursive: true });
  }
});
