// `ctrun inspect`: everything that is known about containers.

import { readSpec } from "../../../engine/spec/oci-spec.ts";
import { defineCommand } from "../command.ts";
import { text } from "../grammar/option-table.ts";
import type { Inventory } from "../life/inventory.ts";
import { openInventory } from "../life/open-inventory.ts";
import { filesOf } from "../life/place.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { type Inspection, inspection } from "../show/inspection.ts";
import { fillTemplate } from "../values/template.ts";

export default defineCommand({
  description: "As a JSON array, in the order of the arguments.",
  options: {
    format: text("json|TEMPLATE", "A template instead: '{{.State.Pid}}', '{{json .Config}}'", {
      short: "f",
      complete: ["json"],
    }),
  },
  operands: { shown: "CONTAINER [CONTAINER...]", least: 1, complete: "container" },
  examples: [
    ["ctrun inspect web", "everything"],
    ["ctrun inspect -f '{{.State.Pid}}' web", "one thing"],
  ],
  run: async ({ options: { format = "json" }, operands, session }) => {
    using inventory = await openInventory(session);
    const all = operands.map((reference) => inspect(inventory, reference));
    const lines =
      format === "json" ? [JSON.stringify(all, undefined, 2)] : all.map((one) => fillTemplate(format, { data: one }));
    writeText(STDOUT, lines.map((line) => `${line}\n`).join(""));
    return 0;
  },
});

function inspect({ store, directories }: Inventory, reference: string): Inspection {
  const record = store.find(reference);
  const { bundle } = filesOf(record.id, directories);
  const whole = record.state !== "creating" && record.state !== "removing";
  return inspection(record, directories, whole ? readSpec(bundle) : undefined);
}
