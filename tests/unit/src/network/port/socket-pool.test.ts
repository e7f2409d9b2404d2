// Checks that sockets are ordered ahead of need, and that nobody waits in vain.
import { expect, test } from "bun:test";
import { O_RDWR } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { open } from "../../../../../ffi/file.ts";
import { SocketPool } from "../../../../../src/network/port/socket-pool.ts";

const LIMITS = { first: 4, most: 8 };

function made(count: number): Fd[] {
  return Array.from({ length: count }, () => open("/dev/null", O_RDWR));
}

function newPool(): { readonly pool: SocketPool; readonly orders: number[] } {
  const orders: number[] = [];
  const pool = new SocketPool((count) => {
    orders.push(count);
    return true;
  }, LIMITS);
  return { pool, orders };
}

test("SocketPool orders its first stock at once, and nothing more while that is under way", () => {
  const { pool, orders } = newPool();
  using _pool = pool;
  expect(pool.take()).toBeUndefined();
  pool.refill();
  expect(orders).toEqual([4]);
});

test("SocketPool orders again when half of the stock is used up", () => {
  const { pool, orders } = newPool();
  using _pool = pool;
  pool.deliver(made(4));
  pool.take()?.close();
  pool.take()?.close();
  expect(orders).toEqual([4]);
  pool.take()?.close();
  expect(orders).toEqual([4, 3]);
});

test("SocketPool keeps more when it has run dry, up to a limit", () => {
  const { pool, orders } = newPool();
  using _pool = pool;
  for (let round = 0; round < 3; round++) {
    pool.deliver(made(orders.at(-1) ?? 0));
    while (pool.available > 0) pool.take()?.close();
  }
  pool.deliver([]);
  pool.refill();
  expect(orders.at(-1)).toBe(8);
});

test("whenFilled() calls once, and not for an empty delivery", () => {
  const { pool } = newPool();
  using _pool = pool;
  let calls = 0;
  pool.whenFilled(() => calls++);
  pool.deliver([]);
  expect(calls).toBe(0);
  pool.deliver(made(1));
  pool.deliver(made(1));
  expect(calls).toBe(1);
});

test("giveBack() makes a socket available again, and disposing closes what is left", () => {
  const { pool } = newPool();
  const [socket] = made(1);
  if (socket === undefined) throw new Error("nothing was made");
  pool.giveBack(socket);
  expect(pool.available).toBe(1);
  pool[Symbol.dispose]();
  expect(socket.closed).toBe(true);
});
