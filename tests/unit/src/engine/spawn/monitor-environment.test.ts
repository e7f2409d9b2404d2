// Tests of src/engine/spawn/monitor-environment.ts.
import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { textOf } from "../../../../../ffi/self.ts";
import { monitorEnvironment, type Variables } from "../../../../../src/engine/spawn/monitor-environment.ts";

function environment(own: Variables, more: { readonly extra?: Variables; readonly listenFds?: number } = {}): object {
  const request = { pipes: { _OCI_SYNCPIPE: "3" }, listenFds: 0, ...more };
  const entries = monitorEnvironment(request, own).map(textOf);
  return Object.fromEntries(entries.map((entry) => entry.split("=", 2)));
}

test("monitorEnvironment() passes ours on", () => {
  const own = { PATH: "/bin", HOME: "/h", XDG_RUNTIME_DIR: "/x", _CONTAINERS_ROOTLESS_UID: "1", EMPTY: "" };
  expect(environment(own)).toEqual({ ...own, _OCI_SYNCPIPE: "3" });
});

test("monitorEnvironment() keeps back what is meant for us alone", () => {
  const own = { NOTIFY_SOCKET: "/n", LISTEN_PID: "1", LISTEN_FDS: "2", LISTEN_FDNAMES: "a", _OCI_STARTPIPE: "9" };
  expect(environment(own)).not.toContainAnyKeys(Object.keys(own));
});

test("monitorEnvironment() finds a home when we have none", () => {
  expect(environment({})).toMatchObject({ HOME: homedir() });
});

test("monitorEnvironment() tells of an activation, with the pid that the process has in the container", () => {
  expect(environment({ LISTEN_FDS: "7" }, { listenFds: 2 })).toMatchObject({ LISTEN_FDS: "2", LISTEN_PID: "1" });
});

test("monitorEnvironment() gives what the caller adds precedence over ours, and the pipes over both", () => {
  const extra = { PATH: "/sbin", GONE: undefined, _OCI_SYNCPIPE: "8" };
  const found = environment({ PATH: "/bin", HOME: "/", GONE: "here" }, { extra });
  expect(found).toMatchObject({ PATH: "/sbin", _OCI_SYNCPIPE: "3" });
  expect(found).not.toContainKey("GONE");
});
