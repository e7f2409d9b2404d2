// Whatever goes wrong with the runtime: the engine gets one readable line, and nothing is left.
import { expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAX_SYNC_LINE } from "../../src/protocol/sync-line.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { fakeRuntime, type MakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const MEGABYTE = 1024 * 1024;

const FAULTS: readonly (readonly [what: string, runtime: MakeRuntime, message: RegExp])[] = [
  ["fails with a reason", fakeRuntime("say=no such image\n", "exit=1"), /^no such image\n$/],
  ["fails silently", fakeRuntime("exit=7"), /fake-runtime.*status 7/],
  ["is killed", fakeRuntime("signal=9"), /fake-runtime.*signal 9/],
  ["is killed after some words", fakeRuntime("say=half a ", "signal=15"), /^half a $/],
  ["leaves no pid file", fakeRuntime("pidfile=none"), /fake-runtime.*no pid/],
  ["leaves an empty pid file", fakeRuntime("pidfile=empty"), /fake-runtime.*no pid/],
  ["leaves no number in the pid file", fakeRuntime("pidfile=garbage"), /fake-runtime.*no pid/],
  ["writes quotes and controls", fakeRuntime('say="a\\b"\tc\n\x01\x1f\x7f', "exit=1"), /^"a\\b"\tc\n[^ -~]{3}$/],
  ["writes 1 MB of binary to stderr", fakeRuntime(`say-bytes=${MEGABYTE}`, "exit=1"), /\[\.\.\.\]/],
  ["writes 1 MB to stdout and fails", fakeRuntime(`print-bytes=${MEGABYTE}`, "say=bad", "exit=1"), /^bad$/],
  ["is a script without its interpreter", badRuntime("#!/nonexistent/sh\n"), /runtime/],
  ["is no program", badRuntime("\x7fELF"), /runtime/],
];

for (const [what, runtime, message] of FAULTS) {
  test(`a runtime that ${what} is reported in one line, and nothing is left`, () => {
    using session = new Session({ runtime });
    session.go();
    expect(session.first()).toBe(0);
    const line = session.syncLine() ?? "";
    expect(JSON.parse(line)).toMatchObject({ data: -1, message: expect.stringMatching(message) });
    expect(session.packets).toHaveLength(1);
    expect(session.packets[0]).toBeLessThanOrEqual(MAX_SYNC_LINE);
    expect(session.monitor()).toBe(1);
    expect(session.syncLine()).toBeUndefined();
    expectNothingLeft(session);
  });
}

test("a failure is reported under the key of an engine without API version", () => {
  using session = new Session({ runtime: fakeRuntime("say=no", "exit=1"), options: { "api-version": undefined } });
  expect(session.go().first()).toBe(0);
  expect(session.syncLine()).toBe('{"pid": -1, "message": "no"}');
  expect(session.monitor()).toBe(1);
});

test.each(["stream", "pipe"] as const)("a failure is one line on a %s", (pipes) => {
  using session = new Session({ runtime: fakeRuntime(`say-bytes=${MEGABYTE}`, "exit=1"), pipes });
  expect(session.go().first()).toBe(0);
  const [line = "", ...more] = session.syncLines();
  expect(JSON.parse(line)).toMatchObject({ data: -1 });
  expect(more).toEqual([]);
  expect(session.monitor()).toBe(1);
});

test.each([
  ["missing", "/nonexistent/runtime", "No such file or directory"],
  ["a directory", "/etc", "Is a directory"],
  ["not executable", "/etc/passwd", "Permission denied"],
])("a runtime that is %s is refused before anything is done", (_what, runtime, reason) => {
  using session = new Session({ options: { runtime } });
  expect(session.first()).toBe(1);
  expect(session.complaints()).toBe(`[ctrmon:e]: Runtime path ${runtime} is not valid: ${reason}\n`);
  expect(session.syncLine()).toBeUndefined();
  expectNothingLeft(session);
  expect(existsSync(session.directories.log)).toBe(false);
});

test.each(["say", "print"])("a runtime that %ss 1 MB and succeeds is neither stalled nor a failure", (how) => {
  using session = new Session({ runtime: fakeRuntime(`${how}-bytes=${MEGABYTE}`), script: "echo; exit 3" });
  session.run();
  expect(session.monitor()).toBe(3);
  const bytes = session.log().reduce((sum, { tag, text }) => sum + text.length + (tag === "F" ? 1 : 0), 0);
  expect(bytes).toBe(MEGABYTE + 1);
});

/** The setup's runtime, but the file has the given content. */
function badRuntime(content: string): MakeRuntime {
  return (setup) => {
    const path = join(setup.directories.aside, "runtime");
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return { path, args: [], start: () => {}, remove: () => {} };
  };
}

function expectNothingLeft(session: Session): void {
  const { bundle, sockets, exit, persist } = session.directories;
  expect(session.processes()).toEqual([]);
  expect(readdirSync(bundle)).toEqual([...session.bundleBefore]);
  expect([sockets, exit, persist].flatMap((folder) => readdirSync(folder))).toEqual([]);
}
