// `ctrun wait`: waits for containers to end.
import { defineCommand } from "../command.ts";
import { concluded, exitCodeOf } from "../life/conclude.ts";
import { openInventory } from "../life/open-inventory.ts";
import { withProgress } from "../output/progress.ts";
import { each } from "./each.ts";

export default defineCommand({
  description: "The exit code of each is printed.",
  options: {},
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "running-container" },
  examples: [["ctrun wait job && ctrun logs job", "what it has said, when it is over"]],
  run: async ({ operands, session }) => {
    using inventory = await openInventory(session);
    return await each({ inventory, session, references: operands }, async (record) => {
      if (record.state !== "running") return String(record.exitCode ?? 0);
      return await withProgress(`Waiting for ${record.name}`, session.screen, async () => {
        const code = await exitCodeOf(inventory, record);
        // What is asked next about the container is to be about its end.
        await concluded(inventory, record);
        return String(code);
      });
    });
  },
});
