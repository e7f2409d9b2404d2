// `ctrun logs`: what a container has written, and what it goes on to write.

import { messageOf } from "../../../../ffi/errno.ts";
import { openContainer } from "../../../engine/container.ts";
import { LogRenderer } from "../../../engine/logs/render-entry.ts";
import { defineCommand, type Session } from "../command.ts";
import { ENGINE_FAILURE } from "../exit-code.ts";
import { flag, text, value } from "../grammar/option-table.ts";
import type { Inventory } from "../life/inventory.ts";
import { openInventory } from "../life/open-inventory.ts";
import { placeOf } from "../life/place.ts";
import { abandonmentOf } from "../output/abandoned.ts";
import { STDERR, STDOUT, writeBytes } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { parseCount } from "../values/numbers.ts";

interface Wanted {
  readonly follow: boolean;
  readonly tail: number | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly timestamps: boolean;
  readonly names: boolean;
  readonly signal?: AbortSignal;
}

export default defineCommand({
  description: "Its stdout goes to stdout, its stderr to stderr.",
  options: {
    follow: flag("Go on with what it still writes, until it ends", { short: "f" }),
    tail: value("LINES", parseTail, "Only the last lines (all)", { short: "n" }),
    since: text("TIME", "Only what is younger: 10m, 2026-01-31T08:30:00Z"),
    until: text("TIME", "Only what is older"),
    timestamps: flag("Show when each line was written", { short: "t" }),
    names: flag("Show whose each line is"),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "container" },
  examples: [
    ["ctrun logs -f --tail 20 web", "the last 20 lines, and then as they come"],
    ["ctrun logs -t --since 1h web", "the last hour, with times"],
    ["ctrun logs -f --names web db", "two containers side by side"],
  ],
  run: async ({ options, operands, session }) => {
    using inventory = await openInventory(session);
    const records = operands.map((reference) => inventory.store.find(reference));
    const wanted = options.follow ? { ...options, signal: abandonmentOf(STDOUT) } : options;
    const codes = await Promise.all(records.map((record) => show(inventory, record, wanted, session)));
    return Math.max(...codes);
  },
});

async function show(inventory: Inventory, record: ContainerRecord, wanted: Wanted, session: Session): Promise<number> {
  const container = openContainer(placeOf(record, inventory.directories));
  // One that has never run has written nothing.
  if (record.startedAt === undefined && !wanted.follow) return 0;
  const { follow, tail, since, until, timestamps, signal } = wanted;
  const renderer = new LogRenderer({ timestamps, ...(wanted.names ? { name: record.name } : {}) });
  try {
    const entries = container.logs({
      follow,
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      signal,
    });
    for await (const entry of entries) {
      writeBytes(entry.stream === "stdout" ? STDOUT : STDERR, renderer.render(entry));
    }
    return 0;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw error;
    const state = inventory.store.get(record.id)?.state ?? "removing";
    const gone = state === "removing" ? `container ${record.name} has just been removed` : undefined;
    session.reporter.error(gone ?? messageOf(error));
    return ENGINE_FAILURE;
  }
}

/** `all` and, as Podman has it, -1 mean all lines. */
function parseTail(given: string): number | undefined {
  return given === "all" || given === "-1" ? undefined : parseCount(given);
}
