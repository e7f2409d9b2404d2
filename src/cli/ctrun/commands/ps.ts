// `ctrun ps`: which containers there are.
import { defineCommand, type Session } from "../command.ts";
import { flag, text, value, values } from "../grammar/option-table.ts";
import { openInventory } from "../life/open-inventory.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { tableText } from "../output/table.ts";
import { parseFilter } from "../show/filter.ts";
import { listEntry } from "../show/list-entry.ts";
import { listTable } from "../show/list-table.ts";
import { HEADINGS, listTexts } from "../show/list-texts.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { shortId } from "../state/names.ts";
import { parseCount } from "../values/numbers.ts";
import { fillTemplate, templateColumns } from "../values/template.ts";

interface Shown {
  readonly quiet: boolean;
  readonly "no-trunc": boolean;
  readonly format: string | undefined;
}

export default defineCommand({
  description: "Those that run; with -a all of them. Before that, what a killed ctrun has left is put in order.",
  options: {
    all: flag("Also those that do not run", { short: "a" }),
    quiet: flag("Only their IDs", { short: "q" }),
    filter: values("KEY=VALUE", parseFilter, "Only some: status=STATE, name=PART, id=BEGINNING, exited=CODE", {
      short: "f",
    }),
    last: value("N", parseCount, "Only the N that were created last, whatever their state", { short: "n" }),
    latest: flag("The same as --last 1", { short: "l" }),
    "no-trunc": flag("IDs, commands and paths in full"),
    format: text("json|TEMPLATE", "As JSON, or by a template: '{{.ID}} {{.State}}', 'table {{.ID}} {{.Names}}'", {
      complete: ["json"],
    }),
  },
  operands: { shown: "", least: 0, most: 0 },
  examples: [
    ["ctrun ps -a", "all containers"],
    ["ctrun ps --format json | jq -r '.[] | .Names[0]'", "for programs"],
    ["ctrun rm $(ctrun ps -aq -f status=exited)", "remove what has ended"],
  ],
  run: async ({ options, session }) => {
    using inventory = await openInventory(session);
    const last = options.latest ? 1 : options.last;
    const newestFirst = inventory.store.list().reverse();
    // A filter by state says itself which states are meant.
    const all = options.all || last !== undefined || options.filter.length > 0;
    const listed = newestFirst.filter((record) => all || record.state === "running").slice(0, last);
    const chosen = listed.filter((record) => options.filter.every((passes) => passes(record)));
    writeText(STDOUT, textOf(chosen, options, session));
    return 0;
  },
});

function textOf(records: readonly ContainerRecord[], shown: Shown, { paint }: Session): string {
  const { quiet, format } = shown;
  const full = shown["no-trunc"];
  const now = Date.now();
  if (format === "json") {
    const entries = records.map((record) => listEntry(record, now));
    return `${JSON.stringify(entries, undefined, 2)}\n`;
  }
  if (quiet) return records.map(({ id }) => `${full ? id : shortId(id)}\n`).join("");
  if (format === undefined || format === "table") return listTable(records, { now, paint, full });
  const filled = (template: string): string[] =>
    records.map((record) =>
      fillTemplate(template, { data: listEntry(record, now), texts: listTexts(record, { full, now }) }),
    );
  if (!format.startsWith("table "))
    return filled(format)
      .map((line) => `${line}\n`)
      .join("");
  const columns = templateColumns(format.slice("table ".length)).map(({ name, cell }) => [
    HEADINGS[name] ?? name.toUpperCase(),
    ...filled(cell),
  ]);
  return tableText([...Array(records.length + 1).keys()].map((row) => columns.map((column) => column[row] ?? "")));
}
