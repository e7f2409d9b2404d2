// The monitor's command line: parsing it as GLib's GOption does, and rendering options back into it.
import { parseCInteger } from "./c-integer.ts";
import { type MonitorOptions, OPTION_TABLE, type OptionSpec } from "./option-table.ts";

/** The command line is not understood. The message is conmon's, to be printed behind the program's name. */
export class OptionError extends Error {
  override readonly name = "OptionError";

  constructor(problem: string) {
    super(`option parsing failed: ${problem}`);
  }
}

/**
 * Reads a command line by GOption's grammar: `--opt value`, `--opt=value`, `-o value`, grouped letters (`-itc ID`),
 * `--` before positionals. A value is the next argument whatever it looks like; positionals are ignored; of a scalar
 * option given twice the last one counts; names are never abbreviated. Reading stops at `--help`, which conmon obeys
 * even when what follows is wrong.
 *
 * @param args the arguments without the program's own name
 * @throws {OptionError} for an unknown option, a missing value, or a number that is none or out of range
 */
export function parseArgv(args: readonly string[]): MonitorOptions {
  const draft = emptyDraft();
  let index = 0;
  while (index < args.length && !draft.help) {
    const arg = args[index] ?? "";
    if (arg === "--") break;
    // What looks like no option, a lone "-" included, is a positional.
    if (arg.startsWith("--")) index += takeLong(draft, arg, args[index + 1]);
    else if (arg.length > 1 && arg.startsWith("-")) index += takeLetters(draft, arg, args[index + 1]);
    else index += 1;
  }
  return draft;
}

/** The command line that `parseArgv()` reads as these options: its exact inverse, in the table's order. */
export function renderArgv(options: MonitorOptions): string[] {
  const args: string[] = [];
  for (const spec of OPTION_TABLE) {
    const name = `--${spec.name}`;
    const value = options[spec.key];
    if (value === true) args.push(name);
    else if (typeof value === "object") for (const item of value) args.push(name, item);
    else if (value !== undefined && value !== false) args.push(name, String(value));
  }
  return args;
}

// Written with `keyof` itself, because only so does the mapped type keep which properties are optional.
type Scalars = { -readonly [Key in keyof MonitorOptions]: MonitorOptions[Key] };
type ListKey = Extract<OptionSpec, { readonly kind: "list" }>["key"];
type Draft = Scalars & { [Key in ListKey]: string[] };

const BY_NAME = new Map<string, OptionSpec>();
const BY_LETTER = new Map<string, OptionSpec>();
for (const spec of OPTION_TABLE) {
  BY_NAME.set(spec.name, spec);
  for (const alias of spec.aliases ?? []) BY_NAME.set(alias, spec);
  if (spec.short !== undefined) BY_LETTER.set(spec.short, spec);
}

function emptyDraft(): Draft {
  const draft: Partial<Draft> = {};
  for (const spec of OPTION_TABLE) {
    if (spec.kind === "flag") draft[spec.key] = false;
    else if (spec.kind === "list") draft[spec.key] = [];
  }
  // The loop has set what the interface requires: all flags and all lists.
  return draft as Draft;
}

/** Takes `--name`, `--name=value` or `--name value`; returns how many arguments that were. */
function takeLong(draft: Draft, arg: string, next: string | undefined): 1 | 2 {
  const equals = arg.indexOf("=");
  const name = equals === -1 ? arg.slice(2) : arg.slice(2, equals);
  const spec = BY_NAME.get(name);
  // GOption makes up "--help-all", and "--help" is the one flag of which it does not ignore a value.
  if (arg === "--help-all") draft.help = true;
  else if (spec === undefined || (spec.key === "help" && equals !== -1)) throw new OptionError(`Unknown option ${arg}`);
  else if (spec.kind === "flag") draft[spec.key] = true;
  else if (equals !== -1) store(draft, spec, `--${name}`, arg.slice(equals + 1));
  else {
    store(draft, spec, arg, next);
    return 2;
  }
  return 1;
}

/** Takes `-i`, `-it`, `-c value` or `-itc value`; returns how many arguments that were. */
function takeLetters(draft: Draft, arg: string, next: string | undefined): 1 | 2 {
  let taken: 1 | 2 = 1;
  for (const letter of arg.slice(1)) {
    const spec = letter === "?" ? BY_LETTER.get("h") : BY_LETTER.get(letter);
    if (spec === undefined) throw new OptionError(`Unknown option ${arg}`);
    if (spec.kind === "flag") {
      draft[spec.key] = true;
      if (spec.key === "help") break;
    } else {
      // There is one value for a group, so that a second letter that wants one gets none.
      if (taken === 2) throw new OptionError(`Error parsing option -${letter}`);
      store(draft, spec, `-${letter}`, next);
      taken = 2;
    }
  }
  return taken;
}

type ValueSpec = Exclude<OptionSpec, { readonly kind: "flag" }>;

function store(draft: Draft, spec: ValueSpec, given: string, value: string | undefined): void {
  if (value === undefined) throw new OptionError(`Missing argument for ${given}`);
  if (spec.kind === "string") draft[spec.key] = value;
  else if (spec.kind === "list") draft[spec.key].push(value);
  else if (spec.kind === "int") draft[spec.key] = Number(integer(given, value, 32));
  else draft[spec.key] = integer(given, value, 64);
}

function integer(given: string, text: string, bits: 32 | 64): bigint {
  const value = parseCInteger(text, 0);
  if (value === undefined) throw new OptionError(`Cannot parse integer value “${text}” for ${given}`);
  if (BigInt.asIntN(bits, value) !== value) throw new OptionError(`Integer value “${text}” for ${given} out of range`);
  return value;
}
