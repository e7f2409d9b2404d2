// `ctrun restore`: continues containers where `ctrun checkpoint` has stopped them.
import { existsSync } from "node:fs";
import { ContainerStateError } from "../../../engine/errors.ts";
import { defineCommand } from "../command.ts";
import { flag } from "../grammar/option-table.ts";
import { openInventory } from "../life/open-inventory.ts";
import { filesOf } from "../life/place.ts";
import { startContainer } from "../life/start.ts";
import { withProgress } from "../output/progress.ts";
import { each } from "./each.ts";

export default defineCommand({
  description: "In the background. ctrun attach and ctrun logs show what they write.",
  options: {
    "tcp-established": flag("With its TCP connections"),
    "file-locks": flag("With its file locks"),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "stopped-container" },
  examples: [["ctrun restore job", "go on where it was stopped"]],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    return await each({ inventory, session, references: operands }, async (record) => {
      const { checkpoint } = filesOf(record.id, inventory.directories);
      if (!existsSync(checkpoint)) throw new ContainerStateError(`container ${record.name} has no checkpoint`);
      await withProgress(`Restoring ${record.name}`, session.screen, () =>
        startContainer(inventory, record, {
          foreground: false,
          restore: {
            directory: checkpoint,
            tcpEstablished: options["tcp-established"],
            fileLocks: options["file-locks"],
          },
          onWarning: (text) => session.reporter.warn(text),
        }),
      );
      return undefined;
    });
  },
});
