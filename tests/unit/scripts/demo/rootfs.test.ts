// Makes root file systems, and begins anew where one was not finished.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRootfs } from "../../../../scripts/demo/rootfs.ts";
import { PREFIX } from "../../../helpers/directories.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("makeRootfs() makes a root file system with a shell, users and directories to mount on", () => {
  const rootfs = join(directory, "whole");
  makeRootfs(rootfs);
  expect(readlinkSync(join(rootfs, "bin/sh"))).toBe("busybox");
  for (const name of ["proc", "dev", "sys", "etc/passwd"]) expect(existsSync(join(rootfs, name))).toBe(true);
  expect(statSync(join(rootfs, "tmp")).mode & 0o7777).toBe(0o1777);
  expect(Bun.spawnSync([join(rootfs, "bin/sh"), "-c", "exit 3"]).exitCode).toBe(3);
});

test("makeRootfs() begins anew after one that was interrupted", () => {
  const rootfs = join(directory, "again");
  mkdirSync(join(`${rootfs}.new`, "bin"), { recursive: true });
  writeFileSync(join(`${rootfs}.new`, "bin/sh"), "");
  makeRootfs(rootfs);
  expect(readlinkSync(join(rootfs, "bin/sh"))).toBe("busybox");
  expect(existsSync(`${rootfs}.new`)).toBe(false);
});
