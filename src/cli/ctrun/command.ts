// What a command of ctrun is: its options as a table, its operands, its examples, and what it does.
//
// citty holds the commands and finds and runs the one that was named. It reads no options for them: its parser knows neither
// options that may be given several times nor an end of the options at the first operand, and ctrun's options are Podman's.
import type { ConsolaInstance } from "consola/core";
import type { Completable, OptionTable, OptionValues } from "./grammar/option-table.ts";
import type { Paint } from "./output/paint.ts";
import type { Screen } from "./output/progress.ts";

/** A command as the list of all commands has it. */
export interface CommandEntry {
  /** One line for the list in `ctrun --help`. */
  readonly summary: string;
  /** Under which heading it stands there. Absent: it is for programs only, and not in the list. */
  readonly group?: "run" | "look" | "end" | "keep" | "other";
  readonly load: () => Promise<{ readonly default: Command }>;
}

/** What every command gets besides its own arguments. */
export interface Session {
  /** `--root`, where it was given. */
  readonly root: string | undefined;
  /** Colours for stdout. */
  readonly paint: Paint;
  readonly reporter: ConsolaInstance;
  /** Where progress can be shown. */
  readonly screen: Screen;
  /** All commands by name. */
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

export interface Call<T extends OptionTable> {
  readonly options: OptionValues<T>;
  readonly operands: readonly string[];
  readonly session: Session;
}

export interface Operands {
  /** How the help shows them: `CONTAINER [CONTAINER...]`. */
  readonly shown: string;
  readonly least: number;
  /** Without it, any number. */
  readonly most?: number;
  /** What completion offers for the first of them, and for all others too unless `commandLine` is set. */
  readonly complete?: Completable;
  /** The first operand ends the options, because a command line of the container's follows it. */
  readonly commandLine?: true;
}

export interface Command<T extends OptionTable = OptionTable> {
  /** A paragraph or two below the usage line. */
  readonly description: string;
  readonly options: T;
  readonly operands: Operands;
  /** Command lines that work when they are copied, each with what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Does it. @returns the exit code */
  run(call: Call<T>): number | Promise<number>;
}

/** Gives the table's types to `run`. */
export function defineCommand<const T extends OptionTable>(command: Command<T>): Command<T> {
  return command;
}
