// Where an exec session is: a directory in the container's bundle, laid out as the monitor wants a bundle.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attachSocketPath, controlFifoPath, exitFilePath } from "../../protocol/files.ts";
import type { ContainerPlace } from "../place.ts";
import { removeAttachSite } from "../spawn/run-files.ts";

/** All paths are absolute. */
export interface ExecPlace {
  /** The session's own id, as long as a container's. */
  readonly id: string;
  readonly directory: string;
  readonly pidfile: string;
  readonly monitorPidfile: string;
  readonly ociLog: string;
  readonly exitDir: string;
  /** The exit code; monitors name it after the container. */
  readonly exitFile: string;
  readonly socketDir: string;
  readonly attachSocket: string;
  readonly controlFifo: string;
}

/** Makes the session's directories. @throws {Error} ENOSPC, EACCES …; nothing is left then */
export function makeExecPlace({ id: container, bundle, socketDir }: ContainerPlace): ExecPlace {
  const id = randomBytes(32).toString("hex");
  const directory = join(bundle, "exec", id);
  const exitDir = join(directory, "exit");
  // Its environment may hold secrets, and its attach socket is a way into the container.
  // One after the other: a bundle that has been removed meanwhile must not come back.
  makeOnce(join(bundle, "exec"));
  mkdirSync(directory, { mode: 0o700 });
  mkdirSync(exitDir, { mode: 0o700 });
  return {
    id,
    directory,
    pidfile: join(directory, "pid"),
    monitorPidfile: join(directory, "monitor.pid"),
    ociLog: join(directory, "oci-log"),
    exitDir,
    exitFile: exitFilePath(exitDir, container),
    socketDir,
    attachSocket: attachSocketPath(directory),
    controlFifo: controlFifoPath(directory),
  };
}

/** Removes everything of a session that is over. */
export function removeExecPlace({ id: uuid, directory: bundle, socketDir }: ExecPlace): void {
  removeAttachSite({ uuid, bundle, socketDir });
  rmSync(bundle, { recursive: true, force: true });
}

/** Sessions that begin at the same time make it at the same time. */
function makeOnce(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
