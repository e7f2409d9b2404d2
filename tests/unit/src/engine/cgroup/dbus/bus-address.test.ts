// Checks addresses of buses.
import { expect, test } from "bun:test";
import { busSockets } from "../../../../../../src/engine/cgroup/dbus/bus-address.ts";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";

test("busSockets() finds paths and abstract names, in order", () => {
  expect(busSockets("unix:path=/run/dbus/system_bus_socket")).toEqual(["/run/dbus/system_bus_socket"]);
  expect(busSockets("tcp:host=a,port=1;unix:abstract=/tmp/dbus-x,guid=00;unix:guid=1,path=/a%20b%2c=c;")).toEqual([
    "\0/tmp/dbus-x",
    "/a b,=c",
  ]);
});

test("busSockets() says that there is no socket to be found", () => {
  for (const address of ["", "unix:tmpdir=/tmp", "tcp:host=localhost,port=1", "autolaunch:", "/run/bus"]) {
    expect(() => busSockets(address)).toThrow(new DbusProtocolError(`D-Bus address "${address}" has no Unix socket`));
  }
  expect(() => busSockets("unix:path=/a%")).toThrow(
    new DbusProtocolError('"/a%" in a D-Bus address is not escaped as it should be'),
  );
});
