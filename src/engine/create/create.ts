// Creates a container: a monitor, and through it the OCI runtime, make a process that waits for its start.
import { Fd } from "../../../ffi/fd.ts";
import { Deadline } from "../../waiting/deadline.ts";
import { Container } from "../container.ts";
import { ContainerStateError } from "../errors.ts";
import type { ContainerPlace } from "../place.ts";
import { type BoundPorts, bindPorts } from "../ports/bind-ports.ts";
import { reportedPid } from "../spawn/reported-pid.ts";
import { removeRunFiles } from "../spawn/run-files.ts";
import { type MonitorStdio, startMonitor } from "../spawn/start-monitor.ts";
import { readExit } from "../wait/exit.ts";
import { findMonitor } from "../wait/monitor-process.ts";
import { claimBundle } from "./claim.ts";
import { createArgv } from "./create-argv.ts";
import type { CreateOptions } from "./create-options.ts";
import { undoCreation } from "./undo-creation.ts";

export type { CreateOptions, RestoreOptions } from "./create-options.ts";

const TIMEOUT = 240_000;

/**
 * Creates a container, or restores one, under a monitor of its own. The directories of its place must exist.
 *
 * @returns the container; it does nothing before `start()`, unless it was restored
 * @throws {OciRuntimeError} when the runtime has refused or failed; its `kind` tells a missing program from a forbidden one
 * @throws {MonitorError} when the monitor cannot be started, ends too early, or reports nonsense
 * @throws {PortError} when a port cannot be had
 * @throws {ContainerStateError} when the container of the same place has not ended, or somebody else is creating it
 * @throws {EngineError} when the bundle is no directory that can be read
 * @throws {TimeoutError} or the signal's reason. In all cases no process, descriptor or container is left.
 *
 * @example
 * ```ts
 * const container = await createContainer({ place, stdin: true });
 * await container.start();
 * const { code } = await container.wait();
 * ```
 */
export async function createContainer(options: CreateOptions): Promise<Container> {
  const { place, timeout = TIMEOUT, signal: caller } = options;
  using held = new DisposableStack();
  for (const fd of options.held ?? []) held.use(fd);
  using deadline = new Deadline(`container ${place.id} to be created`, { timeout, signal: caller });
  deadline.signal.throwIfAborted();
  using _claim = claimBundle(place);
  refuseIfAlive(place);
  using ports = bindPorts(options.ports ?? []);
  for (const warning of ports.warnings) options.onWarning?.(warning);
  const since = new Date();
  removeRunFiles(place);
  try {
    return await created(options, ports, deadline.signal);
  } catch (error) {
    await undoCreation(options, since);
    throw error;
  }
}

async function created(options: CreateOptions, ports: BoundPorts, signal: AbortSignal): Promise<Container> {
  const { place } = options;
  const request = {
    ...options,
    path: place.monitor.path,
    options: createArgv(options),
    directory: place.bundle,
    stdio: stdioOf(options),
    held: [...ports.fds, ...(options.held ?? [])],
    pidfile: place.monitorPidfile,
    id: place.id,
  };
  using monitor = await startMonitor(request, { signal });
  try {
    const source = { runtime: place.runtime.path, ociLog: place.ociLog };
    const pid = await reportedPid(monitor, source, signal);
    return new Container(place, { pid, monitorPid: monitor.pid, ports: ports.mappings });
  } catch (error) {
    await monitor.abandon();
    throw error;
  }
}

/**
 * What an earlier run has left is removed, which a run that goes on must not suffer. One that is over may still have a
 * monitor: its exit command is where containers are started again.
 */
function refuseIfAlive(place: ContainerPlace): void {
  using monitor = findMonitor(place);
  if (monitor === undefined || readExit(place) !== undefined) return;
  throw new ContainerStateError(`Cannot create container ${place.id}: there is one in the same place already`);
}

/** A container without a log of the monitor's writes where the monitor does, which is where we do. */
function stdioOf({ place, stdio }: CreateOptions): MonitorStdio | undefined {
  if (!place.logs.some(({ driver }) => driver === "passthrough")) return stdio;
  return { stdin: new Fd(0), stdout: new Fd(1), stderr: new Fd(2), ...stdio };
}
