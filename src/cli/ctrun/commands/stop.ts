// `ctrun stop`: asks containers to end, and kills those that do not.
import { defineCommand } from "../command.ts";
import { flag, value } from "../grammar/option-table.ts";
import { openInventory } from "../life/open-inventory.ts";
import { stopContainer } from "../life/stop.ts";
import { withProgress } from "../output/progress.ts";
import { parseCount } from "../values/numbers.ts";
import { chosen, each } from "./each.ts";

export default defineCommand({
  description:
    "The container gets its stop signal (SIGTERM, or what --stop-signal said), and SIGKILL when its time is over.",
  options: {
    all: flag("All containers that run", { short: "a" }),
    time: value("SECONDS", parseCount, "Patience before SIGKILL (what --stop-timeout said, or 10)", { short: "t" }),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 0, complete: "running-container" },
  examples: [
    ["ctrun stop web", "with some patience"],
    ["ctrun stop -t 0 -a", "everything, and now"],
  ],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    const references = chosen(inventory, operands, options.all, ({ state }) => state === "running");
    return await each({ inventory, session, references }, async (record) => {
      if (record.state !== "running") return undefined;
      const patience = options.time ?? record.config.stopTimeout;
      await withProgress(`Stopping ${record.name}`, session.screen, () =>
        stopContainer(inventory, record, { patience, onWarning: (text) => session.reporter.warn(text) }),
      );
      return undefined;
    });
  },
});
