// Checks the paths that engines look for.
import { expect, test } from "bun:test";
import * as files from "../../../../src/protocol/files.ts";

test("joinPath() puts one slash between its parts and resolves nothing", () => {
  expect(files.joinPath("/a", "b")).toBe("/a/b");
  expect(files.joinPath("/a/", "b")).toBe("/a/b");
  expect(files.joinPath("/", "b")).toBe("/b");
  expect(files.joinPath("", "b")).toBe("b");
  expect(files.joinPath("../a", "..")).toBe("../a/..");
});

test("attachSocketPath() and the FIFOs are in the bundle", () => {
  expect(files.attachSocketPath("/b")).toBe("/b/attach");
  expect(files.controlFifoPath("/b")).toBe("/b/ctl");
  expect(files.windowSizeFifoPath("/b")).toBe("/b/winsz");
  expect(files.oomFilePath("/b")).toBe("/b/oom");
  expect(files.notifySocketPath("/b")).toBe("/b/notify/notify.sock");
});

test("exitFilePath() is named after the container", () => {
  expect(files.exitFilePath("/run/exits", "abc")).toBe("/run/exits/abc");
  expect(files.persistentExitFilePath("/persist")).toBe("/persist/exit");
  expect(files.defaultPidfilePath("/cwd", "abc")).toBe("/cwd/pidfile-abc");
});

test("attachLinkPath() is named after the session", () => {
  expect(files.attachLinkPath("/run/attach", "u")).toBe("/run/attach/u");
});
