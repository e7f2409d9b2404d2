// `--add-host NAME:ADDRESS`: one more entry of a container's /etc/hosts.
import { isIP } from "node:net";
import { SpecError } from "../spec-error.ts";
import type { HostEntry } from "./hosts.ts";

/** @throws {SpecError} when there is no name, or no address of IP version 4 or 6 */
export function parseAddedHost(text: string): HostEntry {
  const end = text.indexOf(":");
  const name = text.slice(0, Math.max(end, 0));
  const address = text.slice(end + 1).replace(/^\[(.*)\]$/, "$1");
  if (!/^[\w.-]+$/.test(name)) throw new SpecError(`Invalid --add-host "${text}": use NAME:ADDRESS`);
  if (isIP(address) === 0) throw new SpecError(`Invalid --add-host "${text}": "${address}" is no IP address`);
  return { name, address };
}
