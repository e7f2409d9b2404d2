// Runs one more command in a running container, under a monitor of its own.
import { isAbsolute, join } from "node:path";
import { Deadline } from "../../waiting/deadline.ts";
import { type Attachment, attach } from "../attach/attach.ts";
import { ContainerStateError } from "../errors.ts";
import { pidIn } from "../pidfile.ts";
import type { ContainerPlace } from "../place.ts";
import { reportedPid } from "../spawn/reported-pid.ts";
import { type StartedMonitor, startMonitor } from "../spawn/start-monitor.ts";
import { readSpec } from "../spec/oci-spec.ts";
import { execArgv } from "./exec-argv.ts";
import type { ExecOptions } from "./exec-options.ts";
import { type ExecPlace, makeExecPlace, removeExecPlace } from "./exec-place.ts";
import { AttachedExecSession, ExecSession } from "./exec-session.ts";
import { processSpec, writeProcessSpec } from "./process-spec.ts";

export type { ExecOptions } from "./exec-options.ts";

const TIMEOUT = 240_000;

/**
 * Runs a command with its streams attached: it starts when the attachment stands, so that not a byte is missed.
 *
 * @throws {OciRuntimeError} when the runtime cannot run it; `kind` tells a missing program from a forbidden one
 * @throws {ExecProcessError} {UserLookupError} {SpecError} when it makes no sense in this container
 * @throws {MonitorError} when the monitor cannot be started or fails
 * @throws {TimeoutError} or the signal's reason. In all cases nothing is left.
 */
export async function execAttached(place: ContainerPlace, options: ExecOptions): Promise<AttachedExecSession> {
  return await withinTime(place, options, async (signal) => {
    const started = await startSession(place, options, { attached: true, signal });
    return await orAbandon(started, async ({ monitor, session }) => {
      await monitor.attachable(signal);
      using unwanted = new DisposableStack();
      const attachment = unwanted.use(await attachTo(place, started, signal));
      monitor.go();
      const pid = await pidOf(place, started, signal);
      const attached = new AttachedExecSession({ place: session, monitor, pid }, attachment);
      unwanted.move();
      return attached;
    });
  });
}

/** Runs a command detached. @throws as `execAttached` */
export async function execDetached(place: ContainerPlace, options: ExecOptions): Promise<ExecSession> {
  return await withinTime(place, options, async (signal) => {
    const started = await startSession(place, options, { attached: false, signal });
    return await orAbandon(started, async ({ monitor, session }) => {
      const pid = await pidOf(place, started, signal);
      return new ExecSession({ place: session, monitor, pid });
    });
  });
}

interface Started {
  readonly monitor: StartedMonitor;
  readonly session: ExecPlace;
}

async function withinTime<T>(
  { id }: ContainerPlace,
  { signal, timeout = TIMEOUT }: ExecOptions,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using deadline = new Deadline(`a command in container ${id} to start`, { timeout, signal });
  deadline.signal.throwIfAborted();
  return await run(deadline.signal);
}

async function startSession(
  container: ContainerPlace,
  options: ExecOptions,
  { attached, signal }: { readonly attached: boolean; readonly signal: AbortSignal },
): Promise<Started> {
  const spec = readSpec(container.bundle);
  const process = processSpec(spec, rootfsOf(container, spec.root?.path), options);
  const session = makeExecPlace(container);
  try {
    const request = {
      path: container.monitor.path,
      options: execArgv({
        container,
        session,
        options,
        attached,
        processSpec: writeProcessSpec(session.directory, process),
      }),
      directory: session.directory,
      attachPipe: attached,
      preserveFds: options.preserveFds,
      environment: options.environment,
      cgroup: options.cgroup,
      onWarning: options.onWarning,
      pidfile: session.monitorPidfile,
      id: session.id,
    };
    return { session, monitor: await startMonitor(request, { signal }) };
  } catch (error) {
    removeExecPlace(session);
    throw error;
  }
}

/** A session that does not come about leaves nothing. */
async function orAbandon<T>(started: Started, next: (started: Started) => Promise<T>): Promise<T> {
  try {
    return await next(started);
  } catch (error) {
    const { monitor, session } = started;
    await monitor.abandon();
    await monitor.endStray(pidIn(session.pidfile));
    removeExecPlace(session);
    throw error;
  }
}

/** Connects; when the monitor ends instead, its report says why. */
async function attachTo(place: ContainerPlace, started: Started, signal: AbortSignal): Promise<Attachment> {
  const { attachSocket: socket, controlFifo, id, monitorPidfile } = started.session;
  const known = started.monitor.pid === undefined ? {} : { monitor: { id, monitorPidfile } };
  try {
    return await attach({ socket, controlFifo, ...known }, { signal });
  } catch (error) {
    if (error instanceof ContainerStateError) await pidOf(place, started, signal);
    throw error;
  }
}

async function pidOf({ runtime }: ContainerPlace, { monitor, session }: Started, signal: AbortSignal): Promise<number> {
  return await reportedPid(monitor, { runtime: runtime.path, ociLog: session.ociLog }, signal);
}

function rootfsOf({ bundle }: ContainerPlace, root = "rootfs"): string {
  return isAbsolute(root) ? root : join(bundle, root);
}
