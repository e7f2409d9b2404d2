// Checks where systemd is looked for, and what is said when it is nowhere.
import { expect, test } from "bun:test";
import { connectSystemd, systemdSockets } from "../../../../../src/engine/cgroup/systemd-bus.ts";
import { EngineError } from "../../../../../src/engine/errors.ts";
import { FakeBus } from "../../../../helpers/fake-bus.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

function bus(path: string): { path: string; isDirect: boolean } {
  return { path, isDirect: false };
}

function direct(path: string): { path: string; isDirect: boolean } {
  return { path, isDirect: true };
}

test("systemdSockets() are the system's for root", () => {
  const own = direct("/run/systemd/private");
  expect(systemdSockets({ DBUS_SESSION_BUS_ADDRESS: "unix:path=/x" }, 0)).toEqual([
    bus("/run/dbus/system_bus_socket"),
    own,
  ]);
  expect(systemdSockets({ DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/a;unix:abstract=b" }, 0)).toEqual([
    bus("/a"),
    bus("\0b"),
    own,
  ]);
});

test("systemdSockets() are the user's own for everybody else", () => {
  expect(systemdSockets({}, 1000)).toEqual([bus("/run/user/1000/bus"), direct("/run/user/1000/systemd/private")]);
  expect(systemdSockets({ XDG_RUNTIME_DIR: "/run/a b,c" }, 1000)).toEqual([
    bus("/run/a b,c/bus"),
    direct("/run/a b,c/systemd/private"),
  ]);
  const env = {
    XDG_RUNTIME_DIR: "/r",
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/s",
    DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/y",
  };
  expect(systemdSockets(env, 1000)).toEqual([bus("/s"), direct("/r/systemd/private")]);
});

test("systemdSockets() are the user's for the root of his user namespace", () => {
  const env = { _CONTAINERS_ROOTLESS_UID: "1000" };
  expect(systemdSockets(env, 0)).toEqual([bus("/run/user/1000/bus"), direct("/run/user/1000/systemd/private")]);
  expect(systemdSockets({ _CONTAINERS_ROOTLESS_UID: "" }, 0)[1]).toEqual(direct("/run/systemd/private"));
});

test("connectSystemd() takes the first socket on which somebody listens", async () => {
  using directory = new TemporaryDirectory();
  using fake = new FakeBus(directory.at("second"), { answer: () => [] });
  using systemd = await connectSystemd([bus(directory.at("first")), direct(fake.path)], () => true);
  expect(systemd.isDirect).toBe(true);
});

test("connectSystemd() names all sockets when nobody does, and does not go on when it is refused", async () => {
  using directory = new TemporaryDirectory();
  const sockets = [bus(directory.at("first")), direct(directory.at("second"))];
  expect(await connectSystemd(sockets, () => true).catch((reason: unknown) => reason)).toEqual(
    new EngineError(`nobody listens on "${directory.at("first")}" or "${directory.at("second")}"`),
  );
  using fake = new FakeBus(directory.at("third"), { answer: () => [], authenticate: () => "REJECTED EXTERNAL" });
  const refused = await connectSystemd([bus(fake.path), ...sockets], () => true).catch((reason: unknown) => reason);
  expect(String(refused)).toContain("does not let this user in");
});
