// Checks where the files that an engine writes are mounted.
import { expect, test } from "bun:test";
import { hostFileMounts } from "../../../../../../src/engine/spec/mounts/host-files.ts";

test("hostFileMounts() mounts those there are", () => {
  expect(hostFileMounts({})).toEqual([]);
  expect(hostFileMounts({ hosts: "/x/hosts", resolvConf: "/x/resolv.conf" })).toEqual([
    { destination: "/etc/hosts", type: "bind", source: "/x/hosts", options: ["bind", "rprivate"] },
    { destination: "/etc/resolv.conf", type: "bind", source: "/x/resolv.conf", options: ["bind", "rprivate"] },
  ]);
});

test("hostFileMounts() is read-only with a read-only rootfs", () => {
  expect(hostFileMounts({ hostname: "/x/hostname" }, true)[0]?.options).toContain("ro");
});
