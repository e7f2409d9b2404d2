// Checks socket activation: LISTEN_PID names the runtime, and is left alone when it means somebody else.
import { expect, test } from "bun:test";
import { Fd } from "../../../../../ffi/fd.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { type CStrings, spawn } from "../../../../../ffi/spawn.ts";
import { replacesListenPid, withOwnListenPid } from "../../../../../src/monitor/create/listen-pid.ts";
import { exitOf } from "../../../../helpers/deadline.ts";
import { textFrom } from "../../../ffi/programs.ts";

function environment(...entries: readonly string[]): CStrings {
  return entries.map(cString);
}

test("replacesListenPid() when the variable names the monitor", () => {
  const own = environment("A=1", `LISTEN_PID=${process.pid}`);
  expect(replacesListenPid(own, { replaceListenPid: false })).toBe(true);
});

test("replacesListenPid() when the engine says so, if there is something to replace", () => {
  expect(replacesListenPid(environment("LISTEN_PID=1"), { replaceListenPid: true })).toBe(true);
  expect(replacesListenPid(environment("LISTEN_PID=1"), { replaceListenPid: false })).toBe(false);
  expect(replacesListenPid(environment("LISTEN_PIDS=1"), { replaceListenPid: true })).toBe(false);
});

test.each(["", "x", "0", "-1", "1x", "0x10", "1 2"])("replacesListenPid() refuses %p", (value) => {
  const given = environment(`LISTEN_PID=${value}`);
  expect(() => replacesListenPid(given, { replaceListenPid: false })).toThrow(
    `Invalid LISTEN_PID ${JSON.stringify(value)}`,
  );
});

test("withOwnListenPid() starts the same program with its own pid in the variable", () => {
  const script = 'echo "$$ $LISTEN_PID $LISTEN_FDS"; printf "%s|" "$@"';
  const args = ["sh", "-c", script, "name", "a b", "", "$x", "--", "é\n"];
  const { path, argv } = withOwnListenPid({ path: "/bin/sh", argv: args.map(cString) }, []);
  using output = pipe();
  const fds = new Map([0, 1, 2].map((number) => [number, number === 1 ? output.writeEnd : new Fd(number)]));
  const pid = spawn(path, { argv, env: environment("LISTEN_PID=1", "LISTEN_FDS=2"), fds });
  output.writeEnd.close();
  const said = Buffer.from(textFrom(output.readEnd), "utf8").toString();
  exitOf(pid, "the shell");
  expect(said).toBe(`${pid} ${pid} 2\na b||$x|--|é\n|`);
});

test("withOwnListenPid() does not look a program up in PATH", () => {
  const { argv } = withOwnListenPid({ path: "runc", argv: ["runc", "create"].map(cString) }, []);
  expect(argv.map((arg) => Buffer.from(arg).toString().slice(0, -1)).slice(3)).toEqual(["./runc", "create"]);
});
