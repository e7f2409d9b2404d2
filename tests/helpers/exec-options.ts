// The command line of an exec session, as Podman writes it.
import { join } from "node:path";
import type { Options } from "./command-line.ts";
import type { Directories } from "./directories.ts";

/** What Podman gives for an exec session, on top of what it gives for a container. */
export function exec(more: Options = {}): (directories: Directories) => Options {
  return ({ bundle }) => ({ exec: true, "exec-process-spec": join(bundle, "container"), ...more });
}

/** An attached one: the engine hears that it may connect, and lets the command start then. */
export function execAttached(more: Options = {}): (directories: Directories) => Options {
  return exec({ "exec-attach": true, ...more });
}
