// The table of `ctrun ps`.
import { formatPortMapping } from "../../../engine/ports/port-mapping.ts";
import type { Paint } from "../output/paint.ts";
import { shortened, tableText } from "../output/table.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { shortId } from "../state/names.ts";
import { ago } from "../values/duration.ts";
import { statusText } from "./status-text.ts";

const HEADINGS = ["CONTAINER ID", "ROOTFS", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"];
const STATUS_COLUMN = HEADINGS.indexOf("STATUS");
/** Wide enough to know a command or a path again by it. */
const LONGEST = 28;

export interface TableOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly paint: Paint;
  /** Whether ids, commands and paths are shown in full. */
  readonly full: boolean;
}

export function listTable(records: readonly ContainerRecord[], { now, paint, full }: TableOptions): string {
  const cut = (text: string, from: "start" | "end"): string => {
    if (full || text.length <= LONGEST) return text;
    // The end of a path tells more than its beginning.
    return from === "end" ? shortened(text, LONGEST) : `…${text.slice(1 - LONGEST)}`;
  };
  const rows = records.map((record) => [
    full ? record.id : shortId(record.id),
    cut(record.config.rootfs, "start"),
    cut(record.config.command.join(" ").replaceAll(/\s+/g, " "), "end"),
    ago(record.createdAt, now),
    statusText(record, now),
    record.ports.map(formatPortMapping).join(", "),
    record.name,
  ]);
  return tableText([HEADINGS, ...rows], (cell, column, row) => {
    if (row === 0) return paint.heading(cell);
    return column === STATUS_COLUMN ? colourOf(records[row - 1], paint)(cell) : cell;
  });
}

function colourOf(record: ContainerRecord | undefined, paint: Paint): (text: string) => string {
  if (record?.state === "running") return paint.good;
  if (record?.error !== undefined) return paint.bad;
  return record?.state === "exited" && record.exitCode !== 0 ? paint.warning : paint.muted;
}
