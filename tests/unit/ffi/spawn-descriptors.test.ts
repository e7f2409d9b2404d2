// Checks that spawn() places descriptors at exact numbers, and no others.
import { expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { F_GETFD, FD_CLOEXEC, O_RDONLY } from "../../../ffi/constants.ts";
import { duplicate, type Fd, setCloseOnExec } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { libc } from "../../../ffi/libc.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { openFiles } from "../../helpers/processes.ts";
import { leftOpenBy } from "./leaks.ts";
import { RunningCat } from "./running-cat.ts";

test("spawn() passes the standard streams alone when nothing else is asked for", () => {
  using _kept = pipe();
  using cat = new RunningCat();
  expect([...openFiles(cat.pid).keys()]).toEqual([0, 1, 2]);
});

test("spawn() places descriptors at exact numbers", () => {
  using files = new ThreeFiles();
  expectPlaced(files, { 3: files.a, 7: files.b, 64: files.c });
});

test("spawn() places a descriptor at the number that it has here", () => {
  using files = new ThreeFiles();
  const before = flags(files.a);
  expectPlaced(files, { [files.a.number]: files.a });
  expect([before, flags(files.a)]).toEqual([FD_CLOEXEC, FD_CLOEXEC]);
});

test("spawn() swaps descriptors", () => {
  using files = new ThreeFiles();
  expectPlaced(files, { [files.a.number]: files.b, [files.b.number]: files.a });
});

test("spawn() turns three descriptors around", () => {
  using files = new ThreeFiles();
  const { a, b, c } = files;
  expectPlaced(files, { [a.number]: b, [b.number]: c, [c.number]: a });
  expectPlaced(files, { [a.number]: c, [b.number]: a, [c.number]: b });
});

test("spawn() shifts a row of descriptors up and down", () => {
  using files = new ThreeFiles();
  const { a, b, c } = files;
  expectPlaced(files, { [b.number]: a, [c.number]: b, [c.number + 1]: c });
  expectPlaced(files, { [a.number - 1]: a, [a.number]: b, [b.number]: c });
});

test("spawn() places one descriptor at several numbers, its own among them", () => {
  using files = new ThreeFiles();
  const { a, b } = files;
  expectPlaced(files, { 3: a, 4: a, [a.number]: a, [b.number]: a, 80: b });
});

test("spawn() leaves nothing open here, and the descriptors' flags as they were", () => {
  using files = new ThreeFiles();
  const { a, b } = files;
  const action = (): void => {
    using _cat = new RunningCat({
      fds: new Map([
        [a.number, b],
        [b.number, a],
      ]),
    });
  };
  expect(leftOpenBy(action)).toEqual([]);
  expect([flags(a), flags(b)]).toEqual([FD_CLOEXEC, FD_CLOEXEC]);
});

/** Starts a program with the descriptors, and finds it with these and the standard streams alone. */
function expectPlaced(files: ThreeFiles, wanted: Readonly<Record<number, Fd>>): void {
  const fds = new Map(Object.entries(wanted).map(([number, fd]) => [Number(number), fd]));
  using cat = new RunningCat({ fds });
  const found = [...openFiles(cat.pid)].filter(([number]) => number > 2);
  const expected = [...fds].map(([number, fd]) => [number, files.kindOf(fd)] as const);
  expect(new Map(found)).toEqual(new Map(expected));
}

function flags(fd: Fd): number {
  return libc.fcntl(fd.number, F_GETFD, 0);
}

/** Three directories open under neighbouring numbers, which is where mistakes would show. */
class ThreeFiles implements Disposable {
  readonly a = openAt("/proc", 30);
  readonly b = openAt("/sys", 31);
  readonly c = openAt("/dev", 32);

  kindOf(fd: Fd): string {
    return readlinkSync(`/proc/self/fd/${fd.number}`);
  }

  [Symbol.dispose](): void {
    for (const fd of [this.a, this.b, this.c]) fd.close();
  }
}

function openAt(path: string, number: number): Fd {
  using fd = open(path, O_RDONLY);
  const placed = duplicate(fd, number);
  if (placed.number !== number) throw new Error(`${number} is taken, as are ${readdirSync("/proc/self/fd").join(" ")}`);
  setCloseOnExec(placed);
  return placed;
}
