// Checks who hears of a child's end: children, strays that a subreaper inherits, and processes that are neither.
import { afterAll, expect, test } from "bun:test";
import { cString } from "../../../../ffi/os-string.ts";
import { collectChild, setSubreaper } from "../../../../ffi/process.ts";
import { spawn } from "../../../../ffi/spawn.ts";
import { Children, type Ending } from "../../../../src/reactor/children.ts";
import { Reactor } from "../../../../src/reactor/reactor.ts";
import { descendants } from "../../../helpers/processes.ts";
import { failingOnce } from "../../failing-once.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { runUntilStopped } from "./deadline.ts";
import { GatedChild, Grandchild } from "./gated-child.ts";

/** Greater than any pid that Linux gives. */
const NO_PID = 2 ** 30;

afterAll(() => {
  setSubreaper(false);
  expect(descendants()).toEqual([]);
});

test("collect() tells the watcher of a child how it has ended, once", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using first = new GatedChild(7);
  using second = new GatedChild(8);
  const seen: Ending[] = [];
  children.watch(first.pid, (ending) => void seen.push(ending));
  children.watch(second.pid, (ending) => void seen.push(ending));
  children.collect();
  expect(seen).toEqual([]);
  second.end();
  children.collect();
  expect(seen).toEqual([{ code: 8 }]);
  first.end();
  children.collect();
  children.collect();
  expect(seen).toEqual([{ code: 8 }, { code: 7 }]);
});

test("watch() of a child that has ended already tells so at the end of the turn", () => {
  using reactor = new Reactor();
  using child = new GatedChild(3);
  child.end();
  expect(endingOf(child.pid, reactor, new Children(reactor))).toEqual({ code: 3 });
});

test("watch() of a child that has been collected already tells so at the end of the turn", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using child = new GatedChild(4);
  child.end();
  children.collect();
  expect(endingOf(child.pid, reactor, children)).toEqual({ code: 4 });
  // Only one can ask.
  expect(endingOf(child.pid, reactor, children)).toBe("unknown");
});

test("watch() of a child that is collected before the end of the turn tells so once", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using child = new GatedChild(5);
  child.end();
  const seen: Ending[] = [];
  children.watch(child.pid, (ending) => void seen.push(ending));
  children.collect();
  reactor.afterNextTurn(() => reactor.stop());
  runUntilStopped(reactor);
  expect(seen).toEqual([{ code: 5 }]);
});

test("watch() tells of a stray that this process has inherited", () => {
  setSubreaper(true);
  using reactor = new Reactor();
  const children = new Children(reactor);
  using stray = new Grandchild(6);
  stray.orphan();
  const seen: Ending[] = [];
  children.watch(stray.pid, (ending) => void seen.push(ending));
  stray.end();
  children.collect();
  expect(seen).toEqual([{ code: 6 }]);
});

test("watch() tells of a stray that ended before it was known that it mattered", () => {
  setSubreaper(true);
  using reactor = new Reactor();
  const children = new Children(reactor);
  using stray = new Grandchild(9);
  stray.orphan();
  stray.end();
  children.collect();
  expect(endingOf(stray.pid, reactor, children)).toEqual({ code: 9 });
});

test("forgetStrays() forgets them, those of before and those of afterwards", () => {
  setSubreaper(true);
  using reactor = new Reactor();
  const children = new Children(reactor);
  const strays = [new Grandchild(1), new Grandchild(2)];
  for (const [index, stray] of strays.entries()) {
    stray.orphan();
    stray.end();
    children.collect();
    if (index === 0) children.forgetStrays();
  }
  for (const { pid } of strays) expect(endingOf(pid, reactor, children)).toBe("unknown");
  expect(descendants()).toEqual([]);
  for (const stray of strays) stray[Symbol.dispose]();
});

test("forgetStrays() forgets no child that is watched", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using child = new GatedChild(2);
  const seen: Ending[] = [];
  children.watch(child.pid, (ending) => void seen.push(ending));
  children.forgetStrays();
  child.end();
  children.collect();
  expect(seen).toEqual([{ code: 2 }]);
});

