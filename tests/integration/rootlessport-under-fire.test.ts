// The port forwarder with everything that connections do to it: many, broken, slow, and large.
import { expect, test } from "bun:test";
import { waitUntil } from "../helpers/deadline.ts";
import { fixture } from "../helpers/monitors.ts";
import { ownNamespace } from "../helpers/own-namespace.ts";
import { mapping, OUR_FORWARDER, PortForwarder } from "../helpers/port-forwarder.ts";
import { openFiles } from "../helpers/processes.ts";
import { TcpEnd, TcpServer } from "../helpers/tcp-end.ts";

const namespace = ownNamespace();

const HOST = 28_280;
const CONTAINER = 8081;
const CLIENT = { ip: "127.0.0.1", port: HOST };
const GIGABYTE = 1_000_000_000;

function forward(): PortForwarder {
  const mappings = [mapping(HOST, CONTAINER)];
  return new PortForwarder(OUR_FORWARDER, { netnsPath: namespace.path, mappings }).awaitReady();
}

function server(): TcpServer {
  return namespace.inside(() => new TcpServer({ ip: "127.0.0.1", port: CONTAINER }));
}

test("2,000 connections at once, each with its own bytes, and none of their descriptors is left", () => {
  using echo = namespace.start(fixture("echo-server"), "9001");
  echo.next();
  const mappings = [mapping(HOST, 9001)];
  using forwarder = new PortForwarder(OUR_FORWARDER, { netnsPath: namespace.path, mappings }).awaitReady();
  const atRest = openFiles(forwarder.pid).size;
  const clients = Array.from({ length: 2000 }, () => TcpEnd.connect(CLIENT));
  for (const [index, client] of clients.entries()) client.send(`I am ${index}`);
  for (const [index, client] of clients.entries()) {
    expect(client.receive(`I am ${index}`.length)).toBe(`I am ${index}`);
  }
  expect(openFiles(forwarder.pid).size).toBeGreaterThan(4000);
  for (const client of clients) client[Symbol.dispose]();
  // What is kept in stock may have grown.
  waitUntil("the connections to be gone", () => openFiles(forwarder.pid).size < atRest + 260);
}, 60_000);

test("a gigabyte each way at the same time, byte for byte", async () => {
  using stream = namespace.start(fixture("tcp-stream"), "serve", `${CONTAINER}`, `${GIGABYTE}`);
  expect(stream.next()).toBe("listening");
  using _forwarder = forward();
  const client = Bun.spawn([fixture("tcp-stream"), "connect", `${HOST}`, `${GIGABYTE}`], { stdout: "pipe" });
  expect(await client.stdout.text()).toBe(`${GIGABYTE} sent, ${GIGABYTE} checked\n`);
  expect(stream.next()).toBe(`${GIGABYTE} sent, ${GIGABYTE} checked`);
}, 120_000);

test("a client that breaks off breaks the container's connection off, and the other way round", () => {
  using listener = server();
  using _forwarder = forward();
  using client = TcpEnd.connect(CLIENT);
  using container = listener.accept();
  client.send("x");
  container.receive(1);
  client.reset();
  expect(container.ending()).toBe("reset");

  using second = TcpEnd.connect(CLIENT);
  using containerSecond = listener.accept();
  second.send("x");
  containerSecond.receive(1);
  containerSecond.reset();
  expect(second.ending()).toBe("reset");
});

test("a client that breaks off while the container reads nothing is noticed", () => {
  using listener = server();
  using forwarder = forward();
  using client = TcpEnd.connect(CLIENT);
  using container = listener.accept();
  const before = openFiles(forwarder.pid).size;
  fill(client);
  client.reset();
  waitUntil("both sockets to be closed", () => openFiles(forwarder.pid).size < before);
  expect(container.hasSomething(1000)).toBe(true);
});

test("a slow reader holds its own sender up, gets everything, and delays nobody else", () => {
  using listener = server();
  using _forwarder = forward();
  using slow = TcpEnd.connect(CLIENT);
  using slowContainer = listener.accept();
  const sent = fill(slow);

  using quick = TcpEnd.connect(CLIENT);
  using quickContainer = listener.accept();
  quick.send("ping");
  expect(quickContainer.receive(4)).toBe("ping");

  slow.end();
  const received = slowContainer.receiveBytes(sent + 1);
  expect(received.length).toBe(sent);
  expect(received.every((byte, index) => byte === ((index % CHUNK) * 31) % 251)).toBe(true);
}, 60_000);

test("at the limit of open files clients wait, and are served when there is room again", () => {
  using echo = namespace.start(fixture("echo-server"), "9002");
  echo.next();
  const mappings = [mapping(HOST, 9002)];
  using forwarder = new PortForwarder(OUR_FORWARDER, { netnsPath: namespace.path, mappings }).awaitReady();
  Bun.spawnSync(["prlimit", `--pid=${forwarder.pid}`, "--nofile=100:100"]);
  const clients = Array.from({ length: 100 }, () => TcpEnd.connect(CLIENT));
  for (const client of clients) client.send("hello");
  const served = clients.filter((client) => client.hasSomething(20));
  expect(served.length).toBeGreaterThan(20);
  expect(served.length).toBeLessThan(50);
  for (const client of served) client[Symbol.dispose]();
  const next = clients.filter((client) => !served.includes(client)).slice(0, 20);
  for (const client of next) expect(client.receive(5)).toBe("hello");
  for (const client of clients) client[Symbol.dispose]();
}, 60_000);

const CHUNK = 65_536;

/** Sends until nobody takes any more. @returns bytes */
function fill(end: TcpEnd): number {
  const chunk = Uint8Array.from({ length: CHUNK }, (_, index) => (index * 31) % 251);
  let sent = 0;
  for (let misses = 0; misses < 20; ) {
    const count = end.sendSome(chunk.subarray(sent % CHUNK));
    sent += count;
    misses = count === 0 ? misses + 1 : 0;
    // Whether it is full for good shows only after a while.
    if (count === 0) end.hasSomething(10);
  }
  return sent;
}
