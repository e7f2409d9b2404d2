// `ctrun port`: which ports of the host lead to a container.
import { defineCommand } from "../command.ts";
import { openInventory } from "../life/open-inventory.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { portLines } from "../show/ports-text.ts";

export default defineCommand({
  description: "As they were bound, one on a line.",
  options: {},
  operands: { shown: "CONTAINER", least: 1, most: 1, complete: "container" },
  examples: [["ctrun port web", "80/tcp -> 0.0.0.0:8080"]],
  run: async ({ operands: [reference = ""], session }) => {
    using inventory = await openInventory(session);
    const lines = portLines(inventory.store.find(reference).ports);
    writeText(STDOUT, lines.map((line) => `${line}\n`).join(""));
    return 0;
  },
});
