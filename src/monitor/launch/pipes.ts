// The pipes that an engine names in the environment: which of the inherited descriptors they are.
import type { Fd } from "../../../ffi/fd.ts";
import { textOf } from "../../../ffi/self.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import { type PipeVariable, parsePipeNumber } from "../../protocol/environment.ts";

/**
 * Finds a pipe.
 *
 * @param descriptors all that were inherited
 * @returns undefined when the engine has given none
 * @throws {EnvironmentError} when the variable's value is no number
 * @throws {Error} when the number is not one of the descriptors
 */
export function findPipe(name: PipeVariable, environment: CStrings, descriptors: readonly Fd[]): Fd | undefined {
  const number = parsePipeNumber(name, variable(environment, name));
  if (number === undefined) return undefined;
  const fd = descriptors.find((descriptor) => descriptor.number === number);
  if (fd === undefined) throw new Error(`${name}=${number} is not an open descriptor from 3 up`);
  return fd;
}

/** The value of a variable, undefined when it is not set; the first one counts, as for getenv(3). */
export function variable(environment: CStrings, name: string): string | undefined {
  const prefix = `${name}=`;
  for (const entry of environment) {
    // Most entries differ in their first byte: no text is made of those.
    if (entry[0] !== prefix.charCodeAt(0)) continue;
    const text = textOf(entry);
    if (text.startsWith(prefix)) return text.slice(prefix.length);
  }
  return undefined;
}
