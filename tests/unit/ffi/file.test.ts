// Checks files and directory entries by path.
import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import {
  F_GETFD,
  FD_CLOEXEC,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
} from "../../../ffi/constants.ts";
import { EACCES, EEXIST, EINVAL, ENOENT, ENOTDIR, SystemError } from "../../../ffi/errno.ts";
import * as file from "../../../ffi/file.ts";
import { writeAll } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { encodeOsString } from "../../../ffi/os-string.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

test("open() opens close-on-exec, and creates less the umask", () => {
  using directory = new TemporaryDirectory();
  const umask = file.setUmask(0o027);
  using fd = file.open(directory.at("new"), O_RDWR | O_CREAT | O_EXCL, 0o666);
  expect(file.setUmask(umask)).toBe(0o027);
  expect(libc.fcntl(fd.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect(statSync(directory.at("new")).mode & 0o777).toBe(0o640);
});

test("open() throws with the path, and leaves nothing open", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  const failures = [
    [directory.at("missing"), O_RDONLY, ENOENT],
    [directory.at("file/x"), O_RDONLY, ENOTDIR],
    [directory.at("file"), O_CREAT | O_EXCL, EEXIST],
  ] as const;
  for (const [path, flags, errno] of failures) {
    const attempt = (): void => expect(() => file.open(path, flags)).toThrow(new SystemError("open", errno, path));
    expect(leftOpenBy(attempt)).toEqual([]);
  }
});

test("names need not be UTF-8", () => {
  using directory = new TemporaryDirectory();
  const names = ["grün", "\udcff\udc80", "with space", "new\nline", "-x"];
  for (const name of names) file.open(directory.at(name), O_RDWR | O_CREAT, 0o600).close();
  expect(file.listDirectory(directory.path).toSorted()).toEqual(names.toSorted());
  expect(existsSync(Buffer.from(encodeOsString(directory.at("\udcff\udc80"))))).toBe(true);
  for (const name of names) expect(file.removeIfThere(directory.at(name))).toBe(true);
});

test("readFile() reads the whole, or its beginning", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "0123456789".repeat(1000));
  expect(file.readFile(directory.at("file")).length).toBe(10_000);
  expect(Buffer.from(file.readFile(directory.at("file"), 4)).toString()).toBe("0123");
  expect(Buffer.from(file.readFile("/proc/self/stat")).toString()).toStartWith(`${process.pid} (`);
  expect(leftOpenBy(() => expect(() => file.readFile("/")).toThrow(SystemError))).toEqual([]);
});

test("writeExisting() writes to what is there, and creates nothing", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "12345");
  file.writeExisting(directory.at("file"), "ab");
  expect(readFileSync(directory.at("file"), "latin1")).toBe("ab345");
  expect(() => file.writeExisting(directory.at("missing"), "x")).toThrow(SystemError);
  expect(existsSync(directory.at("missing"))).toBe(false);
});

test("rename() replaces, and names its destination when it fails", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("a"), "a");
  writeFileSync(directory.at("b"), "b");
  file.rename(directory.at("a"), directory.at("b"));
  expect([existsSync(directory.at("a")), readFileSync(directory.at("b"), "latin1")]).toEqual([false, "a"]);
  const to = directory.at("c");
  expect(() => file.rename(directory.at("a"), to)).toThrow(new SystemError("rename", ENOENT, to));
});

test("removeIfThere() says whether there was something", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("link");
  symlinkSync("nowhere", path);
  expect([file.removeIfThere(path), file.removeIfThere(path)]).toEqual([true, false]);
  writeFileSync(path, "");
  expect(() => file.removeIfThere(`${path}/x`)).toThrow(new SystemError("unlink", ENOTDIR, `${path}/x`));
});

test("makeDirectory() is content with one that exists", () => {
  using directory = new TemporaryDirectory();
  file.makeDirectory(directory.at("new"), 0o700);
  file.makeDirectory(directory.at("new"), 0o755);
  expect(statSync(directory.at("new")).mode & 0o777).toBe(0o700);
  expect(() => file.makeDirectory(directory.at("a/b"), 0o700)).toThrow(SystemError);
});

