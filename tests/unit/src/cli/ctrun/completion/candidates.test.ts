// What is offered at every place of a command line.
import { describe, expect, test } from "bun:test";
import { defineCommand } from "../../../../../../src/cli/ctrun/command.ts";
import {
  type Candidates,
  type CompletionContext,
  candidatesFor,
} from "../../../../../../src/cli/ctrun/completion/candidates.ts";
import { flag, oneOf, text } from "../../../../../../src/cli/ctrun/grammar/option-table.ts";

const RUN = defineCommand({
  description: "",
  options: {
    tty: flag("A terminal", { short: "t" }),
    driver: oneOf(["one", "two"], "", { short: "d" }),
    rootfs: text("DIR", "", { complete: "directory" }),
    secret: flag("", { hidden: true }),
  },
  operands: { shown: "COMMAND", least: 1, commandLine: true },
  examples: [],
  run: () => 0,
});
const EXEC = defineCommand({
  ...RUN,
  operands: { shown: "", least: 2, complete: "running-container", commandLine: true },
});
const RM = defineCommand({ ...RUN, operands: { shown: "", least: 1, complete: "container" } });
const ATTACH = defineCommand({ ...RUN, operands: { shown: "", least: 1, most: 1, complete: "running-container" } });

const CONTEXT: CompletionContext = {
  commands: {
    run: { summary: "Run", group: "run", load: () => Promise.resolve({ default: RUN }) },
    exec: { summary: "Exec", group: "run", load: () => Promise.resolve({ default: EXEC }) },
    rm: { summary: "Remove", group: "end", load: () => Promise.resolve({ default: RM }) },
    attach: { summary: "Attach", group: "run", load: () => Promise.resolve({ default: ATTACH }) },
    cleanup: { summary: "Hidden", load: () => Promise.resolve({ default: RM }) },
  },
  globalOptions: { root: text("DIR", "State", { complete: "directory" }), quiet: flag("") },
  containers: (kind) =>
    (kind === "container" ? ["web", "old"] : ["web"]).map((name) => ({ text: name, meaning: kind })),
};

async function offered(...words: readonly string[]): Promise<Candidates | readonly string[]> {
  const found = await candidatesFor(words, CONTEXT);
  return typeof found === "string" ? found : found.map((candidate) => candidate.text);
}

describe("candidatesFor() offers", () => {
  test.each([
    [[""], ["run", "exec", "rm", "attach"]],
    [["r"], ["run", "rm"]],
    [["--r"], ["--root"]],
    [["--root", ""], "directory"],
    [["--root", "x", "e"], ["exec"]],
    [["--root=x", "e"], ["exec"]],
    [
      ["run", "--"],
      ["--tty", "--driver", "--rootfs", "--help"],
    ],
    [
      ["run", "--driver", ""],
      ["one", "two"],
    ],
    [["run", "-d", "t"], ["two"]],
    [["run", "-td", "t"], ["two"]],
    [["run", "--driver=t"], ["--driver=two"]],
    [["run", "--rootfs", "/x"], "directory"],
    [["run", "--rootfs=/x"], "directory"],
    [
      ["run", "--tty="],
      ["--tty=true", "--tty=false"],
    ],
    [["run", "sh", "-"], []],
    [["run", "--", "-"], []],
    [["run", ""], []],
    [["exec", ""], ["web"]],
    [["exec", "-t", "w"], ["web"]],
    [["exec", "web", ""], []],
    [["exec", "web", "--t"], []],
    [
      ["rm", ""],
      ["web", "old"],
    ],
    [
      ["rm", "web", ""],
      ["web", "old"],
    ],
    [["rm", "web", "--t"], ["--tty"]],
    [["attach", "web", ""], []],
    [["frobnicate", ""], []],
  ] as [string[], Candidates | string[]][])("for %p", async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

test("candidatesFor() says what they mean", async () => {
  expect(await candidatesFor(["run", "--t"], CONTEXT)).toEqual([{ text: "--tty", meaning: "A terminal" }]);
  expect(await candidatesFor(["ru"], CONTEXT)).toEqual([{ text: "run", meaning: "Run" }]);
});
