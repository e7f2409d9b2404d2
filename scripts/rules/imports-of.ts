// Finds what a TypeScript file imports, type-only imports included: those say who knows whom just as well.

import { posix } from "node:path";
import { lineAt } from "./finding.ts";
import { splitSource } from "./source-text.ts";

export interface Import {
  /** As written: `./fd.ts`, `node:path`, `valibot`. */
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

// In blanked code a string is its quotes around blanks; the specifier is read from the source at the same place.
const IMPORT = /\b(?:(?:import|export)\b[^;"'`]*?\bfrom\s*|import\s*\(?\s*|require\s*\(\s*)(["'])( *)\1/g;

export function importsOf(source: string): Import[] {
  const { code } = splitSource(source);
  return [...code.matchAll(IMPORT)].map((match) => {
    const end = match.index + match[0].length - 1;
    const start = end - (match[2] ?? "").length;
    return { specifier: source.slice(start, end), line: lineAt(source, start) };
  });
}

/** The path (relative to the root) that a relative specifier means, or undefined for a package. */
export function resolveImport(importer: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(importer), specifier) : undefined;
}
