// The scripts: what a shell thinks of their grammar, where there is that shell.
import { expect, test } from "bun:test";
import { completionScript, INSTALLATION, SHELLS } from "../../../../../../src/cli/ctrun/completion/scripts.ts";

test("completionScript() has a script for every shell, and INSTALLATION a place for it", () => {
  for (const shell of SHELLS) {
    expect(completionScript(shell)).toContain("complete -- ");
    expect(INSTALLATION[shell]).toStartWith(`ctrun completion ${shell} > `);
  }
});

test("completionScript() is in bash's grammar", () => {
  const { exitCode, stderr } = Bun.spawnSync(["bash", "-n"], {
    stdin: new TextEncoder().encode(completionScript("bash")),
  });
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
});
