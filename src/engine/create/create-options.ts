// What an engine may ask for when it creates a container; everything about the container itself is in its bundle.
import type { Fd } from "../../../ffi/fd.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import type { CgroupPlacement } from "../cgroup/placement.ts";
import type { ContainerPlace } from "../place.ts";
import type { PortMapping } from "../ports/port-mapping.ts";
import type { MonitorStdio } from "../spawn/launch.ts";

/** A checkpoint that the container continues from. */
export interface RestoreOptions {
  /** Where the runtime has left the checkpoint's images. */
  readonly directory: string;
  /** TCP connections go on as they were; the other side must still be there. */
  readonly tcpEstablished?: boolean;
  /** TCP connections are closed. crun only. */
  readonly tcpClose?: boolean;
  /** File locks are taken again. */
  readonly fileLocks?: boolean;
}

/** The timeout is for all of the creation; 240 seconds unless given, as in Podman. */
export interface CreateOptions extends Waiting {
  readonly place: ContainerPlace;
  /** For people, and the journal. */
  readonly name?: string;
  /** Whether config.json gives the container a terminal. */
  readonly terminal?: boolean;
  /** Whether clients may write to the container's standard input; a terminal always takes input. */
  readonly stdin?: boolean;
  /** Whether its input stays open when the first client has ended its own. */
  readonly leaveStdinOpen?: boolean;
  /** What the monitor runs once the container has ended: a program's path and its arguments. */
  readonly exitCommand?: readonly string[];
  /** Seconds between the container's end and the exit command. */
  readonly exitDelay?: number;
  /** Seconds after which the container is killed. */
  readonly timeLimit?: number;
  /** Bytes after which a log file begins anew; -1 for no limit. */
  readonly logSizeMax?: bigint;
  /** For the journal. */
  readonly logTag?: string;
  /** For the journal: names of upper-case letters, digits and underscores. Needs conmon 2.1.9, or ctrmon. */
  readonly logLabels?: Readonly<Record<string, string>>;
  /** The monitor's cgroup; without it, it stays in ours. */
  readonly cgroup?: CgroupPlacement;
  /** Bound here and held by the monitor, so that nobody else gets them; that is all, nothing is forwarded. */
  readonly ports?: readonly PortMapping[];
  /** The container gets them from 3 up, behind `listenFds`. They stay the caller's. */
  readonly preserveFds?: readonly Fd[];
  /** Sockets that activate the container (sd_listen_fds(3)), from 3 up. They stay the caller's. */
  readonly listenFds?: readonly Fd[];
  /** Held open by the monitor until the container ends, and by nobody else: they are closed here, whatever happens. */
  readonly held?: readonly Fd[];
  /** Continue from a checkpoint instead of beginning anew. */
  readonly restore?: RestoreOptions;
  /** The host's socket for sd_notify(3) messages from the container. */
  readonly sdnotifySocket?: string;
  /** Variables for the monitor, the runtime and the exit command, over our own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The monitor's standard streams, which a container with the log driver `passthrough` gets; /dev/null otherwise. */
  readonly stdio?: MonitorStdio;
  readonly noPivot?: boolean;
  readonly noNewKeyring?: boolean;
  /** Hears what has gone wrong on the way and did not matter. */
  readonly onWarning?: (text: string) => void;
}
