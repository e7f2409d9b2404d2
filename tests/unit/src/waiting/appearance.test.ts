// Tests of src/waiting/appearance.ts, with directories that come and go.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { SystemError } from "../../../../ffi/errno.ts";
import { libc } from "../../../../ffi/libc.ts";
import { whenThere } from "../../../../src/waiting/appearance.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";

const NEVER = new AbortController().signal;

test("whenThere() sees at once what is there already", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("file");
  writeFileSync(path, "");
  expect(await whenThere(path, () => existsSync(path) || undefined, NEVER)).toBe(true);
});

test("whenThere() needs no watch for what is there already", async () => {
  const { inotify_init1: watch } = libc;
  libc.inotify_init1 = () => -1;
  try {
    expect(await whenThere("/", () => "there", NEVER)).toBe("there");
  } finally {
    libc.inotify_init1 = watch;
  }
});

test("whenThere() notices what is made, renamed or linked", async () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("aside"), "");
  const makers: ((path: string) => void)[] = [
    (path) => writeFileSync(path, ""),
    (path) => symlinkSync("aside", path),
    (path) => renameSync(directory.at("aside"), path),
  ];
  for (const [index, make] of makers.entries()) {
    const path = directory.at(`file-${index}`);
    const looks = whenThere(path, () => existsSync(path) || undefined, NEVER);
    make(path);
    expect(await looks).toBe(true);
  }
});

test("whenThere() looks again only when something has happened", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("file");
  let looks = 0;
  const found = whenThere(
    path,
    () => {
      looks++;
      return existsSync(path) || undefined;
    },
    NEVER,
  );
  writeFileSync(path, "");
  await found;
  // Before there is a watch, as soon as there is one, and when that has told something.
  expect(looks).toBe(3);
});

test("whenThere() waits for directories that are still to come, one after the other or all at once", async () => {
  using directory = new TemporaryDirectory();
  const deep = directory.at("a/b/c/file");
  const found = whenThere(deep, () => existsSync(deep) || undefined, NEVER);
  mkdirSync(directory.at("a"));
  await Promise.resolve();
  mkdirSync(directory.at("a/b/c"), { recursive: true });
  writeFileSync(deep, "");
  expect(await found).toBe(true);

  const prepared = directory.at("elsewhere");
  mkdirSync(`${prepared}/x/y`, { recursive: true });
  writeFileSync(`${prepared}/x/y/file`, "");
  const moved = directory.at("moved/x/y/file");
  const foundAgain = whenThere(moved, () => existsSync(moved) || undefined, NEVER);
  renameSync(prepared, directory.at("moved"));
  expect(await foundAgain).toBe(true);
});

test("whenThere() survives that the directory is taken away and made again", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("bundle/file");
  mkdirSync(directory.at("bundle"));
  const found = whenThere(path, () => existsSync(path) || undefined, NEVER);
  rmSync(directory.at("bundle"), { recursive: true });
  await Promise.resolve();
  mkdirSync(directory.at("bundle"));
  writeFileSync(path, "");
  expect(await found).toBe(true);
});

test("whenThere() waits for a link's target by way of the link's directory", async () => {
  using directory = new TemporaryDirectory();
  symlinkSync("nowhere", directory.at("link"));
  const path = directory.at("link/file");
  const found = whenThere(path, () => existsSync(path) || undefined, NEVER);
  mkdirSync(directory.at("nowhere"));
  writeFileSync(path, "");
  expect(await found).toBe(true);
});

test("whenThere() ends with the signal, and with what the look throws", async () => {
  using directory = new TemporaryDirectory();
  const controller = new AbortController();
  const found = whenThere(directory.at("file"), () => undefined, controller.signal);
  controller.abort(new Error("enough"));
  await expect(found).rejects.toThrow("enough");
  const look = (): never => {
    throw new Error("cannot look");
  };
  await expect(whenThere(directory.at("file"), look, NEVER)).rejects.toThrow("cannot look");
});

test("whenThere() says when a directory is none", async () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  symlinkSync("loop", directory.at("loop"));
  await expect(whenThere(directory.at("loop/file"), () => undefined, NEVER)).rejects.toThrow(SystemError);
});
