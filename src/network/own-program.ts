// How one program of this package starts another.
import { existsSync } from "node:fs";
import { isCompiled } from "../../ffi/self.ts";
import { NetworkError } from "./network-error.ts";

/** An executable, and its arguments with its own name first. */
export interface OwnProgram {
  readonly path: string;
  readonly argv: readonly string[];
}

/** The executable that `npm run build` makes, seen from this file. */
const BUILT = new URL("../../dist/ctrmon", import.meta.url).pathname;

/**
 * A program of this package by its name, which the compiled executable looks at: it is all of them.
 *
 * @throws {NetworkError} when this package is used from its sources, and the executable has not been built
 */
export function ownProgram(name: string, args: readonly string[] = []): OwnProgram {
  const compiled = isCompiled();
  const path = compiled ? process.execPath : BUILT;
  if (!compiled && !existsSync(path)) throw new NetworkError(`"${path}" is missing: npm run build`);
  return { path, argv: [name, ...args] };
}
