// The table of `ctrun ps`.
import type { Paint } from "../output/paint.ts";
import { shortened, tableText } from "../output/table.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { shortId } from "../state/names.ts";
import { ago } from "../values/duration.ts";
import { portsText } from "./ports-text.ts";
import { statusText } from "./status-text.ts";

const HEADINGS = ["CONTAINER ID", "ROOTFS", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"];
const STATUS_COLUMN = HEADINGS.indexOf("STATUS");
/** Wide enough to know a command again by it. */
const LONGEST = 28;

export interface TableOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly paint: Paint;
  /** Whether ids, commands and paths are shown in full. */
  readonly full: boolean;
}

export function listTable(records: readonly ContainerRecord[], { now, paint, full }: TableOptions): string {
  const rows = records.map((record) => [
    full ? record.id : shortId(record.id),
    full ? record.config.rootfs : pathEnd(record.config.rootfs),
    commandText(record, full),
    ago(record.createdAt, now),
    statusText(record, now),
    portsText(record.ports),
    record.name,
  ]);
  return tableText([HEADINGS, ...rows], (cell, column, row) => {
    if (row === 0) return paint.heading(cell);
    return column === STATUS_COLUMN ? colourOf(records[row - 1], paint)(cell) : cell;
  });
}

/** The last two parts of a path tell more than its beginning. */
function pathEnd(path: string): string {
  const parts = path.split("/");
  return parts.length <= 3 ? path : `…/${parts.slice(-2).join("/")}`;
}

function commandText({ config }: ContainerRecord, full: boolean): string {
  const line = config.command.join(" ").replaceAll(/\s+/g, " ");
  return full ? line : shortened(line, LONGEST);
}

function colourOf(record: ContainerRecord | undefined, paint: Paint): (text: string) => string {
  if (record?.state === "running") return paint.good;
  if (record?.error !== undefined) return paint.bad;
  return record?.state === "exited" && record.exitCode !== 0 ? paint.warning : paint.muted;
}
