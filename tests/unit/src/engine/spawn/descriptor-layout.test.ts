// Tests of src/engine/spawn/descriptor-layout.ts.
import { expect, test } from "bun:test";
import { Fd } from "../../../../../ffi/fd.ts";
import { layOut } from "../../../../../src/engine/spawn/descriptor-layout.ts";

// Never used, so that any number will do.
const [sync, start, attach, a, b, c, d, e] = Array.from({ length: 8 }, (_, index) => new Fd(1000 + index)) as [
  Fd,
  Fd,
  Fd,
  Fd,
  Fd,
  Fd,
  Fd,
  Fd,
];

test("layOut() begins with the pipes when the container gets nothing", () => {
  const { fds, variables } = layOut({ sync, start });
  expect([...fds]).toEqual([
    [3, sync],
    [4, start],
  ]);
  expect(variables).toEqual({ _OCI_SYNCPIPE: "3", _OCI_STARTPIPE: "4" });
});

test("layOut() puts activation before what is preserved, then the pipes, then what is held", () => {
  const { fds, variables } = layOut({ sync, start, attach, listenFds: [a, b], preserveFds: [c], held: [d, e] });
  expect([...fds.values()]).toEqual([a, b, c, sync, start, attach, d, e]);
  expect([...fds.keys()]).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  expect(variables).toEqual({ _OCI_SYNCPIPE: "6", _OCI_STARTPIPE: "7", _OCI_ATTACHPIPE: "8" });
});

test("layOut() lets one descriptor stand at several numbers", () => {
  expect([...layOut({ sync, start, preserveFds: [a, a] }).fds.values()]).toEqual([a, a, sync, start]);
});
