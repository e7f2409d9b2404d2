// What an OCI runtime's words mean to an engine: the kind of failure, by the patterns that Podman goes by.
import { basename } from "node:path";
import { OciRuntimeError, type RuntimeErrorKind } from "../errors.ts";
import { lastError, parseLogLines } from "./log-line.ts";

/**
 * Makes an error of what a runtime has said.
 *
 * @param runtime its name or path
 * @param text its message; when there are errors among log lines, the last of them is kept, and otherwise the whole
 */
export function ociRuntimeError(runtime: string, text: string): OciRuntimeError {
  const words = (lastError(parseLogLines(text)) ?? text).replace(/^[\r\n]+|[\r\n]+$/g, "");
  return new OciRuntimeError({ kind: kindOf(words), runtime, text: words });
}

/** The error for a runtime that cannot be started. @param cause what starting it threw, with a code such as ENOENT */
export function cannotStart(path: string, cause: unknown): OciRuntimeError {
  const code = codeOf(cause);
  const kind = CODES[code] ?? "other";
  const name = basename(path);
  const text = kind === "not-found" ? missing(path, name) : `Cannot start "${path}": ${code}`;
  const error = new OciRuntimeError({ kind, runtime: path, text });
  error.cause = cause;
  return error;
}

/** Whether the answer to `state` is that there is no such container: runc says so, crun misses a file of its own. */
export function saysNoContainer(text: string): boolean {
  return /does not exist|\/status[`'"]?: no such file or directory/i.test(text);
}

function kindOf(text: string): RuntimeErrorKind {
  if (/permission denied|operation not permitted/i.test(text)) return "permission-denied";
  if (/executable file not found in|no such file or directory/i.test(text)) return "not-found";
  return "other";
}

const CODES: Readonly<Record<string, RuntimeErrorKind>> = {
  ENOENT: "not-found",
  ENOTDIR: "not-found",
  EACCES: "permission-denied",
  EPERM: "permission-denied",
};

/** Debian's names of packages. */
const PACKAGES: Readonly<Record<string, string>> = { runc: "runc", crun: "crun" };

function missing(path: string, name: string): string {
  const packageName = PACKAGES[name];
  return packageName === undefined ? `There is no "${path}"` : `${name} not found: apt-get install ${packageName}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
