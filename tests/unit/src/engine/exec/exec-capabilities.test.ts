// Checks which capabilities an exec session's user gets.
import { expect, test } from "bun:test";
import { execCapabilities } from "../../../../../src/engine/exec/exec-capabilities.ts";
import { availableCapabilities } from "../../../../../src/engine/spec/available-capabilities.ts";
import type { OciProcess } from "../../../../../src/engine/spec/oci-spec.ts";

const BOUNDING = ["CAP_CHOWN", "CAP_KILL"];
const NONE = { effective: [], permitted: [], inheritable: [], ambient: [] };

const ofRoot: OciProcess = {
  user: { uid: 0, gid: 0 },
  cwd: "/",
  capabilities: { bounding: BOUNDING, effective: BOUNDING, permitted: BOUNDING },
};
const ofUser: OciProcess = {
  user: { uid: 1000, gid: 1000 },
  cwd: "/",
  capabilities: {
    bounding: BOUNDING,
    effective: ["CAP_KILL"],
    permitted: ["CAP_KILL"],
    inheritable: ["CAP_KILL"],
    ambient: ["CAP_KILL"],
  },
};

test("execCapabilities() leaves the decision to the runtime when nobody says anything", () => {
  expect(execCapabilities({ user: { uid: 0, gid: 0 }, cwd: "/" }, 0, {})).toBeUndefined();
});

test("execCapabilities() gives the container's own user what the container has", () => {
  expect(execCapabilities(ofRoot, 0, {})).toMatchObject({
    bounding: BOUNDING,
    effective: BOUNDING,
    permitted: BOUNDING,
  });
  expect(execCapabilities(ofUser, 1000, {})).toEqual(ofUser.capabilities);
});

test("execCapabilities() gives root in another user's container all that is within its bounds", () => {
  expect(execCapabilities(ofUser, 0, {})).toEqual({
    ...{ bounding: BOUNDING, effective: BOUNDING, permitted: BOUNDING },
    ...{ inheritable: [], ambient: [] },
  });
});

test("execCapabilities() gives another user none, but leaves the bounds", () => {
  expect(execCapabilities(ofRoot, 1000, {})).toEqual({ bounding: BOUNDING, ...NONE });
  expect(execCapabilities(ofUser, 1001, {})).toEqual({ bounding: BOUNDING, ...NONE });
});

test("execCapabilities() gives what is added to another user so that execve keeps it", () => {
  const added = ["CAP_NET_ADMIN"];
  expect(execCapabilities(ofRoot, 1000, { capabilities: added })).toEqual({
    bounding: [...BOUNDING, ...added],
    ...{ effective: added, permitted: added, inheritable: added, ambient: added },
  });
  const all = [...BOUNDING, ...added];
  expect(execCapabilities(ofRoot, 0, { capabilities: [...added, "CAP_KILL"] })).toEqual({
    ...{ bounding: all, effective: all, permitted: all },
    ...{ inheritable: [], ambient: [] },
  });
});

test("execCapabilities() widens the bounds for a privileged session, and gives all to root only", () => {
  const all = availableCapabilities();
  const bare: OciProcess = { user: { uid: 0, gid: 0 }, cwd: "/" };
  for (const container of [ofRoot, ofUser, bare]) {
    expect(execCapabilities(container, 0, { privileged: true })).toMatchObject({ bounding: all, effective: all });
    expect(execCapabilities(container, 1000, { privileged: true })).toEqual({ bounding: all, ...NONE });
  }
});
