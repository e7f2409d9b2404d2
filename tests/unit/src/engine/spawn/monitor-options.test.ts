// Tests of src/engine/spawn/monitor-options.ts.
import { expect, test } from "bun:test";
import { type Monitored, monitorOptions } from "../../../../../src/engine/spawn/monitor-options.ts";
import { renderArgv } from "../../../../../src/protocol/argv.ts";
import { PLACE } from "../made-up-place.ts";

const WITH_CGROUPS = { cgroups: true };

function optionsOf(more: Partial<Monitored>, cgroups = WITH_CGROUPS): ReturnType<typeof monitorOptions> {
  return monitorOptions({ ...PLACE, uuid: "a-uuid", ...more }, cgroups);
}

test("monitorOptions() renders everything about the place", () => {
  expect(renderArgv(optionsOf({ persistDir: "/persist" })).join(" ")).toBe(
    "--cid a-container --cuuid a-uuid --bundle /b --container-pidfile /run/pid --persist-dir /persist " +
      "--runtime /usr/bin/runc --runtime-arg --root --runtime-arg /r --runtime-arg --log-format=json " +
      "--runtime-arg --log --runtime-arg /run/oci-log --socket-dir-path /sockets --log-path k8s-file:/log " +
      "--exit-dir /exits --conmon-pidfile /run/monitor.pid --api-version",
  );
});

test("monitorOptions() asks no runtime for a log that has none", () => {
  expect(optionsOf({ runtime: { path: "/r", jsonLog: false } }).runtimeArg).toEqual([]);
});

test.each([
  ["/usr/bin/runc", []],
  ["/usr/bin/crun", ["--cgroup-manager", "disabled"]],
] as const)("monitorOptions() tells %s that there are no cgroups with %j", (path, args) => {
  const { runtimeArg, systemdCgroup } = optionsOf(
    { runtime: { path, jsonLog: false, systemdCgroup: true } },
    { cgroups: false },
  );
  expect([runtimeArg, systemdCgroup]).toEqual([[...args], false]);
});

test("monitorOptions() lets systemd make the cgroups of a runtime that is to", () => {
  expect(optionsOf({ runtime: { path: "/r", systemdCgroup: true } }).systemdCgroup).toBe(true);
  expect(optionsOf({}).systemdCgroup).toBe(false);
});

test("monitorOptions() names every log, and none when there is none", () => {
  const logs = [{ driver: "journald" }, { driver: "json-file", path: "/a:b" }, { driver: "passthrough" }] as const;
  expect(optionsOf({ logs }).logPath).toEqual(["journald", "json-file:/a:b", "passthrough"]);
  expect(optionsOf({ logs: [] }).logPath).toEqual(["none"]);
});

test("monitorOptions() turns debug messages over to syslog", () => {
  expect(optionsOf({ monitor: { path: "/m", logLevel: "debug" } })).toMatchObject({ logLevel: "debug", syslog: true });
  expect(optionsOf({ monitor: { path: "/m", logLevel: "info" } })).toMatchObject({ logLevel: "info", syslog: false });
  expect(optionsOf({})).not.toContainKey("logLevel");
});
