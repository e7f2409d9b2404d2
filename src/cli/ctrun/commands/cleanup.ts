// `ctrun cleanup`: what the monitor runs when its container has ended.
import { defineCommand } from "../command.ts";
import { Inventory } from "../life/inventory.ts";
import { settleEnd } from "../life/settle.ts";
import { isAlive } from "../state/process-identity.ts";

export default defineCommand({
  description: "For monitors: records a container's end, and removes it if it was run with --rm.",
  options: {},
  operands: { shown: "ID", least: 1, most: 1 },
  examples: [],
  run: async ({ operands: [id = ""], session }) => {
    // Whoever has removed the state meanwhile does not want it back.
    using inventory = Inventory.existing(session.root);
    const record = inventory?.store.get(id);
    if (inventory === undefined || record?.state !== "running") return 0;
    // A ctrun that is at work on it looks for its end itself.
    if (record.owner !== undefined && isAlive(record.owner)) return 0;
    await settleEnd(inventory, record, { monitorWaits: true });
    return 0;
  },
});
