// The variables of a container: `-e`, `--env-file`.
import { readFileSync } from "node:fs";

export interface EnvironmentWishes {
  /** `NAME=VALUE`; `NAME` for our own value; `NAME*` for all of ours that begin so. */
  readonly entries: readonly string[];
  /** Paths of files with such entries, one per line. */
  readonly files: readonly string[];
}

/**
 * Reads the files first, so that an option says the last word.
 *
 * @param own ctrun's own variables
 * @returns `NAME=VALUE`, each name once
 * @throws {Error} when a file cannot be read, or an entry has no name
 */
export function environmentOf(
  { entries, files }: EnvironmentWishes,
  own: Readonly<Record<string, string | undefined>>,
): string[] {
  const variables = new Map<string, string>();
  for (const entry of [...files.flatMap(entriesIn), ...entries]) {
    for (const [name, value] of variablesOf(entry, own)) variables.set(name, value);
  }
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

/** Empty lines and those that begin with `#` say nothing. Quotes belong to the value, as with Podman. */
function entriesIn(path: string): string[] {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/);
    return lines.map((line) => line.trimStart()).filter((line) => line !== "" && !line.startsWith("#"));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new Error(`Cannot read the variables in "${path}": ${reason}`, { cause: error });
  }
}

function variablesOf(entry: string, own: Readonly<Record<string, string | undefined>>): [string, string][] {
  const equals = entry.indexOf("=");
  if (equals === 0 || entry === "") throw new Error(`the variable "${entry}" has no name`);
  if (equals > 0) return [[entry.slice(0, equals), entry.slice(equals + 1)]];
  const given = Object.entries(own).filter((pair): pair is [string, string] => pair[1] !== undefined);
  // A name that we do not have either is not set: it is no mistake to hand on what may be there.
  if (!entry.endsWith("*")) return given.filter(([name]) => name === entry);
  return given.filter(([name]) => name.startsWith(entry.slice(0, -1)));
}
