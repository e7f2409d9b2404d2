// `ctrun kill`: sends a signal to containers.
import { constants } from "node:os";
import { ContainerStateError } from "../../../engine/errors.ts";
import { defineCommand } from "../command.ts";
import { flag, value } from "../grammar/option-table.ts";
import { openInventory } from "../life/open-inventory.ts";
import { signalContainer } from "../life/stop.ts";
import { parseSignal } from "../values/signal-name.ts";
import { chosen, each } from "./each.ts";

export default defineCommand({
  description: "To the container's first process. It does not wait for anything.",
  options: {
    all: flag("All containers that run", { short: "a" }),
    signal: value("SIGNAL", parseSignal, "Which signal, by name or number (KILL)", {
      short: "s",
      complete: ["HUP", "INT", "KILL", "QUIT", "TERM", "USR1", "USR2"],
    }),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 0, complete: "running-container" },
  examples: [["ctrun kill -s HUP web", "have a server read its configuration again"]],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    const signal = options.signal ?? constants.signals.SIGKILL;
    const references = chosen(inventory, operands, options.all, ({ state }) => state === "running");
    return await each({ inventory, session, references }, async (record) => {
      const reached = record.state === "running" && (await signalContainer(inventory, record, signal));
      if (!reached) throw new ContainerStateError(`container ${record.name} does not run`);
      return undefined;
    });
  },
});
