// Addresses of buses (D-Bus Specification, "Server Addresses"): `unix:path=/run/dbus/system_bus_socket;…`.
import { DbusProtocolError } from "./dbus-error.ts";

/**
 * The sockets of an address, in order of preference. Those that are not Unix sockets are left out.
 *
 * @returns paths; an abstract name begins with NUL
 * @throws {DbusProtocolError} when there is none
 */
export function busSockets(address: string): readonly string[] {
  const sockets = address.split(";").flatMap((one) => unixSocket(one) ?? []);
  if (sockets.length === 0) throw new DbusProtocolError(`D-Bus address "${address}" has no Unix socket`);
  return sockets;
}

function unixSocket(address: string): string | undefined {
  if (!address.startsWith("unix:")) return undefined;
  const pairs = new Map(address.slice(5).split(",").map(keyAndValue));
  const abstract = pairs.get("abstract");
  return abstract === undefined ? pairs.get("path") : `\0${abstract}`;
}

function keyAndValue(pair: string): readonly [string, string] {
  const [key = "", ...value] = pair.split("=");
  return [key, withoutEscapes(value.join("="))];
}

function withoutEscapes(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new DbusProtocolError(`"${value}" in a D-Bus address is not escaped as it should be`, { cause });
  }
}
