// Checks what --cap-add, --cap-drop and --privileged make of Podman's default capabilities.
import { expect, test } from "bun:test";
import {
  ALL_CAPABILITIES,
  boundingCapabilities,
  DEFAULT_CAPABILITIES,
  parseCapabilityMask,
  processCapabilities,
} from "../../../../../src/engine/spec/capabilities.ts";

test("boundingCapabilities() is the default set without options", () => {
  expect(boundingCapabilities({})).toEqual(DEFAULT_CAPABILITIES);
});

test("boundingCapabilities() adds and drops, whatever way the names are written", () => {
  const set = boundingCapabilities({ add: ["net_raw", "CAP_SYS_PTRACE", "cap_kill"], drop: ["Chown"] });
  expect(set).toContain("CAP_NET_RAW");
  expect(set).toContain("CAP_SYS_PTRACE");
  expect(set).not.toContain("CAP_CHOWN");
  expect(set).toHaveLength(DEFAULT_CAPABILITIES.length + 1);
  expect(set).toEqual(set.toSorted());
});

test("boundingCapabilities() understands ALL in either list", () => {
  expect(boundingCapabilities({ drop: ["all"], add: ["KILL"] })).toEqual(["CAP_KILL"]);
  expect(boundingCapabilities({ drop: ["ALL"] })).toEqual([]);
  expect(boundingCapabilities({ add: ["ALL"], drop: ["BPF"] })).toHaveLength(ALL_CAPABILITIES.length - 1);
});

test("boundingCapabilities() gives a privileged container all but what is dropped", () => {
  expect(boundingCapabilities({ privileged: true })).toHaveLength(41);
  expect(boundingCapabilities({ privileged: true, drop: ["KILL"] })).not.toContain("CAP_KILL");
  expect(boundingCapabilities({ privileged: true, drop: ["ALL"], add: ["KILL"] })).toEqual(["CAP_KILL"]);
});

test("boundingCapabilities() gives no more than is available", () => {
  const available = ["CAP_KILL", "CAP_NET_RAW"];
  expect(boundingCapabilities({ available })).toEqual(["CAP_KILL"]);
  expect(boundingCapabilities({ available, privileged: true })).toEqual(available);
  expect(boundingCapabilities({ available, add: ["ALL"] })).toEqual(available);
  expect(() => boundingCapabilities({ available, add: ["SYS_TIME"] })).toThrow(
    "Cannot add the capability CAP_SYS_TIME: the engine itself lacks it",
  );
});

test("boundingCapabilities() refuses contradictions and unknown names", () => {
  expect(() => boundingCapabilities({ add: ["ALL"], drop: ["ALL"] })).toThrow("Cannot both add and drop all");
  expect(() => boundingCapabilities({ add: ["KILL"], drop: ["cap_kill"] })).toThrow(
    "add and drop the capability CAP_KILL",
  );
  expect(() => boundingCapabilities({ add: ["FLY"] })).toThrow('Unknown capability "FLY" in --cap-add');
  expect(() => boundingCapabilities({ drop: [""] })).toThrow('Unknown capability "" in --cap-drop');
});

test("processCapabilities() gives root its bounding set, and nothing to inherit", () => {
  const sets = processCapabilities(0, { drop: ["ALL"], add: ["KILL"] });
  expect(sets).toEqual({ bounding: ["CAP_KILL"], effective: ["CAP_KILL"], permitted: ["CAP_KILL"] });
});

test("processCapabilities() gives another user only what was added", () => {
  const own = ["CAP_NET_RAW"];
  const { bounding, ...others } = processCapabilities(1000, { add: ["NET_RAW"] });
  expect(bounding).toHaveLength(DEFAULT_CAPABILITIES.length + 1);
  expect(others).toEqual({ effective: own, inheritable: own, permitted: own, ambient: own });
  expect(processCapabilities(1000, { privileged: true }).effective).toEqual([]);
  expect(processCapabilities(1000, { add: ["ALL"] }).ambient).toHaveLength(41);
});

test("parseCapabilityMask() names the bits", () => {
  expect(parseCapabilityMask("0000000000000000")).toEqual([]);
  expect(parseCapabilityMask("0000000000000021")).toEqual(["CAP_CHOWN", "CAP_KILL"]);
  expect(parseCapabilityMask("000001ffffffffff")).toEqual(ALL_CAPABILITIES);
});
