// `--mount type=bind,source=…,target=…`: the long form of -v and --tmpfs.
import { resolve } from "node:path";
import type { OciMount } from "../oci-types.ts";
import { SpecError } from "../spec-error.ts";
import { checkDestination } from "./mount-words.ts";
import { tmpfsMount } from "./tmpfs.ts";
import { bindMount } from "./volume.ts";

/**
 * Reads one mount in Podman's grammar, of the types `bind` and `tmpfs`. Paths cannot have commas.
 *
 * @param directory what a relative source is relative to
 * @throws {SpecError} for another type, an unknown key, a missing path
 */
export function parseMount(text: string, directory: string): OciMount {
  const mount = keysOf(text);
  if (mount.destination === undefined) throw new SpecError(`Invalid --mount "${text}": it has no target=PATH`);
  checkDestination(mount.destination, text);
  switch (mount.type) {
    case "bind":
      if (mount.source === undefined) throw new SpecError(`Invalid --mount "${text}": it has no source=PATH`);
      return bindMount(resolve(directory, mount.source), mount.destination, mount.words, text);
    case "tmpfs":
      if (mount.source !== undefined) throw new SpecError(`Invalid --mount "${text}": a tmpfs has no source`);
      return tmpfsMount(mount.destination, mount.words, text);
    default:
      throw new SpecError(`Invalid --mount "${text}": type=${mount.type ?? ""} is neither bind nor tmpfs`);
  }
}

interface MountKeys {
  readonly type: string | undefined;
  readonly source: string | undefined;
  readonly destination: string | undefined;
  readonly words: readonly string[];
}

function keysOf(text: string): MountKeys {
  let type: string | undefined;
  let source: string | undefined;
  let destination: string | undefined;
  const words: string[] = [];
  for (const field of text.split(",")) {
    const end = field.indexOf("=");
    const key = end === -1 ? field : field.slice(0, end);
    const value = end === -1 ? undefined : field.slice(end + 1);
    if (key === "type") type = value;
    else if (key === "src" || key === "source") source = value;
    else if (key === "dst" || key === "target" || key === "destination") destination = value;
    else words.push(...wordsOf(key, value, text));
  }
  return { type, source, destination, words };
}

/** The same in the short form's words. */
function wordsOf(key: string, value: string | undefined, text: string): readonly string[] {
  switch (key) {
    case "ro":
    case "readonly":
      return [isTrue(value, text) ? "ro" : "rw"];
    case "rw":
      return [isTrue(value, text) ? "rw" : "ro"];
    case "bind-propagation":
      return [value ?? ""];
    case "bind-nonrecursive":
      return [isTrue(value, text) ? "bind" : "rbind"];
    case "tmpfs-size":
    case "tmpfs-mode":
      return [`${key.slice("tmpfs-".length)}=${value ?? ""}`];
    default:
      return [value === undefined ? key : `${key}=${value}`];
  }
}

function isTrue(value: string | undefined, text: string): boolean {
  if (value === undefined || value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new SpecError(`Invalid --mount "${text}": "${value}" is neither true nor false`);
}
