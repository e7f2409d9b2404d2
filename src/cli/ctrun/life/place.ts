// Where a container's files are: all names follow from its id, so that they can be found and removed whatever has happened.
import { join } from "node:path";
import type { ContainerPlace } from "../../../engine/place.ts";
import { attachSocketPath, controlFifoPath, exitFilePath } from "../../../protocol/files.ts";
import { logTarget } from "../run/log-options.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { StateDirectories } from "../state/directories.ts";
import { shortId } from "../state/names.ts";

/** All that is a container's own, and goes with it. */
export interface ContainerFiles {
  /** Bundle, log and checkpoint. */
  readonly directory: string;
  readonly bundle: string;
  readonly log: string;
  readonly checkpoint: string;
  /** Pid files and messages: gone after a restart of the machine. */
  readonly run: string;
  readonly exitFile: string;
  readonly socketLink: string;
  /** Of slirp4netns: short, because it must fit into a socket's address. */
  readonly slirpSocket: string;
}

export function filesOf(id: string, { containers, run, exits, sockets }: StateDirectories): ContainerFiles {
  const directory = join(containers, id);
  return {
    directory,
    bundle: join(directory, "bundle"),
    log: join(directory, "ctr.log"),
    checkpoint: join(directory, "checkpoint"),
    run: join(run, id),
    exitFile: exitFilePath(exits, id),
    socketLink: join(sockets, id),
    slirpSocket: join(sockets, `${shortId(id)}.net`),
  };
}

/** The same for the library. */
export function placeOf({ id, config }: ContainerRecord, directories: StateDirectories): ContainerPlace {
  const { directory, bundle, run } = filesOf(id, directories);
  return {
    id,
    bundle,
    runtime: {
      path: config.runtime,
      args: ["--root", directories.runtime],
      systemdCgroup: config.cgroupManager === "systemd",
    },
    monitor: { path: config.monitor },
    pidfile: join(run, "pidfile"),
    monitorPidfile: join(run, "monitor.pid"),
    ociLog: join(run, "oci-log"),
    exitDir: directories.exits,
    // On another file system, as a rule: when one of them is full, the other one has the code.
    persistDir: directory,
    socketDir: directories.sockets,
    logs: [logTarget(config.log)],
  };
}

/** What to connect to for the container's streams. */
export function attachTarget({ bundle }: ContainerPlace): { readonly socket: string; readonly controlFifo: string } {
  return { socket: attachSocketPath(bundle), controlFifo: controlFifoPath(bundle) };
}
