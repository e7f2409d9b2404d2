// Checks that a hostile tree cannot lead a reader out of it, make it wait, or make it open a device.
import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { ELOOP, ENOENT, SystemError } from "../../../ffi/errno.ts";
import { makeFifo, removeIfThere } from "../../../ffi/file.ts";
import { readInRoot, UnreadableFileError } from "../../../ffi/read-in-root.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

const LIMIT = 1000;

/** A root with `etc` in it, beside a file that must not be reached. */
class Tree implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly root = this.#directory.at("root");

  constructor() {
    mkdirSync(this.at("etc"), { recursive: true });
    writeFileSync(this.#directory.at("secret"), "outside");
  }

  at(path: string): string {
    return `${this.root}/${path}`;
  }

  read(path: string): string | undefined {
    const content = readInRoot(this.root, path, LIMIT);
    return content === undefined ? undefined : Buffer.from(content).toString();
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

test("readInRoot() reads a file, with or without a slash in front", () => {
  using tree = new Tree();
  writeFileSync(tree.at("etc/passwd"), "inside");
  expect(tree.read("/etc/passwd")).toBe("inside");
  expect(tree.read("etc/passwd")).toBe("inside");
  expect(leftOpenBy(() => tree.read("/etc/passwd"))).toEqual([]);
});

test("readInRoot() returns undefined for what is not there", () => {
  using tree = new Tree();
  writeFileSync(tree.at("etc/file"), "");
  symlinkSync("/nowhere", tree.at("etc/dangling"));
  for (const path of ["/etc/passwd", "/no/etc", "/etc/file/x", "/etc/dangling"])
    expect(tree.read(path)).toBeUndefined();
});

test("readInRoot() follows links inside the root only, absolute ones and those that climb too", () => {
  using tree = new Tree();
  writeFileSync(tree.at("inside"), "inside");
  const targets = [
    "/inside",
    "../inside",
    "../../../../../../inside",
    "//inside",
    "/etc/../../inside",
    "/proc/../inside",
  ];
  mkdirSync(tree.at("proc"));
  targets.forEach((target, index) => {
    symlinkSync(target, tree.at(`etc/${index}`));
    expect(tree.read(`/etc/${index}`)).toBe("inside");
  });
  for (const target of ["../secret", "../../secret", `${tree.root}/../secret`, "/secret"]) {
    symlinkSync(target, tree.at("link"));
    expect(tree.read("link")).toBeUndefined();
    removeIfThere(tree.at("link"));
  }
});

test("readInRoot() follows a directory that is a link to the outside nowhere", () => {
  using tree = new Tree();
  symlinkSync("..", tree.at("up"));
  symlinkSync("/", tree.at("etc/top"));
  expect(tree.read("/up/secret")).toBeUndefined();
  expect(tree.read("/etc/top/../secret")).toBeUndefined();
  writeFileSync(tree.at("etc/passwd"), "inside");
  expect(tree.read("/up/up/etc/top/etc/passwd")).toBe("inside");
});

test("readInRoot() gives up on links in a circle", () => {
  using tree = new Tree();
  symlinkSync("b", tree.at("a"));
  symlinkSync("a", tree.at("b"));
  const attempt = (): void => expect(() => tree.read("/a")).toThrow(expect.objectContaining({ errno: ELOOP }));
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("readInRoot() opens nothing but regular files", async () => {
  using tree = new Tree();
  makeFifo(tree.at("fifo"), 0o644);
  const server = createServer().listen(tree.at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  const kinds = { fifo: "it is a FIFO", etc: "it is a directory", socket: "it is a socket" };
  for (const [path, why] of Object.entries(kinds)) {
    const error = new UnreadableFileError(`Cannot read "${path}" in "${tree.root}": ${why}`);
    expect(leftOpenBy(() => expect(() => tree.read(path)).toThrow(error))).toEqual([]);
  }
  server.close();
  expect(() => readInRoot("/dev", "null", LIMIT)).toThrow("it is a device");
});

test("readInRoot() reads up to the limit and refuses more", () => {
  using tree = new Tree();
  writeFileSync(tree.at("file"), "x".repeat(LIMIT));
  expect(tree.read("file")).toHaveLength(LIMIT);
  writeFileSync(tree.at("file"), "x".repeat(LIMIT + 1));
  expect(() => tree.read("file")).toThrow(`it has more than ${LIMIT} bytes`);
  truncateSync(tree.at("file"), 2 ** 40);
  expect(() => tree.read("file")).toThrow(UnreadableFileError);
});

test("readInRoot() says which root is missing, or cannot be entered", () => {
  using tree = new Tree();
  expect(() => readInRoot(tree.at("no"), "/etc/passwd", LIMIT)).toThrow(new SystemError("open", ENOENT, tree.at("no")));
  writeFileSync(tree.at("file"), "");
  expect(() => readInRoot(tree.at("file"), "/etc/passwd", LIMIT)).toThrow("ENOTDIR");
});

test("readInRoot() sees the root of a process through /proc", () => {
  using tree = new Tree();
  writeFileSync(tree.at("file"), "inside");
  expect(Buffer.from(readInRoot(`/proc/${process.pid}/root`, tree.at("file"), LIMIT) ?? []).toString()).toBe("inside");
});
