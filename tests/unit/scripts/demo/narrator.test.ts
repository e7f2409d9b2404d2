// Shows command lines as a shell takes them.
import { expect, spyOn, test } from "bun:test";
import { prompt } from "../../../../scripts/demo/narrator.ts";

test("prompt() quotes what a shell would not take as it is", () => {
  using log = spyOn(console, "log").mockImplementation(() => undefined);
  const words = ["ctrun", "--rootfs=./a", "a b", "it's", "$HOME", ""];
  prompt(words);
  const shown = Bun.stripANSI(String(log.mock.calls[0]?.[0]));
  expect(shown).toStartWith("  $ ctrun --rootfs=./a ");
  const line = shown.slice("  $ ".length);
  expect(Bun.spawnSync(["sh", "-c", `printf '%s\\n' ${line}`]).stdout.toString()).toBe(`${words.join("\n")}\n`);
});
