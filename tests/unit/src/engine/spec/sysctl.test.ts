// Checks which kernel parameters a container may set.
import { expect, test } from "bun:test";
import { containerSysctls, parseSysctl } from "../../../../../src/engine/spec/sysctl.ts";

test("parseSysctl() splits at the first equals sign, and takes slashes for dots", () => {
  expect(parseSysctl("net.ipv4.ip_forward=1")).toEqual(["net.ipv4.ip_forward", "1"]);
  expect(parseSysctl("net/core/somaxconn=a=b")).toEqual(["net.core.somaxconn", "a=b"]);
});

test.each(["", "=1", "net.ipv4.ip_forward"])("parseSysctl() refuses %p", (text) => {
  expect(() => parseSysctl(text)).toThrow("use NAME=VALUE");
});

test("containerSysctls() lets groups send pings unless that is the host's business", () => {
  expect(containerSysctls({}, {})).toEqual({ "net.ipv4.ping_group_range": "0 0" });
  expect(containerSysctls({ "net.ipv4.ping_group_range": "1 0" }, {})).toEqual({ "net.ipv4.ping_group_range": "1 0" });
  expect(containerSysctls({ "kernel.msgmax": "1" }, { network: "host" })).toEqual({ "kernel.msgmax": "1" });
});

test("containerSysctls() refuses what is not the container's own", () => {
  expect(() => containerSysctls({ "vm.swappiness": "1" }, {})).toThrow("it is the whole machine's");
  const shared = { network: "host", ipc: "host", uts: "host" } as const;
  for (const [name, type] of [
    ["net.core.somaxconn", "network"],
    ["fs.mqueue.msg_max", "ipc"],
    ["kernel.shmmax", "ipc"],
    ["kernel.domainname", "uts"],
  ] as const) {
    expect(containerSysctls({ [name]: "1" }, {})).toMatchObject({ [name]: "1" });
    expect(() => containerSysctls({ [name]: "1" }, shared)).toThrow(
      `Cannot set "${name}": the ${type} namespace is the host's`,
    );
  }
});