test("watch() of a process that is no child tells of its end, but not how", () => {
  setSubreaper(false);
  const watchIt = (): void => {
    using reactor = new Reactor();
    const children = new Children(reactor);
    using stranger = new Grandchild(7);
    let seen: Ending | undefined;
    children.watch(stranger.pid, (ending) => {
      seen = ending;
      reactor.stop();
    });
    stranger.orphan();
    reactor.afterNextTurn(() => {
      expect(seen).toBeUndefined();
      stranger.end();
    });
    runUntilStopped(reactor);
    expect(seen).toBe("unknown");
  };
  expect(leftOpenBy(watchIt)).toEqual([]);
});

test("watch() of a process that becomes a child tells how it has ended, whatever is noticed first", () => {
  setSubreaper(true);
  for (const collectFirst of [true, false]) {
    const watchIt = (): void => {
      using reactor = new Reactor();
      const children = new Children(reactor);
      using process = new Grandchild(7);
      const seen: Ending[] = [];
      children.watch(process.pid, (ending) => void seen.push(ending));
      process.orphan();
      process.end();
      if (collectFirst) children.collect();
      reactor.afterNextTurn(() => reactor.stop());
      runUntilStopped(reactor);
      children.collect();
      expect(seen).toEqual([{ code: 7 }]);
    };
    expect(leftOpenBy(watchIt)).toEqual([]);
  }
});

test("watch() of nothing tells that it has ended", () => {
  using reactor = new Reactor();
  expect(endingOf(NO_PID, reactor, new Children(reactor))).toBe("unknown");
});

test("a wait that fails is made again, whether to watch or to collect", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using child = new GatedChild(7);
  child.end();
  const refused = (real: (pid: number, status: null, options: number) => number): number => real(-1, null, -1);
  failingOnce("waitpid", refused, () => expect(endingOf(child.pid, reactor, children)).toEqual({ code: 7 }));
  using other = new GatedChild(8);
  const seen: Ending[] = [];
  children.watch(other.pid, (ending) => {
    seen.push(ending);
    reactor.stop();
  });
  other.end();
  failingOnce("waitpid", refused, () => {
    children.collect();
    runUntilStopped(reactor);
  });
  expect(seen).toEqual([{ code: 8 }]);
});

test("a watcher may watch another process", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  using first = new GatedChild(1);
  using second = new GatedChild(2);
  const seen: Ending[] = [];
  children.watch(first.pid, (ending) => {
    seen.push(ending);
    children.watch(second.pid, (other) => void seen.push(other));
  });
  first.end();
  second.end();
  children.collect();
  expect(seen[0]).toEqual({ code: 1 });
  reactor.defer(() => reactor.stop());
  runUntilStopped(reactor);
  expect(seen).toEqual([{ code: 1 }, { code: 2 }]);
});

test("collect() takes thousands of children, and leaves none", () => {
  using reactor = new Reactor();
  const children = new Children(reactor);
  const count = 2000;
  let ended = 0;
  const options = { argv: ["false"].map(cString), env: [], fds: new Map() };
  for (let started = 0; started < count; started++) {
    children.watch(spawn("/bin/false", options), (ending) => {
      if (ending !== "unknown" && "code" in ending && ending.code === 1) ended++;
      if (ended === count) reactor.stop();
    });
  }
  const collectAgain = (): void => {
    children.collect();
    reactor.afterNextTurn(collectAgain);
  };
  reactor.afterNextTurn(collectAgain);
  runUntilStopped(reactor);
  expect(ended).toBe(count);
  expect(collectChild(-1)).toBe("none");
}, 60_000);

function endingOf(pid: number, reactor: Reactor, children: Children): Ending | undefined {
  let ending: Ending | undefined;
  children.watch(pid, (found) => {
    ending = found;
    reactor.stop();
  });
  // Not before the turn is over.
  expect(ending).toBeUndefined();
  runUntilStopped(reactor);
  return ending;
}
