// `ctrun rm`: removes containers, with all their files; the root file system stays.

import { ContainerStateError } from "../../../engine/errors.ts";
import { defineCommand } from "../command.ts";
import { ENGINE_FAILURE } from "../exit-code.ts";
import { flag, value } from "../grammar/option-table.ts";
import type { Inventory } from "../life/inventory.ts";
import { endProcessesAbout } from "../life/leftover-processes.ts";
import { openInventory } from "../life/open-inventory.ts";
import { filesOf } from "../life/place.ts";
import { claimForRemoval, removeClaimed } from "../life/remove.ts";
import { type StopOptions, stopContainer } from "../life/stop.ts";
import { whenFree } from "../life/when-free.ts";
import { withProgress } from "../output/progress.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { NoSuchContainerError } from "../state/store.ts";
import { parseCount } from "../values/numbers.ts";
import { chosen, each } from "./each.ts";

// Podman's codes: no such container, and one that still runs.
const NOT_THERE = 1;
const RUNS = 2;

export default defineCommand({
  description: "The root file system is not touched.",
  options: {
    all: flag("All containers", { short: "a" }),
    force: flag("Also those that run: they are killed. No error for those that are not there", { short: "f" }),
    time: value("SECONDS", parseCount, "With -f: patience before a container is killed (0)", { short: "t" }),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 0, complete: "container" },
  examples: [
    ["ctrun rm web", "one that has ended"],
    ["ctrun rm -fa", "everything"],
  ],
  run: async ({ options, operands, session }) => {
    const { all, force, time = 0 } = options;
    using inventory = await openInventory(session);
    const references = chosen(inventory, operands, all);
    return await each(
      { inventory, session, references, ignoreMissing: force || all },
      async (record) => {
        if (record.state === "running" && !force) {
          throw new ContainerStateError(`container ${record.name} still runs: stop it first, or use rm --force`);
        }
        await withProgress(`Removing ${record.name}`, session.screen, () =>
          remove(inventory, record, { patience: time, onWarning: (text) => session.reporter.warn(text) }),
        );
        return undefined;
      },
      (error) => {
        if (error instanceof NoSuchContainerError) return NOT_THERE;
        return error instanceof ContainerStateError ? RUNS : ENGINE_FAILURE;
      },
    );
  },
});

async function remove(inventory: Inventory, record: ContainerRecord, options: StopOptions): Promise<void> {
  const stopped =
    record.state === "running" && options.patience > 0 ? await stopContainer(inventory, record, options) : record;
  // Others may be at it as well: as long as it is there, somebody has to remove it.
  for (let now = stopped; now !== undefined; now = await whenFree(inventory, record.id)) {
    const claimed = claimForRemoval(inventory, now);
    if (claimed === undefined) continue;
    // Somebody has killed its owner, who may have been starting a monitor that nobody has heard of yet.
    if (now.owner !== undefined) await endProcessesAbout(filesOf(record.id, inventory.directories).bundle);
    await removeClaimed(inventory, claimed);
    return;
  }
}
