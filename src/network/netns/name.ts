// Names of network namespaces: files in one directory.
import { NetworkError } from "../network-error.ts";

/** As long as a file's name may be. */
const MAX_NAME = 255;

/** A name that nobody else has: `cni-` and a random UUID's digits, as CNI's own. */
export function randomNamespaceName(): string {
  return `cni-${crypto.randomUUID()}`;
}

/** @throws {NetworkError} when it cannot be the name of a file in the directory of namespaces */
export function checkNamespaceName(name: string): void {
  const problem = wrongWith(name);
  if (problem !== undefined) {
    throw new NetworkError(`Cannot name a network namespace ${JSON.stringify(name)}: ${problem}`);
  }
}

function wrongWith(name: string): string | undefined {
  if (name === "") return "the name is empty";
  if (name === "." || name === "..") return "that is a directory";
  if (name.includes("/")) return "a name has no slash";
  if (name.includes("\0")) return "a name has no NUL";
  if (Buffer.byteLength(name) > MAX_NAME) return `it is longer than ${MAX_NAME} bytes`;
  return undefined;
}
