// Where ctrun keeps what it knows: one directory that lasts, and one for what ends with the machine's uptime.
import { lstatSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runtimeDirectory } from "../../../engine/spec/rootless/runtime-directory.ts";

/** All paths are absolute. */
export interface StateDirectories {
  readonly root: string;
  readonly database: string;
  /** The directory of each container that lasts: bundle, log, checkpoint. */
  readonly containers: string;
  /** Pid files and the runtime's messages, a directory for each container. */
  readonly run: string;
  readonly exits: string;
  readonly sockets: string;
  /** The OCI runtime's own notes: its `--root`. */
  readonly runtime: string;
}

export interface Surroundings {
  /** Effective user id. */
  readonly uid: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides where the state is. As root in /var/lib/ctrun and /run/ctrun; for other users in `$XDG_DATA_HOME/ctrun`
 * (else `~/.local/share/ctrun`) and in `ctrun` below the user's runtime directory.
 *
 * @param root a directory for all of it instead; the variable CTRUN_ROOT does the same
 */
export function stateDirectories(root: string | undefined, { uid, environment }: Surroundings): StateDirectories {
  const chosen = root ?? nonEmpty(environment["CTRUN_ROOT"]);
  if (chosen !== undefined) return below(resolve(chosen), join(resolve(chosen), "run"));
  const run = join(runtimeDirectory({ uid, xdg: uid === 0 ? undefined : environment["XDG_RUNTIME_DIR"] }), "ctrun");
  if (uid === 0) return below("/var/lib/ctrun", run);
  const home = nonEmpty(environment["HOME"]);
  const data = nonEmpty(environment["XDG_DATA_HOME"]) ?? (home === undefined ? undefined : join(home, ".local/share"));
  if (data === undefined) throw new Error("HOME is not set: say with --root where ctrun may keep its state");
  return below(join(data, "ctrun"), run);
}

/**
 * Makes them, for this user alone.
 *
 * @throws {Error} when one cannot be made, or belongs to somebody else: anybody may make directories in /tmp
 */
export function makeStateDirectories(directories: StateDirectories, uid: number): void {
  const { root, containers, run, exits, sockets, runtime } = directories;
  for (const path of [root, containers, run, exits, sockets, runtime]) {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new Error(`Cannot make the directory "${path}" for ctrun's state: ${reasonOf(error)}`, { cause: error });
    }
  }
  for (const path of [root, run]) {
    if (lstatSync(path).uid !== uid) throw new Error(`"${path}" belongs to another user: ctrun does not use it`);
  }
}

function below(root: string, run: string): StateDirectories {
  return {
    root,
    database: join(root, "ctrun.db"),
    containers: join(root, "containers"),
    run: join(run, "containers"),
    exits: join(run, "exits"),
    sockets: join(run, "sockets"),
    runtime: join(run, "runtime"),
  };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
