// Connecting to a container's streams: the attach socket in its bundle, as soon as its monitor listens there.
import { basename, dirname } from "node:path";
import { O_DIRECTORY, O_PATH, SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { EAGAIN, ECONNREFUSED, ENOENT, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { connectUnix, unixSocket } from "../../../ffi/socket.ts";
import { whenThere } from "../../waiting/appearance.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { ContainerStateError, EngineError } from "../errors.ts";
import type { MonitorPlace } from "../wait/monitor-process.ts";
import { whileMonitored } from "../wait/while-monitored.ts";
import { Attachment } from "./attachment.ts";

export type { Attachment } from "./attachment.ts";

/** Where a monitor listens for one container or exec session. */
export interface AttachTarget {
  /** Absolute path of the attach socket, of any length. */
  readonly socket: string;
  /** Absolute path of the control FIFO `ctl`: without it, the terminal cannot be resized. */
  readonly controlFifo?: string;
  /** Where to find the monitor: a socket is then waited for only as long as there is somebody to make it. */
  readonly monitor?: MonitorPlace;
}

// The kernel tells nobody when a socket that is bound begins to listen, or when a listener has room again.
const RETRY_AFTER = 10;
/** A monitor listens within microseconds of making its socket; where nobody does for so long, nobody will. */
const MOST_REFUSALS = 25;

/**
 * Connects to a container's streams. A socket that is not there yet is waited for.
 *
 * @throws {ContainerStateError} when the socket is there but its monitor is not, or `monitor` is given and gone
 * @throws {EngineError} when connecting fails, EACCES for instance
 * @throws {TimeoutError} or the signal's reason
 */
export async function attach(target: AttachTarget, waiting?: Waiting): Promise<Attachment> {
  using deadline = new Deadline(`the attach socket "${target.socket}"`, waiting);
  const connect = (signal: AbortSignal): Promise<Fd> => connected(target.socket, signal);
  try {
    const { monitor } = target;
    const socket = await (monitor === undefined
      ? connect(deadline.signal)
      : whileMonitored(monitor, deadline.signal, connect));
    return new Attachment(socket, target.controlFifo);
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    if (cause.errno === ECONNREFUSED) {
      throw new ContainerStateError(`Cannot attach to "${target.socket}": the container's monitor is gone`, { cause });
    }
    throw new EngineError(`Cannot attach to "${target.socket}": ${cause.code} (${cause.reason})`, { cause });
  }
}

async function connected(path: string, signal: AbortSignal): Promise<Fd> {
  for (let refusals = 0; ; ) {
    const outcome = await whenThere(path, () => connectOnce(path), signal);
    if (typeof outcome !== "string") return outcome;
    if (outcome === "refused" && ++refusals > MOST_REFUSALS) throw new SystemError("connect", ECONNREFUSED, path);
    await Bun.sleep(RETRY_AFTER);
  }
}

/**
 * Goes through the directory's descriptor, because socket addresses end at 107 bytes.
 *
 * @returns undefined when there is no socket, `"busy"` when too many wait for the monitor already
 */
function connectOnce(path: string): Fd | "refused" | "busy" | undefined {
  const socket = unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
  try {
    using directory = open(dirname(path), O_PATH | O_DIRECTORY);
    connectUnix(socket, `/proc/self/fd/${directory.number}/${basename(path)}`);
    return socket;
  } catch (error) {
    socket.close();
    const errno = error instanceof SystemError ? error.errno : 0;
    if (errno === ENOENT) return undefined;
    if (errno === ECONNREFUSED) return "refused";
    if (errno === EAGAIN) return "busy";
    throw error;
  }
}
