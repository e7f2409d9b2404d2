// Checks the switches that forbid user namespaces, on a stand-in for /proc/sys.
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkUserNamespaces } from "../../../../../../src/engine/spec/rootless/user-namespaces.ts";

const SYS = mkdtempSync(join(tmpdir(), "ctrmon-spec-"));

afterAll(() => rmSync(SYS, { recursive: true }));

test("checkUserNamespaces() does without switches", () => {
  expect(() => checkUserNamespaces(SYS)).not.toThrow();
});

test("checkUserNamespaces() names the switch that is off", () => {
  mkdirSync(join(SYS, "user"));
  writeFileSync(join(SYS, "user/max_user_namespaces"), "0\n");
  expect(() => checkUserNamespaces(SYS)).toThrow("user.max_user_namespaces is 0; run");
  writeFileSync(join(SYS, "user/max_user_namespaces"), "100\n");
  expect(() => checkUserNamespaces(SYS)).not.toThrow();
  mkdirSync(join(SYS, "kernel"));
  writeFileSync(join(SYS, "kernel/unprivileged_userns_clone"), "0\n");
  expect(() => checkUserNamespaces(SYS)).toThrow("kernel.unprivileged_userns_clone is 0");
});
