// `ctrun completion`: the completion functions for shells.
import { defineCommand } from "../command.ts";
import { completionScript, INSTALLATION, SHELLS } from "../completion/scripts.ts";
import { UsageError } from "../grammar/usage-error.ts";
import { STDOUT, writeText } from "../output/streams.ts";

export default defineCommand({
  description: "Commands, options, their values, and the names of your containers.",
  options: {},
  operands: { shown: SHELLS.join("|"), least: 1, most: 1, complete: SHELLS },
  examples: [
    ["source <(ctrun completion bash)", "for this shell"],
    ...SHELLS.map((shell): [string, string] => [INSTALLATION[shell], `for every ${shell} to come`]),
  ],
  run: ({ operands }) => {
    const shell = SHELLS.find((one) => one === operands[0]);
    if (shell === undefined) throw new UsageError(`no completion for "${operands[0]}": bash, zsh and fish there is`);
    writeText(STDOUT, completionScript(shell));
    return 0;
  },
});
