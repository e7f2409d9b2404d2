// A transient scope of systemd's: the unit that makes a cgroup for processes which somebody else has started.
import { EngineError } from "../errors.ts";
import type { Connection } from "./dbus/connection.ts";
import { DbusError } from "./dbus/dbus-error.ts";
import type { Message } from "./dbus/message.ts";
import type { DbusValue } from "./dbus/value.ts";
import type { SystemdConnection } from "./systemd-bus.ts";

export interface Scope {
  /** `NAME.scope`. */
  readonly name: string;
  /** `NAME.slice`. */
  readonly slice: string;
  readonly description: string;
  readonly pid: number;
}

const SYSTEMD = "org.freedesktop.systemd1";
const MANAGER = {
  destination: SYSTEMD,
  path: "/org/freedesktop/systemd1",
  interface: `${SYSTEMD}.Manager`,
} as const;
const BUS = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
} as const;

/** Whether a signal tells of the end of a job for a unit. */
export function isJobOf(unit: string): (signal: Message) => boolean {
  return ({ interface: from, member, body }) =>
    from === MANAGER.interface && member === "JobRemoved" && body[2] === unit;
}

/**
 * Starts a scope and waits until systemd has moved the process there.
 *
 * @param systemd keeps the signals for which `isJobOf` is true
 * @throws {DbusError} systemd does not want to: `….UnitExists` when an earlier scope of that name has failed and stayed
 * @throws {EngineError} systemd has tried and failed
 * @throws {DbusProtocolError}
 */
export async function startScope(systemd: SystemdConnection, scope: Scope, signal?: AbortSignal): Promise<void> {
  const { connection, isDirect } = systemd;
  if (!isDirect) await listenForJobs(connection, signal);
  const [job] = await connection.call(
    {
      ...MANAGER,
      member: "StartTransientUnit",
      signature: "ssa(sv)a(sa(sv))",
      body: [scope.name, "replace", properties(scope), []],
    },
    signal,
  );
  const result = await resultOfJob(connection, job, signal);
  if (result !== "done")
    throw new EngineError(`systemd could not start ${scope.name}: its job has ended as "${result}"`);
}

/** A bus passes signals on to those who ask for them; and systemd sends them when somebody has subscribed. */
async function listenForJobs(connection: Connection, signal?: AbortSignal): Promise<void> {
  await connection.call({ ...BUS, member: "Hello" }, signal);
  const rule = `type='signal',sender='${SYSTEMD}',interface='${MANAGER.interface}',member='JobRemoved'`;
  await connection.call({ ...BUS, member: "AddMatch", signature: "s", body: [rule] }, signal);
  await connection.call({ ...MANAGER, member: "Subscribe" }, signal);
}

function properties({ pid, slice, description }: Scope): DbusValue {
  return [
    ["Description", { signature: "s", value: description }],
    ["Slice", { signature: "s", value: slice }],
    ["PIDs", { signature: "au", value: [pid] }],
    // The cgroup below the scope is nobody's but the monitor's.
    ["Delegate", { signature: "b", value: true }],
    // A scope with default dependencies is stopped at the beginning of a shutdown, before the container is.
    ["DefaultDependencies", { signature: "b", value: false }],
  ];
}

async function resultOfJob(connection: Connection, job: DbusValue | undefined, signal?: AbortSignal): Promise<string> {
  for (;;) {
    const { body } = await connection.nextSignal(signal);
    const [, path, , result] = body;
    if (path === job) return String(result);
  }
}

/** Whether systemd refuses because a unit of that name is there. */
export function isUnitExists(error: unknown): boolean {
  return error instanceof DbusError && error.errorName === `${SYSTEMD}.UnitExists`;
}
