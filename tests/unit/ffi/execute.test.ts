// Checks that execute() becomes another program.
import { expect, test } from "bun:test";
import { O_RDONLY } from "../../../ffi/constants.ts";
import { open } from "../../../ffi/file.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { exitOf } from "../../helpers/deadline.ts";
import { startProgram, textFrom } from "./programs.ts";

test("execute() keeps the pid and the given descriptors, and comes back only when it fails", () => {
  using output = pipe();
  using kept = open("/", O_RDONLY);
  const pid = startProgram(`${import.meta.dir}/programs/become.ts`, output.writeEnd, { fds: new Map([[9, kept]]) });
  output.writeEnd.close();
  const lines = textFrom(output.readEnd).trimEnd().split("\n");
  expect(exitOf(pid, "the program")).toEqual({ code: 0 });
  expect(lines).toEqual([
    'SystemError: execve "/there/is/no/such/program": ENOENT (No such file or directory) true',
    `${pid} \udcff \udcfe`,
    ...["0", "1", "2", "9"],
  ]);
});
