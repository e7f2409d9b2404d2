// `ctrun restart`: stops containers that run, and starts them once more.
import { defineCommand } from "../command.ts";
import { exitCodeFor } from "../exit-code.ts";
import { flag, value } from "../grammar/option-table.ts";
import { openInventory } from "../life/open-inventory.ts";
import { startContainer } from "../life/start.ts";
import { stopContainer } from "../life/stop.ts";
import { withProgress } from "../output/progress.ts";
import { NoSuchContainerError } from "../state/store.ts";
import { parseCount } from "../values/numbers.ts";
import { chosen, each } from "./each.ts";

export default defineCommand({
  description: "As ctrun stop and ctrun start: in the background, and with a log that goes on.",
  options: {
    all: flag("All containers that run", { short: "a" }),
    time: value("SECONDS", parseCount, "Patience before SIGKILL (what --stop-timeout said, or 10)", { short: "t" }),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 0, complete: "container" },
  examples: [["ctrun restart -t 2 web", "with little patience"]],
  run: async ({ options, operands, session }) => {
    const onWarning = (text: string): void => session.reporter.warn(text);
    using inventory = await openInventory(session);
    const references = chosen(inventory, operands, options.all, ({ state }) => state === "running");
    const restart: Parameters<typeof each>[1] = async (record) => {
      const patience = options.time ?? record.config.stopTimeout;
      await withProgress(`Restarting ${record.name}`, session.screen, async () => {
        const stopped =
          record.state === "running" ? await stopContainer(inventory, record, { patience, onWarning }) : record;
        if (stopped === undefined)
          throw new NoSuchContainerError(`container ${record.name} was run with --rm: it is gone`);
        await startContainer(inventory, stopped, { foreground: false, onWarning });
      });
      return undefined;
    };
    return await each({ inventory, session, references }, restart, exitCodeFor);
  },
});
