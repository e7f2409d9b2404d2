// Checks how a scope is asked for, and which of systemd's answers is the end of it.
import { expect, test } from "bun:test";
import { DbusError } from "../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { isJobOf, isUnitExists, startScope } from "../../../../../src/engine/cgroup/scope.ts";
import { connectSystemd } from "../../../../../src/engine/cgroup/systemd-bus.ts";
import { type Answer, FakeBus } from "../../../../helpers/fake-bus.ts";
import { jobRemoved, jobStarted, systemd } from "../../../../helpers/fake-systemd.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

const SCOPE = { name: "a.scope", slice: "machine.slice", description: "A scope", pid: 4711 };

/** What comes of it, and the calls as `member(signature)`. */
async function start(
  onStart?: (unit: string) => readonly Answer[],
  isDirect = false,
): Promise<{ readonly end: unknown; readonly bus: FakeBus }> {
  using directory = new TemporaryDirectory();
  using bus = new FakeBus(directory.at("bus"), { answer: systemd(onStart) });
  using connection = await connectSystemd([{ path: bus.path, isDirect }], isJobOf(SCOPE.name));
  const end = await startScope(connection, SCOPE).catch((reason: unknown) => reason);
  return { end, bus };
}

function names({ calls }: FakeBus): string[] {
  return calls.map(({ member, signature }) => `${member}(${signature})`);
}

test("startScope() greets the bus, subscribes, and asks for a scope with the process in it", async () => {
  const { end, bus } = await start();
  expect(end).toBeUndefined();
  expect(names(bus)).toEqual(["Hello()", "AddMatch(s)", "Subscribe()", "StartTransientUnit(ssa(sv)a(sa(sv)))"]);
  expect(bus.calls[1]?.body).toEqual([
    "type='signal',sender='org.freedesktop.systemd1',interface='org.freedesktop.systemd1.Manager',member='JobRemoved'",
  ]);
  const call = bus.calls[3];
  expect([call?.destination, call?.path, call?.interface]).toEqual([
    "org.freedesktop.systemd1",
    "/org/freedesktop/systemd1",
    "org.freedesktop.systemd1.Manager",
  ]);
  expect(call?.body).toEqual([
    "a.scope",
    "replace",
    [
      ["Description", { signature: "s", value: "A scope" }],
      ["Slice", { signature: "s", value: "machine.slice" }],
      ["PIDs", { signature: "au", value: [4711] }],
      ["Delegate", { signature: "b", value: true }],
      ["DefaultDependencies", { signature: "b", value: false }],
    ],
    [],
  ]);
});

test("startScope() asks systemd directly on its own socket, without a bus to greet", async () => {
  const { end, bus } = await start(undefined, true);
  expect(end).toBeUndefined();
  expect(names(bus)).toEqual(["StartTransientUnit(ssa(sv)a(sa(sv)))"]);
});

test("startScope() waits for its own job, which may end before it is told of it", async () => {
  const early = await start((unit) => [jobRemoved(3, unit, "failed"), jobRemoved(7, unit, "done"), jobStarted(7)]);
  expect(early.end).toBeUndefined();
  const late = await start((unit) => [
    jobStarted(7),
    jobRemoved(7, "b.scope", "failed"),
    jobRemoved(8, unit, "canceled"),
    jobRemoved(7, unit, "done"),
  ]);
  expect(late.end).toBeUndefined();
});

test("startScope() says how its job has ended, and what systemd answers", async () => {
  const failed = await start((unit) => [jobStarted(7), jobRemoved(7, unit, "failed")]);
  expect(String(failed.end)).toBe('EngineError: systemd could not start a.scope: its job has ended as "failed"');
  const exists = await start(() => [
    { type: "error", errorName: "org.freedesktop.systemd1.UnitExists", text: "Unit a.scope was already loaded." },
  ]);
  expect(isUnitExists(exists.end)).toBe(true);
  const closed = await start(() => [jobStarted(7), "close"]);
  expect(String(closed.end)).toBe("DbusProtocolError: The bus has closed the connection");
});

test("isUnitExists() is true for that error only", () => {
  expect(isUnitExists(new DbusError("org.freedesktop.systemd1.NoSuchUnit", "UnitExists"))).toBe(false);
  expect(isUnitExists(new Error("org.freedesktop.systemd1.UnitExists"))).toBe(false);
});
