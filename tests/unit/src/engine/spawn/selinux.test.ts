// Tests of src/engine/spawn/selinux.ts, on made-up /proc and /sys.
import { expect, mock, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { withMonitorLabel } from "../../../../../src/engine/spawn/selinux.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

/** What stands in attr/exec while the program is started. */
function labelFor(current: string, enforcing = true): string {
  using root = new TemporaryDirectory();
  const attributes = root.at("proc/thread-self/attr");
  mkdirSync(attributes, { recursive: true });
  mkdirSync(root.at("sys/fs/selinux"), { recursive: true });
  writeFileSync(`${attributes}/current`, current);
  writeFileSync(`${attributes}/exec`, "");
  if (enforcing) writeFileSync(root.at("sys/fs/selinux/enforce"), "1");
  const label = withMonitorLabel(() => readFileSync(`${attributes}/exec`, "latin1"), root.path);
  // A newline at the beginning is what takes the label back.
  expect(readFileSync(`${attributes}/exec`, "latin1")).toBe(label === "" ? "" : `\n${label.slice(1)}`);
  return label;
}

test.each([
  ["system_u:system_r:container_runtime_t:s0-s0:c0.c1023\0", "system_u:system_r:container_runtime_t:s0"],
  ["unconfined_u:unconfined_r:unconfined_t:s0:c1,c2\n", "unconfined_u:unconfined_r:unconfined_t:s0"],
  ["unconfined_u:unconfined_r:unconfined_t:s0\0", ""],
  ["system_u:system_r:type_t", ""],
  ["kernel", ""],
])("withMonitorLabel() starts a program of %j with %j", (current, label) => {
  expect(labelFor(current)).toBe(label);
});

test("withMonitorLabel() asks for nothing where SELinux is off", () => {
  expect(labelFor("user:role:type:s0-s0:c0.c1023", false)).toBe("");
});

test("withMonitorLabel() takes the label back when the start fails", () => {
  using root = new TemporaryDirectory();
  for (const folder of ["proc/thread-self/attr", "sys/fs/selinux"]) mkdirSync(root.at(folder), { recursive: true });
  writeFileSync(root.at("proc/thread-self/attr/current"), "u:r:t:s1");
  writeFileSync(root.at("proc/thread-self/attr/exec"), "");
  writeFileSync(root.at("sys/fs/selinux/enforce"), "0");
  const fail = (): never => {
    throw new Error("no such program");
  };
  expect(() => withMonitorLabel(fail, root.path)).toThrow("no such program");
  expect(readFileSync(root.at("proc/thread-self/attr/exec"), "latin1")).toBe("\n:r:t:s0");
});

test("withMonitorLabel() starts nothing when the label is refused", () => {
  using root = new TemporaryDirectory();
  for (const folder of ["proc/thread-self/attr", "sys/fs/selinux"]) mkdirSync(root.at(folder), { recursive: true });
  writeFileSync(root.at("proc/thread-self/attr/current"), "u:r:t:s1");
  writeFileSync(root.at("sys/fs/selinux/enforce"), "1");
  const start = mock();
  expect(() => withMonitorLabel(start, root.path)).toThrow("attr/exec");
  expect(start).not.toHaveBeenCalled();
});
