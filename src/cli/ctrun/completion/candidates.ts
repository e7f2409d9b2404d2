// What can stand where the cursor is: the one place that knows, whatever the shell.
import type { Command, CommandEntry } from "../command.ts";
import type { Completable, OptionSpec, OptionTable } from "../grammar/option-table.ts";

export interface Candidate {
  readonly text: string;
  /** For shells that show it. */
  readonly meaning: string;
}

/** Words to offer, or what kind of path the shell is to offer. */
export type Candidates = readonly Candidate[] | "file" | "directory";

export interface CompletionContext {
  readonly commands: Readonly<Record<string, CommandEntry>>;
  readonly globalOptions: OptionTable;
  /** The containers in one of these states: names and what they are. */
  readonly containers: (kind: "container" | "running-container" | "stopped-container") => readonly Candidate[];
}

/** @param words what stands behind `ctrun`, up to the cursor; the last one is unfinished and may be empty */
export async function candidatesFor(words: readonly string[], context: CompletionContext): Promise<Candidates> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const outer = walk(context.globalOptions, before, true);
  const name = outer.operands[0];
  if (name === undefined) {
    return optionCandidates(context.globalOptions, outer, current, context) ?? commandCandidates(context, current);
  }
  const entry = Object.hasOwn(context.commands, name) ? context.commands[name] : undefined;
  if (entry === undefined) return [];
  const { default: command } = await entry.load();
  return inCommand(command, outer.operands.slice(1), current, context);
}

function inCommand(
  { options, operands }: Command,
  before: readonly string[],
  current: string,
  context: CompletionContext,
): Candidates {
  const inner = walk(options, before, operands.commandLine === true);
  const found = optionCandidates(options, inner, current, context);
  if (found !== undefined) return found;
  const isFirst = inner.operands.length === 0;
  // What stands in a container's command line, only the container knows.
  if (operands.commandLine === true && (!isFirst || operands.complete === undefined)) return [];
  const tooMany = inner.operands.length >= (operands.most ?? Number.POSITIVE_INFINITY);
  return tooMany ? [] : beginningWith(offered(operands.complete, context), current);
}

interface Position {
  /** The option whose value comes next. */
  readonly expecting: OptionSpec | undefined;
  readonly optionsEnded: boolean;
  readonly operands: readonly string[];
}

/** Follows the words as the parser would, and stops where the cursor is. */
function walk(table: OptionTable, words: readonly string[], operandsEnd: boolean): Position {
  const rest = [...words];
  for (let word = rest.shift(), operands: string[] = []; ; word = rest.shift()) {
    if (word === undefined) return { expecting: undefined, optionsEnded: false, operands };
    if (word === "--") return { expecting: undefined, optionsEnded: true, operands: [...operands, ...rest] };
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      if (operandsEnd) return { expecting: undefined, optionsEnded: true, operands: [...operands, ...rest] };
      continue;
    }
    const spec = specOf(table, word);
    if (spec === undefined || spec.kind === "flag" || word.includes("=")) continue;
    if (rest.length === 0) return { expecting: spec, optionsEnded: false, operands };
    rest.shift();
  }
}

/** The option that a word ends with: `--name`, `-n`, or the last letter of `-itn`. */
function specOf(table: OptionTable, word: string): OptionSpec | undefined {
  if (word.startsWith("--")) return table[word.slice(2).split("=")[0] ?? ""];
  return Object.values(table).find(({ short }) => short !== undefined && word.endsWith(short));
}

/** Undefined: neither an option nor an option's value can stand here. */
function optionCandidates(
  table: OptionTable,
  { expecting, optionsEnded }: Position,
  current: string,
  context: CompletionContext,
): Candidates | undefined {
  if (expecting !== undefined) return beginningWith(offered(completableOf(expecting), context), current);
  if (optionsEnded || !current.startsWith("-")) return undefined;
  const equals = current.indexOf("=");
  if (equals === -1) return beginningWith(optionNames(table), current);
  const spec = specOf(table, current);
  const values = spec === undefined ? [] : offered(completableOf(spec), context);
  if (typeof values === "string") return values;
  const prefix = current.slice(0, equals + 1);
  return beginningWith(
    values.map(({ text, meaning }) => ({ text: prefix + text, meaning })),
    current,
  );
}

function optionNames(table: OptionTable): Candidate[] {
  const visible = Object.entries(table).filter(([, spec]) => spec.hidden !== true);
  const names = visible.map(([name, spec]) => ({ text: `--${name}`, meaning: spec.help }));
  return [...names, { text: "--help", meaning: "Show help" }];
}

function commandCandidates({ commands }: CompletionContext, current: string): Candidates {
  const visible = Object.entries(commands).filter(([, { group }]) => group !== undefined);
  return beginningWith(
    visible.map(([text, { summary }]) => ({ text, meaning: summary })),
    current,
  );
}

function completableOf(spec: OptionSpec): Completable | undefined {
  return spec.kind === "flag" ? ["true", "false"] : spec.complete;
}

function offered(what: Completable | undefined, context: CompletionContext): Candidates {
  if (what === undefined) return [];
  if (what === "file" || what === "directory") return what;
  if (what === "command") return commandCandidates(context, "");
  return typeof what === "string" ? context.containers(what) : what.map((text) => ({ text, meaning: "" }));
}

function beginningWith(candidates: Candidates, beginning: string): Candidates {
  return typeof candidates === "string" ? candidates : candidates.filter(({ text }) => text.startsWith(beginning));
}
