// `ctrun help`: the same pages as `--help`, for those who ask in words.

import { defineCommand } from "../command.ts";
import { commandNamed } from "../command-named.ts";
import { commandHelp } from "../help.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { overview } from "../overview.ts";

export default defineCommand({
  description: "",
  options: {},
  operands: { shown: "[COMMAND]", least: 0, most: 1, complete: "command" },
  examples: [["ctrun help run", "the same as ctrun run --help"]],
  run: async ({ operands: [name], session }) => {
    const { commands, paint } = session;
    if (name === undefined) {
      writeText(STDOUT, overview(session));
      return 0;
    }
    const entry = commandNamed(name, commands);
    const { default: command } = await entry.load();
    writeText(STDOUT, commandHelp(name, entry.summary, command, paint));
    return 0;
  },
});
