// Checks that a thread moves into a network namespace, and back.
import { expect, test } from "bun:test";
import { O_RDONLY, O_RDWR } from "../../../ffi/constants.ts";
import { EINVAL, SystemError } from "../../../ffi/errno.ts";
import { open, readLink } from "../../../ffi/file.ts";
import { enterNetworkNamespace } from "../../../ffi/namespace.ts";
import { enterNewNetworkNamespace, OWN_NETWORK_NAMESPACE } from "../../../ffi/network-namespace.ts";

test("enterNetworkNamespace() changes where this thread is", () => {
  using home = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
  const before = readLink(OWN_NETWORK_NAMESPACE);
  enterNewNetworkNamespace();
  expect(readLink(OWN_NETWORK_NAMESPACE)).not.toBe(before);
  enterNetworkNamespace(home);
  expect(readLink(OWN_NETWORK_NAMESPACE)).toBe(before);
});

test("enterNetworkNamespace() refuses what is no network namespace", () => {
  using file = open("/dev/null", O_RDWR);
  using other = open("/proc/self/ns/uts", O_RDONLY);
  for (const fd of [file, other]) {
    expect(() => enterNetworkNamespace(fd)).toThrow(new SystemError("setns", EINVAL));
  }
});
