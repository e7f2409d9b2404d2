// Starting the monitor's first process, with everything that it inherits at its place.
import { O_RDWR } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open, readLink } from "../../../ffi/file.ts";
import { cString } from "../../../ffi/os-string.ts";
import { scratchFile } from "../../../ffi/scratch-file.ts";
import { renderArgv } from "../../protocol/argv.ts";
import type { MonitorOptions } from "../../protocol/option-table.ts";
import { Child } from "../../waiting/child.ts";
import { MonitorError } from "../errors.ts";
import { type DescriptorLayout, layOut } from "./descriptor-layout.ts";
import { monitorEnvironment, type Variables } from "./monitor-environment.ts";
import { newPipe, type PipePair } from "./new-pipe.ts";
import { withMonitorLabel } from "./selinux.ts";

/** What the monitor gets as its own standard streams; what is missing is /dev/null. */
export interface MonitorStdio {
  readonly stdin?: Fd;
  readonly stdout?: Fd;
  /** Without it, what the monitor says before it has settled is kept, to be quoted if it fails. */
  readonly stderr?: Fd;
}

export interface MonitorRequest {
  /** The monitor's executable. */
  readonly path: string;
  readonly options: MonitorOptions;
  /** Its working directory. */
  readonly directory: string;
  readonly stdio?: MonitorStdio | undefined;
  /** Variables besides ours. */
  readonly environment?: Variables | undefined;
  /** Sockets that the container is activated with. They stay the caller's, like the next ones. */
  readonly listenFds?: readonly Fd[] | undefined;
  readonly preserveFds?: readonly Fd[] | undefined;
  /** For the monitor alone. */
  readonly held?: readonly Fd[] | undefined;
  /** Whether there is a third pipe, on which an exec session says that it can be attached to. */
  readonly attachPipe?: boolean | undefined;
}

/** The first process, and our ends of what connects us with it. */
export interface Launched {
  readonly first: Child;
  readonly sync: Fd;
  readonly start: Fd;
  readonly attach: Fd | undefined;
  /** What it has written to stderr; undefined when somebody else gets that. */
  readonly messages: Fd | undefined;
  /** Its end of the sync pipe, as /proc shows it: whoever has it open is the monitor. */
  readonly mark: string;
}

/**
 * Starts it, in a process group of its own: what is typed at our terminal is not for it. It waits for the start byte.
 *
 * @throws {MonitorError} when there is no such program, or it cannot be run; nothing is left then
 * @throws {SystemError} EMFILE and the like: nothing is left either
 */
export function launch(request: MonitorRequest): Launched {
  // The monitor's ends are closed here whatever happens, ours only when something does.
  using theirs = new DisposableStack();
  using ours = new DisposableStack();
  const pair = (): PipePair => {
    const made = newPipe();
    ours.use(made.parent);
    theirs.use(made.child);
    return made;
  };
  const sync = pair();
  const start = pair();
  const attach = request.attachPipe === true ? pair() : undefined;
  const messages = request.stdio?.stderr === undefined ? ours.use(scratchFile("monitor-stderr")) : undefined;
  const mark = readLink(`/proc/self/fd/${sync.child.number}`);
  const layout = layOut({ ...request, sync: sync.child, start: start.child, attach: attach?.child });
  const first = startProgram(request, layout, messages);
  ours.move();
  return { first, sync: sync.parent, start: start.parent, attach: attach?.parent, messages, mark };
}

function startProgram(request: MonitorRequest, layout: DescriptorLayout, messages: Fd | undefined): Child {
  const { path, options, directory: cwd, stdio, environment: extra, listenFds = [] } = request;
  using nothing = open("/dev/null", O_RDWR);
  const fds = new Map([
    [0, stdio?.stdin ?? nothing],
    [1, stdio?.stdout ?? nothing],
    [2, stdio?.stderr ?? messages ?? nothing],
    ...layout.fds,
  ]);
  const argv = [path, ...renderArgv(options)].map(cString);
  const env = monitorEnvironment({ extra, pipes: layout.variables, listenFds: listenFds.length });
  try {
    return withMonitorLabel(() => Child.start(path, { argv, env, fds, cwd, lead: "group" }));
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    throw new MonitorError(`Cannot start monitor "${path}": ${cause.code} (${cause.reason})`, { cause });
  }
}
