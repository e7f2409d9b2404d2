// `ctrun create`: a container for later.
import { defineCommand } from "../command.ts";
import { createRecord } from "../life/create.ts";
import { openInventory } from "../life/open-inventory.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { CONTAINER_OPTIONS } from "../run/container-options.ts";

export default defineCommand({
  description: "Nothing runs before ctrun start. The container's ID is printed.",
  options: CONTAINER_OPTIONS,
  operands: { shown: "[--] COMMAND [ARGUMENT...]", least: 1, commandLine: true },
  examples: [["ctrun create --name job --rootfs ./alpine -- sh -c 'date; sleep 5'", "then: ctrun start -a job"]],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    const { id } = await createRecord(inventory, options, operands, (text) => session.reporter.warn(text));
    writeText(STDOUT, `${id}\n`);
    return 0;
  },
});
