// How a command declares its options: one table, from which its parser, its help and its completion are made.

/** What can be offered where a value or an operand is typed. */
export type Completable =
  | "container"
  | "running-container"
  | "stopped-container"
  | "command"
  | "file"
  | "directory"
  | readonly string[];

interface Described {
  /** One letter, without its dash. */
  readonly short?: string;
  /** Another long name, which scripts for Podman may use. */
  readonly alias?: string;
  /** One line for `--help`. */
  readonly help: string;
  /** Heading that the help lists it under; without it, "Options". */
  readonly group?: string;
  /** Left out of help and completion: for the program's own use. */
  readonly hidden?: true;
}

/** On or off; `--name=false` turns it off. */
export interface Flag extends Described {
  readonly kind: "flag";
  /** Whether it is on when nobody says so. */
  readonly default: boolean;
}

interface Valued<T> extends Described {
  /** What stands for the value in the help, such as `PATH`. */
  readonly value: string;
  /** @throws {Error} when the text means nothing */
  readonly parse: (text: string) => T;
  readonly complete?: Completable;
}

/** Takes a value; when it is given twice, the last one counts. */
export interface Value<T> extends Valued<T> {
  readonly kind: "value";
}

/** Takes a value, and may be given several times. */
export interface List<T> extends Valued<T> {
  readonly kind: "list";
}

export type OptionSpec = Flag | Value<unknown> | List<unknown>;

/** Options by their long names. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What the command line has given for each option. */
export type OptionValues<T extends OptionTable> = {
  readonly [Name in keyof T]: T[Name] extends Flag
    ? boolean
    : T[Name] extends List<infer Item>
      ? readonly Item[]
      : T[Name] extends Value<infer Item>
        ? Item | undefined
        : never;
};

type FlagDetails = Partial<Omit<Flag, "kind" | "help">>;
type ValuedDetails<T> = Partial<Omit<Valued<T>, "help" | "value" | "parse">>;

/** A flag that is off without a word. */
export function flag(help: string, details: FlagDetails = {}): Flag {
  return { kind: "flag", help, default: false, ...details };
}

/** An option with a text of any kind as its value. */
export function text(value: string, help: string, details: ValuedDetails<string> = {}): Value<string> {
  return { kind: "value", value, help, parse: asItIs, ...details };
}

/** An option whose value is read by `parse`. */
export function value<T>(
  placeholder: string,
  parse: (text: string) => T,
  help: string,
  details: ValuedDetails<T> = {},
): Value<T> {
  return { kind: "value", value: placeholder, parse, help, ...details };
}

/** An option that may be given several times, with a text of any kind as its value. */
export function texts(placeholder: string, help: string, details: ValuedDetails<string> = {}): List<string> {
  return { kind: "list", value: placeholder, help, parse: asItIs, ...details };
}

/** An option that may be given several times, whose values are read by `parse`. */
export function values<T>(
  placeholder: string,
  parse: (text: string) => T,
  help: string,
  details: ValuedDetails<T> = {},
): List<T> {
  return { kind: "list", value: placeholder, parse, help, ...details };
}

/** An option whose value is one of a few words, which completion offers. */
export function oneOf<const T extends string>(
  words: readonly T[],
  help: string,
  details: ValuedDetails<T> = {},
): Value<T> {
  return {
    kind: "value",
    value: words.join("|"),
    parse: (given) => choose(words, given),
    help,
    complete: words,
    ...details,
  };
}

function asItIs(given: string): string {
  return given;
}

function choose<T extends string>(words: readonly T[], given: string): T {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new Error(`it must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`);
  return found;
}
