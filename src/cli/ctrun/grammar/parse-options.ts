// Reads a command's arguments by its table, in Podman's grammar: what scripts pass to `podman run` means the same here.
import { messageOf } from "../../../../ffi/errno.ts";
import { closestTo } from "./closest-to.ts";
import type { OptionSpec, OptionTable, OptionValues } from "./option-table.ts";
import { UsageError } from "./usage-error.ts";

export interface ParsedArguments<T extends OptionTable> {
  readonly options: OptionValues<T>;
  readonly operands: readonly string[];
  /** Whether `--help` or `-h` was among the options; then nothing else was checked. */
  readonly help: boolean;
}

/**
 * Podman's grammar is that of pflag: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, letters of
 * flags in a row (`-it`), `--flag=false`, and `--`, which ends the options.
 *
 * @param operandsEnd whether the first operand ends the options: what follows it is somebody else's command line
 * @throws {UsageError} for an option that is not in the table, or whose value is missing or means nothing
 */
export function parseOptions<const T extends OptionTable>(
  table: T,
  args: readonly string[],
  operandsEnd: boolean,
): ParsedArguments<T> {
  const given = new Map<string, unknown[]>();
  const operands: string[] = [];
  let help = false;
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      operands.push(...rest);
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      if (!operandsEnd) continue;
      operands.push(...rest);
      break;
    }
    if (isHelp(table, word)) help = true;
    else if (word.startsWith("--")) takeLong(table, word, rest, given);
    else takeLetters(table, word, rest, given);
  }
  return { options: help ? withoutValues(table) : withDefaults(table, given), operands, help };
}

/** `-h` may be a command's own, as for `--hostname`. */
function isHelp(table: OptionTable, word: string): boolean {
  return word === "--help" || (word === "-h" && byLetter(table, "h") === undefined);
}

function takeLong(table: OptionTable, word: string, rest: string[], given: Map<string, unknown[]>): void {
  const equals = word.indexOf("=");
  const typed = word.slice(2, equals === -1 ? undefined : equals);
  const found = byLongName(table, typed);
  if (found === undefined) throw new UsageError(unknownOption(table, typed));
  const [name, spec] = found;
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  add(given, name, readValue(spec, `--${name}`, attached, rest));
}

function takeLetters(table: OptionTable, word: string, rest: string[], given: Map<string, unknown[]>): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] ?? "";
    const found = byLetter(table, letter);
    if (found === undefined) throw new UsageError(unknownLetter(table, letter, word));
    const [name, spec] = found;
    const tail = word.slice(at + 1);
    const takesTail = tail.startsWith("=") || (spec.kind !== "flag" && tail !== "");
    const attached = takesTail ? tail.replace(/^=/, "") : undefined;
    add(given, name, readValue(spec, `-${letter}, --${name}`, attached, rest));
    if (takesTail) return;
  }
}

function byLongName(table: OptionTable, typed: string): [string, OptionSpec] | undefined {
  return Object.entries(table).find(([name, spec]) => name === typed || spec.alias === typed);
}

function byLetter(table: OptionTable, letter: string): [string, OptionSpec] | undefined {
  return Object.entries(table).find(([, spec]) => spec.short === letter);
}

function readValue(spec: OptionSpec, shown: string, attached: string | undefined, rest: string[]): unknown {
  if (spec.kind === "flag") return truthOf(attached ?? "true", shown);
  const text = attached ?? rest.shift();
  if (text === undefined) throw new UsageError(`${shown} needs a value: ${spec.value}`);
  try {
    return spec.parse(text);
  } catch (error) {
    const reason = messageOf(error);
    // The library's own parsers say what they were given.
    const introduction = reason.includes(`"${text}"`) ? "" : `invalid value "${text}" for ${shown}: `;
    throw new UsageError(`${introduction}${reason}`, { cause: error });
  }
}

/** The words that Go's strconv.ParseBool knows. */
function truthOf(text: string, shown: string): boolean {
  if (/^(?:1|t|true)$/i.test(text)) return true;
  if (/^(?:0|f|false)$/i.test(text)) return false;
  throw new UsageError(`invalid value "${text}" for ${shown}: it must be true or false`);
}

function add(given: Map<string, unknown[]>, name: string, item: unknown): void {
  const items = given.get(name);
  if (items === undefined) given.set(name, [item]);
  else items.push(item);
}

function withoutValues<T extends OptionTable>(table: T): OptionValues<T> {
  return withDefaults(table, new Map());
}

/** The one place where the values, checked one by one above, get the type that follows from the table. */
function withDefaults<T extends OptionTable>(table: T, given: ReadonlyMap<string, unknown[]>): OptionValues<T> {
  const entries = Object.entries(table).map(([name, spec]): [string, unknown] => {
    const items = given.get(name) ?? [];
    if (spec.kind === "list") return [name, items];
    return [name, items.length > 0 ? items.at(-1) : spec.kind === "flag" ? spec.default : undefined];
  });
  return Object.fromEntries(entries) as OptionValues<T>;
}

function unknownLetter(table: OptionTable, letter: string, word: string): string {
  if (word.length === 2) return `unknown option ${word}`;
  const name = word.slice(1).split("=")[0] ?? "";
  const hint = byLongName(table, name) === undefined ? "" : `; did you mean --${name}?`;
  return `unknown option -${letter} in ${word}${hint}`;
}

function unknownOption(table: OptionTable, name: string): string {
  const visible = Object.keys(table).filter((one) => table[one]?.hidden !== true);
  const close = closestTo(name, visible);
  return `unknown option --${name}${close === undefined ? "" : `; did you mean --${close}?`}`;
}
