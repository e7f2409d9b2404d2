// Checks that orders reach the child, its sockets the right pool, and that its end is noticed.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6 } from "../../../../../ffi/constants.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { runUntil, settle } from "../../turning.ts";
import { FakeSupply } from "./fake-supply.ts";

test("pool() orders sockets of its kind and is filled with them", () => {
  using reactor = new Reactor();
  using fake = new FakeSupply(reactor);
  const tcp = fake.supply.pool({ family: AF_INET, transport: "tcp" });
  const udp = fake.supply.pool({ family: AF_INET6, transport: "udp" });
  const [first, second] = fake.answer();
  expect(first).toMatchObject({ family: AF_INET, transport: "tcp" });
  expect(second).toMatchObject({ family: AF_INET6, transport: "udp" });
  settle(reactor);
  expect(tcp.available).toBe(first?.count ?? 0);
  expect(udp.available).toBe(second?.count ?? 0);
  expect(fake.supply.pool({ family: AF_INET, transport: "tcp" })).toBe(tcp);
});

test("SocketSupply asks again for what could not be made", () => {
  using reactor = new Reactor();
  using fake = new FakeSupply(reactor);
  const pool = fake.supply.pool({ family: AF_INET, transport: "tcp" });
  fake.answer(0);
  let filled = false;
  pool.whenFilled(() => {
    filled = true;
  });
  runUntil(reactor, "the second order", () => fake.answer().length > 0);
  runUntil(reactor, "the sockets", () => filled);
});

test("SocketSupply says when the child has ended", () => {
  using reactor = new Reactor();
  using fake = new FakeSupply(reactor);
  fake.hangUp();
  runUntil(reactor, "the loss", () => fake.losses.length > 0);
  expect(fake.losses).toEqual(["its process in the container's namespace has ended"]);
  expect(fake.supply.pool({ family: AF_INET, transport: "tcp" }).take()).toBeUndefined();
});
