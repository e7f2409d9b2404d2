// Where the systemd listens that manages this user's units: the system's for root, the user's own otherwise.
import { ECONNREFUSED, ENOENT, SystemError } from "../../../ffi/errno.ts";
import { EngineError } from "../errors.ts";
import { busSockets } from "./dbus/bus-address.ts";
import { Connection } from "./dbus/connection.ts";
import type { Message } from "./dbus/message.ts";

/** A way to systemd. */
export interface SystemdSocket {
  /** Path; an abstract name begins with NUL. */
  readonly path: string;
  /** Systemd's private socket: no bus is in between, and none has to be greeted. */
  readonly isDirect: boolean;
}

/** A connection to systemd. */
export interface SystemdConnection extends Disposable {
  readonly connection: Connection;
  readonly isDirect: boolean;
}

/**
 * The sockets to try, best first: a bus, then systemd's own socket, which is there when no bus runs.
 *
 * @param env DBUS_SYSTEM_BUS_ADDRESS; DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR for an ordinary user, and for who has
 *   become root of a user namespace (_CONTAINERS_ROOTLESS_UID, as Podman leaves it)
 * @param uid of this process
 * @throws {DbusProtocolError} for an address without a Unix socket
 */
export function systemdSockets(env: Readonly<Record<string, string | undefined>>, uid: number): SystemdSocket[] {
  const user = Number(env["_CONTAINERS_ROOTLESS_UID"] || uid);
  const runtime = user === 0 ? "/run" : env["XDG_RUNTIME_DIR"] || `/run/user/${user}`;
  const address = env[user === 0 ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS"];
  const bus = user === 0 ? "/run/dbus/system_bus_socket" : `${runtime}/bus`;
  return [
    ...(address ? busSockets(address) : [bus]).map((path) => ({ path, isDirect: false })),
    { path: `${runtime}/systemd/private`, isDirect: true },
  ];
}

/**
 * Connects to the first socket that is there.
 *
 * @param isWanted which signals are to be kept
 * @throws {EngineError} when none is, with the sockets
 * @throws {SystemError} when one is there and does not take us
 * @throws {DbusProtocolError}
 */
export async function connectSystemd(
  sockets: readonly SystemdSocket[],
  isWanted: (signal: Message) => boolean,
  signal?: AbortSignal,
): Promise<SystemdConnection> {
  for (const { path, isDirect } of sockets) {
    try {
      const connection = await Connection.open(path, isWanted, signal);
      return { connection, isDirect, [Symbol.dispose]: () => connection[Symbol.dispose]() };
    } catch (error) {
      if (!(error instanceof SystemError) || (error.errno !== ENOENT && error.errno !== ECONNREFUSED)) throw error;
    }
  }
  throw new EngineError(`nobody listens on ${sockets.map(({ path }) => JSON.stringify(path)).join(" or ")}`);
}
