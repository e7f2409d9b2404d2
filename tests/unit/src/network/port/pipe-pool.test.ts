// Checks that pipes are large, reused, and not hoarded.
import { expect, test } from "bun:test";
import { F_GETPIPE_SZ } from "../../../../../ffi/constants.ts";
import { libc } from "../../../../../ffi/libc.ts";
import type { Pipe } from "../../../../../ffi/pipe.ts";
import { PIPE_SIZE, PipePool } from "../../../../../src/network/port/pipe-pool.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";

function taken(pool: PipePool): Pipe {
  const pipe = pool.take();
  if (pipe === undefined) throw new Error("there is no pipe");
  return pipe;
}

test("take() gives a large pipe, and the same one again when it was given back", () => {
  using pool = new PipePool();
  const first = taken(pool);
  expect(libc.fcntl(first.writeEnd.number, F_GETPIPE_SZ, 0)).toBe(PIPE_SIZE);
  pool.giveBack(first);
  using again = taken(pool);
  expect(again).toBe(first);
});

test("PipePool keeps a few pipes, and none when it is disposed of", () => {
  const left = leftOpenBy(() => {
    const pool = new PipePool();
    const pipes = Array.from({ length: 20 }, () => taken(pool));
    for (const pipe of pipes) pool.giveBack(pipe);
    expect(pipes.filter(({ readEnd }) => !readEnd.closed).length).toBeLessThan(20);
    pool[Symbol.dispose]();
  });
  expect(left).toEqual([]);
});
