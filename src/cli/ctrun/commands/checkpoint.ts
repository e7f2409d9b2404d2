// `ctrun checkpoint`: writes running containers to disk, to be continued by `ctrun restore`.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Container, openContainer } from "../../../engine/container.ts";
import { ContainerStateError } from "../../../engine/errors.ts";
import type { CheckpointOptions } from "../../../engine/runtime/runtime.ts";
import { defineCommand } from "../command.ts";
import { flag } from "../grammar/option-table.ts";
import { concluded } from "../life/conclude.ts";
import { openInventory } from "../life/open-inventory.ts";
import { filesOf, placeOf } from "../life/place.ts";
import { withProgress } from "../output/progress.ts";
import { findCriu, surroundings } from "../run/find-program.ts";
import { each } from "./each.ts";

export default defineCommand({
  description: "It takes criu (apt-get install criu), and root.",
  options: {
    "leave-running": flag("Let the container go on", { short: "R" }),
    "tcp-established": flag("With its TCP connections"),
    "file-locks": flag("With its file locks"),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "running-container" },
  examples: [["ctrun checkpoint job && ctrun restore job", "stop it in the middle, and go on there"]],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    checkPrograms();
    return await each({ inventory, session, references: operands }, async (record) => {
      if (record.state !== "running") throw new ContainerStateError(`container ${record.name} does not run`);
      const { checkpoint } = filesOf(record.id, inventory.directories);
      rmSync(checkpoint, { recursive: true, force: true });
      mkdirSync(checkpoint, { mode: 0o700 });
      await withProgress(`Writing ${record.name} to disk`, session.screen, async () => {
        await write(openContainer(placeOf(record, inventory.directories)), {
          imagePath: checkpoint,
          leaveRunning: options["leave-running"],
          tcpEstablished: options["tcp-established"],
          fileLocks: options["file-locks"],
        });
        if (!options["leave-running"]) await concluded(inventory, record);
      });
      return undefined;
    });
  },
});

function checkPrograms(): void {
  if (process.geteuid?.() !== 0)
    throw new Error("checkpoints take root: criu reads and writes the memory of processes");
  findCriu(surroundings());
}

async function write(container: Container, options: CheckpointOptions): Promise<void> {
  try {
    await container.checkpoint(options);
  } catch (error) {
    const log = join(options.imagePath, "dump.log");
    // The runtime says only that criu has failed.
    const reason = existsSync(log) ? /^.*\bError \(.*$/m.exec(readFileSync(log, "utf8"))?.[0] : undefined;
    if (reason === undefined) throw error;
    throw new Error(`criu cannot write container ${container.id.slice(0, 12)} to disk: ${reason}`, { cause: error });
  }
}
