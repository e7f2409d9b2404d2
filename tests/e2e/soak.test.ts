// A short soak: forty containers at once, with clients, commands and kills. `npm run soak` has more of everything.
import { expect, test } from "bun:test";
import { join } from "node:path";

const SOAK = join(import.meta.dir, "../../scripts/soak.ts");

test("forty containers at once: every exit code is right, every log complete, nothing is left, and no monitor grows", async () => {
  const command = [process.execPath, SOAK, "--minutes=0.4", "--containers=40"];
  const soak = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const output = await soak.stdout.text();
  // It says which seed brings the same again.
  if ((await soak.exited) !== 0) console.log(output);
  expect(output.split("\n").filter((line) => line.startsWith("BAD"))).toEqual([]);
  expect(soak.exitCode).toBe(0);
}, 150_000);
