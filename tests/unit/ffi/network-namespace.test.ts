// Checks that a thread makes network namespaces, recognises them, moves into them, and back.
import { expect, test } from "bun:test";
import { O_RDONLY, O_RDWR } from "../../../ffi/constants.ts";
import { EINVAL, SystemError } from "../../../ffi/errno.ts";
import { open, readLink } from "../../../ffi/file.ts";
import {
  enterNetworkNamespace,
  enterNewNetworkNamespace,
  enterUserNamespaceOf,
  isNetworkNamespace,
  OWN_NETWORK_NAMESPACE,
} from "../../../ffi/network-namespace.ts";

test("isNetworkNamespace() knows a network namespace from others and from files", () => {
  using network = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
  using mounts = open("/proc/self/ns/mnt", O_RDONLY);
  using file = open(import.meta.path, O_RDONLY);
  expect([network, mounts, file].map(isNetworkNamespace)).toEqual([true, false, false]);
});

test("enterNewNetworkNamespace() and enterNetworkNamespace() change where this thread is", () => {
  using home = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
  const before = readLink(OWN_NETWORK_NAMESPACE);
  enterNewNetworkNamespace();
  const entered = readLink(OWN_NETWORK_NAMESPACE);
  enterNetworkNamespace(home);
  expect(entered).toMatch(/^net:\[\d+\]$/);
  expect(entered).not.toBe(before);
  expect(readLink(OWN_NETWORK_NAMESPACE)).toBe(before);
});

test("enterNetworkNamespace() refuses what is no network namespace", () => {
  using file = open("/dev/null", O_RDWR);
  using other = open("/proc/self/ns/uts", O_RDONLY);
  for (const fd of [file, other]) {
    expect(() => enterNetworkNamespace(fd)).toThrow(new SystemError("setns", EINVAL));
  }
});

test("enterUserNamespaceOf() refuses the one that we are in already", () => {
  using own = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
  expect(() => enterUserNamespaceOf(own)).toThrow(new SystemError("setns", EINVAL));
});
