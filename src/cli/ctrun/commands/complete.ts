// `ctrun complete`: what shells ask while somebody types.
import { defineCommand } from "../command.ts";
import { type Candidate, type CompletionContext, candidatesFor } from "../completion/candidates.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";
import { parseOptions } from "../grammar/parse-options.ts";
import { Inventory } from "../life/inventory.ts";
import { STDOUT, writeText } from "../output/streams.ts";
import { statusText } from "../show/status-text.ts";

export default defineCommand({
  description: "For shells: a line WORD<tab>MEANING for each candidate, or :file or :directory.",
  options: {},
  operands: { shown: "-- [WORD...]", least: 0 },
  examples: [],
  run: async ({ operands, session }) => {
    const containers = (kind: Parameters<CompletionContext["containers"]>[0]): readonly Candidate[] =>
      containersOf(rootIn(operands) ?? session.root, kind);
    const found = await candidatesFor(operands, {
      commands: session.commands,
      globalOptions: GLOBAL_OPTIONS,
      containers,
    });
    if (typeof found === "string") writeText(STDOUT, `:${found}\n`);
    else writeText(STDOUT, found.map(({ text, meaning }) => `${text}\t${meaning}\n`).join(""));
    return 0;
  },
});

/** The state that the command line is about, which is not finished yet. */
function rootIn(words: readonly string[]): string | undefined {
  try {
    return parseOptions(GLOBAL_OPTIONS, words.slice(0, -1), true).options.root;
  } catch {
    return undefined;
  }
}

/** Nothing is repaired while somebody types, and nothing is made. */
function containersOf(root: string | undefined, kind: string): Candidate[] {
  using inventory = Inventory.existing(root);
  const now = Date.now();
  return (inventory?.store.list() ?? [])
    .filter(({ state }) => kind === "container" || (state === "running") === (kind === "running-container"))
    .map((record) => ({ text: record.name, meaning: statusText(record, now) }));
}