test("makeFifo() and makeSymlink() take no name that is in use", () => {
  using directory = new TemporaryDirectory();
  file.makeFifo(directory.at("fifo"), 0o600);
  file.makeSymlink("some/where", directory.at("link"));
  expect(lstatSync(directory.at("fifo")).isFIFO()).toBe(true);
  expect(file.readLink(directory.at("link"))).toBe("some/where");
  expect(() => file.makeFifo(directory.at("link"), 0o600)).toThrow(
    new SystemError("mkfifo", EEXIST, directory.at("link")),
  );
  expect(() => file.makeSymlink("x", directory.at("fifo"))).toThrow(
    new SystemError("symlink", EEXIST, directory.at("fifo")),
  );
  expect(() => file.readLink(directory.at("fifo"))).toThrow(new SystemError("readlink", EINVAL, directory.at("fifo")));
});

test("changeModeOf() is not subject to the umask", () => {
  using directory = new TemporaryDirectory();
  using fd = file.open(directory.at("file"), O_RDWR | O_CREAT, 0o600);
  file.changeModeOf(fd, 0o711);
  expect(statSync(directory.at("file")).mode & 0o777).toBe(0o711);
});

test("lstat() tells what stands at a path, and its size", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "12345");
  symlinkSync("file", directory.at("link"));
  file.makeFifo(directory.at("fifo"), 0o600);
  expect(file.lstat(directory.at("file"))).toEqual({ type: S_IFREG, size: 5 });
  expect(file.lstat(directory.at("link"))).toEqual({ type: S_IFLNK, size: 4 });
  expect(file.lstat(directory.at("fifo"))?.type).toBe(S_IFIFO);
  expect(file.lstat(directory.path)?.type).toBe(S_IFDIR);
  expect(file.lstat(directory.at("missing"))).toBeUndefined();
  expect(() => file.lstat(directory.at("file/x"))).toThrow(new SystemError("lstat", ENOTDIR, directory.at("file/x")));
});

test("truncate() and sizeOf() work beyond 4 GiB", () => {
  using directory = new TemporaryDirectory();
  using fd = file.open(directory.at("sparse"), O_RDWR | O_CREAT, 0o600);
  file.truncate(fd, 5 * 2 ** 30 + 1);
  expect(file.sizeOf(fd)).toBe(5 * 2 ** 30 + 1);
  expect(file.lstat(directory.at("sparse"))?.size).toBe(5 * 2 ** 30 + 1);
  file.truncate(fd, 0);
  expect(file.sizeOf(fd)).toBe(0);
  expect(() => file.truncate(fd, -1)).toThrow(new SystemError("ftruncate", EINVAL));
});

test("sync() flushes what can be flushed", () => {
  using directory = new TemporaryDirectory();
  using fd = file.open(directory.at("file"), O_RDWR | O_CREAT, 0o600);
  writeAll(fd, Uint8Array.of(1));
  file.sync(fd);
  using zero = file.open("/dev/zero", O_RDONLY);
  expect(() => file.sync(zero)).toThrow(new SystemError("fsync", EINVAL));
});

test("whyNotExecutable() gives the C library's words", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  mkdirSync(directory.at("folder"));
  expect(file.whyNotExecutable(directory.at("missing"))).toBe("No such file or directory");
  expect(file.whyNotExecutable(directory.at("file"))).toBe(new SystemError("access", EACCES).reason);
  expect(file.whyNotExecutable(directory.at("folder"))).toBe("Is a directory");
  chmodSync(directory.at("file"), 0o755);
  expect(file.whyNotExecutable(directory.at("file"))).toBeUndefined();
});

test("workingDirectory() is absolute, and an error when it is gone", () => {
  expect(file.workingDirectory()).toBe(process.cwd());
  const directory = new TemporaryDirectory();
  const before = process.cwd();
  process.chdir(directory.path);
  rmSync(directory.path, { recursive: true });
  try {
    expect(() => file.workingDirectory()).toThrow(new SystemError("getcwd", ENOENT));
  } finally {
    process.chdir(before);
  }
});

test("listDirectory() lists thousands of entries", () => {
  using directory = new TemporaryDirectory();
  const names = Array.from({ length: 2000 }, (_, index) => `name-${index}-${"x".repeat(index % 200)}`);
  for (const name of names) file.open(directory.at(name), O_RDWR | O_CREAT, 0o600).close();
  expect(file.listDirectory(directory.path).toSorted()).toEqual(names.toSorted());
  expect(leftOpenBy(() => file.listDirectory(directory.path))).toEqual([]);
  expect(() => file.listDirectory(directory.at(names[0] ?? ""))).toThrow(SystemError);
});
