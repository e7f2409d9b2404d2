// The pages of help: everything in its place, nothing hidden shown.
import { expect, test } from "bun:test";
import { defineCommand } from "../../../../../src/cli/ctrun/command.ts";
import { GROUPS } from "../../../../../src/cli/ctrun/command-groups.ts";
import { COMMANDS } from "../../../../../src/cli/ctrun/commands.ts";
import { GLOBAL_EXAMPLES, GLOBAL_OPTIONS } from "../../../../../src/cli/ctrun/global-options.ts";
import { flag, text, texts } from "../../../../../src/cli/ctrun/grammar/option-table.ts";
import { commandHelp, overviewHelp } from "../../../../../src/cli/ctrun/help.ts";
import { COLOURFUL, PLAIN } from "../../../../../src/cli/ctrun/output/paint.ts";

const COMMAND = defineCommand({
  description: "It does things.",
  options: {
    detach: flag("In the background", { short: "d", group: "Process" }),
    env: texts("NAME", "Set a variable", { short: "e", group: "Process" }),
    proxy: flag("Pass on", { default: true }),
    name: text("NAME", "Its name"),
    secret: flag("Hidden", { hidden: true }),
  },
  operands: { shown: "COMMAND", least: 1 },
  examples: [["ctrun do x", "what it does"]],
  run: () => 0,
});

test("commandHelp() shows usage, options by groups, and examples", () => {
  expect(commandHelp("do", "Do things", COMMAND, PLAIN)).toBe(`Do things

Usage: ctrun do [OPTIONS] COMMAND

It does things.

Process:
  -d, --detach    In the background
  -e, --env NAME  Set a variable *

Options:
      --proxy      Pass on (=false turns it off)
      --name NAME  Its name
      --help       Show this page

Options marked * may be given several times.

Examples:
  # what it does
  ctrun do x
`);
});

test("overviewHelp() lists every command that has a group", () => {
  const overview = { commands: COMMANDS, groups: GROUPS, options: GLOBAL_OPTIONS, examples: GLOBAL_EXAMPLES };
  const page = overviewHelp(overview, PLAIN);
  for (const [name, { summary, group }] of Object.entries(COMMANDS)) {
    if (group === undefined) expect(page).not.toContain(summary);
    else expect(page).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
  }
  expect(page).not.toContain("\x1b");
  expect(overviewHelp(overview, COLOURFUL)).toContain("\x1b[36mrun");
});
