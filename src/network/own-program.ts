// How one program of this package starts another.

/** An executable, and its arguments with its own name first. */
export interface OwnProgram {
  readonly path: string;
  readonly argv: readonly string[];
}

/** Where Bun keeps the sources inside a compiled executable. */
const INSIDE_EXECUTABLE = "/$bunfs/";

/**
 * @param name the program's, which the compiled executable is told apart by: it is all of them
 * @param script the program's file, for Bun, where this package is run from its sources
 */
export function ownProgram(name: string, script: URL, args: readonly string[]): OwnProgram {
  const path = process.execPath;
  const compiled = import.meta.path.startsWith(INSIDE_EXECUTABLE);
  return { path, argv: compiled ? [name, ...args] : [path, script.pathname, ...args] };
}
