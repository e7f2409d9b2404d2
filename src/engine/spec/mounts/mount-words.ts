// The words after a mount's paths on a command line (`ro,noexec,rslave`): which there are, and which exclude each other.
import { SpecError } from "../spec-error.ts";

/** Words of which one mount can have only one each. */
export const ACCESS: readonly string[] = ["rw", "ro"];
export const RECURSION: readonly string[] = ["rbind", "bind"];
/** mount_namespaces(7): how mounts below it spread. */
export const PROPAGATION: readonly string[] = [
  "rprivate",
  "private",
  "rshared",
  "shared",
  "rslave",
  "slave",
  "runbindable",
  "unbindable",
];

/** For every kind of mount. */
export const COMMON: readonly (readonly string[])[] = [
  ACCESS,
  ["exec", "noexec"],
  ["dev", "nodev"],
  ["suid", "nosuid"],
  PROPAGATION,
];

/**
 * Checks the words of one mount.
 *
 * @param given may have a value: `size=64m` is the word `size`
 * @param groups the words that there are; a mount may have one of each group
 * @param option as it was given, for the error
 * @throws {SpecError} for an unknown word, and for two of one group
 */
export function checkWords(given: readonly string[], groups: readonly (readonly string[])[], option: string): void {
  const taken = new Map<readonly string[], string>();
  for (const text of given) {
    const word = text.includes("=") ? text.slice(0, text.indexOf("=")) : text;
    const group = groups.find((words) => words.includes(word));
    if (group === undefined) throw new SpecError(`Unknown mount option "${text}" in "${option}"`);
    const other = taken.get(group);
    if (other !== undefined) throw new SpecError(`Cannot use both "${other}" and "${text}" in "${option}"`);
    taken.set(group, text);
  }
}

/** The words with the first of each group added of which none was given. */
export function withDefaults(given: readonly string[], ...groups: readonly (readonly string[])[]): readonly string[] {
  const missing = groups.filter((words) => !given.some((word) => words.includes(word)));
  return [...given, ...missing.flatMap((words) => words.slice(0, 1))];
}

/** @throws {SpecError} when it is no place inside a container */
export function checkDestination(path: string, option: string): void {
  if (!path.startsWith("/")) throw new SpecError(`Invalid mount "${option}": the container's path must be absolute`);
  if (/^\/+$/.test(path)) throw new SpecError(`Invalid mount "${option}": the container's root cannot be mounted over`);
}
