// Checks limits on memory, processes and processors.
import { expect, test } from "bun:test";
import { askedResources, containerResources } from "../../../../../src/engine/spec/resources.ts";

const MIB = 1024 * 1024;

test("containerResources() limits processes and devices by default", () => {
  expect(containerResources({})).toEqual({ devices: [{ allow: false, access: "rwm" }], pids: { limit: 2048 } });
  expect(containerResources({}, true).devices).toEqual([{ allow: true, access: "rwm" }]);
  expect(containerResources({ pidsLimit: 0 }).pids).toEqual({ limit: -1 });
  expect(containerResources({ pidsLimit: 7 }).pids).toEqual({ limit: 7 });
});

test("containerResources() allows as much swap as memory unless told otherwise", () => {
  expect(containerResources({ memory: 100 * MIB }).memory).toEqual({ limit: 100 * MIB, swap: 200 * MIB });
  expect(containerResources({ memory: 100 * MIB, memorySwap: -1 }).memory).toEqual({ limit: 100 * MIB, swap: -1 });
  expect(containerResources({ memory: 100 * MIB, memorySwap: 100 * MIB }).memory?.swap).toBe(100 * MIB);
});

test("containerResources() turns processors into time per period", () => {
  expect(containerResources({ cpus: 1.5, cpuShares: 512 }).cpu).toEqual({
    shares: 512,
    quota: 150_000,
    period: 100_000,
  });
  expect(containerResources({ cpusetCpus: "0-1", cpusetMems: "0" }).cpu).toEqual({ cpus: "0-1", mems: "0" });
});

test("containerResources() refuses limits that nothing can run with", () => {
  expect(() => containerResources({ memory: MIB })).toThrow("--memory is 1048576 bytes: it must be at least 6m");
  expect(() => containerResources({ memorySwap: MIB })).toThrow("--memory-swap needs --memory");
  expect(() => containerResources({ memory: 20 * MIB, memorySwap: 10 * MIB })).toThrow("--memory-swap is less than");
  for (const cpus of [0, 0.001, -1, Number.NaN]) expect(() => containerResources({ cpus })).toThrow("--cpus is");
});

test("askedResources() names the options that were given", () => {
  expect(askedResources({})).toEqual([]);
  expect(askedResources({ pidsLimit: 1, cpusetCpus: "0" })).toEqual(["--pids-limit", "--cpuset-cpus"]);
});
