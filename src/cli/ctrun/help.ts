// The pages of `--help`: what a command is for, how it is typed, all its options, and examples to copy.
import type { Command, CommandEntry } from "./command.ts";
import type { OptionSpec, OptionTable } from "./grammar/option-table.ts";
import type { Paint } from "./output/paint.ts";
import { tableText } from "./output/table.ts";

const OPTIONS_GROUP = "Options";
const HELP: OptionTable = { help: { kind: "flag", default: false, help: "Show this page" } };

/** The page of one command. */
export function commandHelp(name: string, summary: string, command: Command, paint: Paint): string {
  const { description, options, operands, examples } = command;
  const usage = ["ctrun", name, "[OPTIONS]", operands.shown].filter(Boolean).join(" ");
  return [
    `${summary}\n`,
    `${paint.heading("Usage:")} ${usage}\n`,
    description === "" ? "" : `${description}\n`,
    ...optionSections({ ...options, ...HELP }, paint),
    Object.values(options).some(isList) ? `${paint.muted("Options marked * may be given several times.")}\n` : "",
    examplesSection(examples, paint),
  ]
    .filter(Boolean)
    .join("\n");
}

export interface Overview {
  readonly commands: Readonly<Record<string, CommandEntry>>;
  /** Headings by the names of the groups, in order. */
  readonly groups: Readonly<Record<string, string>>;
  readonly options: OptionTable;
  readonly examples: Command["examples"];
}

/** The page of `ctrun --help`. */
export function overviewHelp({ commands, groups, options, examples }: Overview, paint: Paint): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const sections = Object.entries(groups).map(([group, title]) => {
    const members = Object.entries(commands).filter(([, entry]) => entry.group === group);
    const lines = members.map(([name, { summary }]) => `  ${paint.accent(name.padEnd(width))}  ${summary}\n`);
    return `${paint.heading(`${title}:`)}\n${lines.join("")}`;
  });
  return [
    "Runs containers from a directory with a root file system: a small container engine.\n",
    `${paint.heading("Usage:")} ctrun [OPTIONS] COMMAND [ARGUMENTS]\n`,
    ...sections,
    ...optionSections({ ...options, ...HELP }, paint),
    examplesSection(examples, paint),
    `${paint.muted("ctrun COMMAND --help tells all about a command.")}\n`,
  ].join("\n");
}

/** One section for each group of options, in the order in which the table names them. */
function optionSections(options: OptionTable, paint: Paint): string[] {
  const groups = new Map<string, [string, OptionSpec][]>();
  for (const [name, spec] of Object.entries(options)) {
    if (spec.hidden === true) continue;
    const group = spec.group ?? OPTIONS_GROUP;
    groups.set(group, [...(groups.get(group) ?? []), [name, spec]]);
  }
  // Those of no group come last: they are the least special.
  const names = [...groups.keys()].toSorted((a, b) => Number(a === OPTIONS_GROUP) - Number(b === OPTIONS_GROUP));
  return names.map((group) => {
    const rows = (groups.get(group) ?? []).map(([name, spec]) => [`  ${synopsis(name, spec)}`, explanation(spec)]);
    const painted = (cell: string, column: number): string => (column === 0 ? paint.accent(cell) : cell);
    return `${paint.heading(`${group}:`)}\n${tableText(rows, painted)}`;
  });
}

function synopsis(name: string, spec: OptionSpec): string {
  const letter = spec.short === undefined ? "    " : `-${spec.short}, `;
  return `${letter}--${name}${spec.kind === "flag" ? "" : ` ${spec.value}`}`;
}

function isList(spec: OptionSpec): boolean {
  return spec.kind === "list" && spec.hidden !== true;
}

function explanation(spec: OptionSpec): string {
  if (spec.kind === "list") return `${spec.help} *`;
  return spec.kind === "flag" && spec.default ? `${spec.help} (=false turns it off)` : spec.help;
}

function examplesSection(examples: Command["examples"], paint: Paint): string {
  if (examples.length === 0) return "";
  const lines = examples.map(([line, meaning]) => `  ${paint.muted(`# ${meaning}`)}\n  ${line}\n`);
  return `${paint.heading("Examples:")}\n${lines.join("")}`;
}
