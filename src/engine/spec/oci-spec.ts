// A bundle's config.json: read with the place of every flaw named, written all at once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { writeAtomically } from "../../../ffi/atomic-file.ts";
import { parseExactJson, renderExactJson } from "./exact-json.ts";
import { SpecSchema } from "./oci-schema.ts";
import type { OciSpec } from "./oci-types.ts";
import { SpecError } from "./spec-error.ts";

export type * from "./oci-types.ts";
export { SpecError };

/**
 * Reads the container's configuration. Members that this library does not know are kept, so that they come through
 * `writeSpec` unharmed; so do integers of 64 bits.
 *
 * @param bundle the directory of config.json
 * @throws {SpecError} when the file cannot be read, is no JSON, or has a member of the wrong type
 *
 * @example
 * ```ts
 * const { root } = readSpec("/run/web/bundle");
 * ```
 */
export function readSpec(bundle: string): OciSpec {
  const path = specPath(bundle);
  const result = v.safeParse(SpecSchema, parsed(path, contentOf(path)));
  if (!result.success) throw new SpecError(`Cannot use "${path}": ${result.issues.map(described).join("; ")}`);
  return result.output;
}

/**
 * Writes the container's configuration in place of an older one. Only its owner can read it, because environments
 * hold passwords.
 *
 * @throws {SystemError} when the file cannot be written
 *
 * @example
 * ```ts
 * const spec = readSpec("/run/web/bundle");
 * writeSpec("/run/web/bundle", { ...spec, hostname: "another" });
 * ```
 */
export function writeSpec(bundle: string, spec: OciSpec): void {
  writeAtomically(specPath(bundle), `${renderExactJson(spec)}\n`, 0o600);
}

function specPath(bundle: string): string {
  return join(bundle, "config.json");
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new SpecError(`Cannot read "${path}": ${code}`, { cause });
  }
}

function parsed(path: string, content: string): unknown {
  try {
    return parseExactJson(content);
  } catch (cause) {
    throw new SpecError(`Cannot use "${path}": it is no JSON`, { cause });
  }
}

/** `process.user.uid: Invalid type: Expected number but received "0"`. */
function described(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue);
  return place === null ? issue.message : `${place}: ${issue.message}`;
}
