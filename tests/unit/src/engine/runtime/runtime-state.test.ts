// Checks what is taken for a container's state.
import { expect, test } from "bun:test";
import { parseRuntimeState } from "../../../../../src/engine/runtime/runtime-state.ts";

const RUNNING = { ociVersion: "1.0.2", id: "c", pid: 42, status: "running", bundle: "/b" };

function parsed(changes: object): unknown {
  return parseRuntimeState(JSON.stringify({ ...RUNNING, ...changes }));
}

test("parseRuntimeState() reads what runc says, and leaves out what it does not know", () => {
  const created = "2026-11-22T09:19:01.123456789Z";
  expect(parsed({ rootfs: "/b/rootfs", created, owner: "", annotations: { a: "b" } })).toEqual({
    ...{ id: "c", pid: 42, status: "running", bundle: "/b" },
    ...{ created, annotations: { a: "b" } },
  });
});

test("parseRuntimeState() does without what need not be there", () => {
  const { pid: _, ...stopped } = { ...RUNNING, status: "stopped" };
  const text = JSON.stringify({ ...stopped, annotations: null });
  expect(parseRuntimeState(text)).toEqual({ id: "c", pid: 0, status: "stopped", bundle: "/b", annotations: {} });
});

test("parseRuntimeState() knows every status, and takes runc's pausing for paused", () => {
  for (const status of ["creating", "created", "running", "stopped", "paused"] as const) {
    expect(parsed({ status })).toMatchObject({ status });
  }
  expect(parsed({ status: "pausing" })).toMatchObject({ status: "paused" });
});

test("parseRuntimeState() refuses everything else", () => {
  for (const change of [{ status: "odd" }, { status: undefined }, { pid: "1" }, { pid: -1 }, { pid: 1.5 }, { id: 1 }]) {
    expect(() => parsed(change)).toThrow();
  }
  expect(() => parsed({ bundle: undefined })).toThrow("bundle");
  for (const text of ["", "{", "null", "[]"]) expect(() => parseRuntimeState(text)).toThrow();
});
