// Tests of ffi/mount.ts in a directory of the test's own.
import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindMount, detachMount, shareMounts } from "../../../ffi/mount.ts";

test("bindMount() shows a directory at another place, until detachMount()", () => {
  const directory = mkdtempSync(join(tmpdir(), "ctrmon-mount-"));
  const [source, target] = [join(directory, "source"), join(directory, "target")];
  mkdirSync(source);
  mkdirSync(target);
  writeFileSync(join(source, "file"), "");
  try {
    expect(() => shareMounts(target)).toThrow(`mount "${target}": EINVAL`);
    bindMount(source, target);
    shareMounts(target);
    expect(readdirSync(target)).toEqual(["file"]);
    const line = readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .find((text) => text.includes(target));
    expect(line).toContain("shared:");
    detachMount(target);
    expect(readdirSync(target)).toEqual([]);
    expect(() => detachMount(target)).toThrow(`umount "${target}": EINVAL`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("bindMount() says what is missing", () => {
  expect(() => bindMount("/no/such/place", "/no/such/target")).toThrow('mount "/no/such/target": ENOENT');
});
