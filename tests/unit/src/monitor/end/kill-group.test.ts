// Checks who is killed when a container's time is up.
import { expect, test } from "bun:test";
import { SIGKILL } from "../../../../../ffi/constants.ts";
import { Fd } from "../../../../../ffi/fd.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import { killGroupOf } from "../../../../../src/monitor/end/kill-group.ts";
import { exitOf } from "../../../../helpers/deadline.ts";
import { textFrom } from "../../../ffi/programs.ts";

/** Starts a shell whose child keeps the pipe open. */
function start(lead: "group" | undefined): { readonly pid: number; readonly output: ReturnType<typeof pipe> } {
  const output = pipe();
  const fds = new Map([0, 1, 2].map((number) => [number, number === 1 ? output.writeEnd : new Fd(number)]));
  const argv = ["sh", "-c", "cat /dev/zero > /dev/null & exec cat /dev/zero > /dev/null"].map(cString);
  const environment = [cString("PATH=/usr/bin:/bin")];
  const pid = spawn("/bin/sh", { argv, env: environment, fds, ...(lead === undefined ? {} : { lead }) });
  output.writeEnd.close();
  return { pid, output };
}

test("killGroupOf() kills the process and everything in its group", () => {
  const { pid, output } = start("group");
  killGroupOf(pid);
  expect(exitOf(pid, "the shell")).toEqual({ signal: SIGKILL });
  // Its end comes when the last process that has the pipe is gone.
  expect(textFrom(output.readEnd)).toBe("");
  output[Symbol.dispose]();
});

test("killGroupOf() spares our own group", () => {
  using output = pipe();
  const fds = new Map([0, 1, 2].map((number) => [number, number === 0 ? output.readEnd : new Fd(number)]));
  const pid = spawn("/bin/cat", { argv: [cString("cat")], env: [], fds });
  killGroupOf(pid);
  expect(exitOf(pid, "cat")).toEqual({ signal: SIGKILL });
});

test("killGroupOf() does nothing for a process that is gone", () => {
  const pid = spawn("/bin/true", { argv: [cString("true")], env: [], fds: new Map() });
  exitOf(pid, "true");
  killGroupOf(pid);
});
