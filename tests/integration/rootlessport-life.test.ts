// The port forwarder's end, whatever brings it about, and what can be asked of it while it lives.

import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  O_APPEND,
  O_CREAT,
  O_RDWR,
  SHUT_WR,
  SIGKILL,
  SIGTERM,
  SIGUSR1,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
} from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { read, writeAll } from "../../ffi/io.ts";
import { kill } from "../../ffi/process.ts";
import { connectUnix, shutdown, unixSocket } from "../../ffi/socket.ts";
import { becomesReadable, waitUntil } from "../helpers/deadline.ts";
import { fixture } from "../helpers/monitors.ts";
import { NetworkNamespace } from "../helpers/network-namespace.ts";
import { ownNamespace } from "../helpers/own-namespace.ts";
import { mapping, OUR_FORWARDER, PODMANS_FORWARDER, PortForwarder } from "../helpers/port-forwarder.ts";
import { processOf } from "../helpers/processes.ts";
import { TcpEnd, TcpServer } from "../helpers/tcp-end.ts";
import { TemporaryDirectory } from "../unit/ffi/temporary-directory.ts";

const namespace = ownNamespace();

const HOST = 28_480;
const CONTAINER = 8082;
const CLIENT = { ip: "127.0.0.1", port: HOST };
const mappings = [mapping(HOST, CONTAINER)];

function forward(rest: { readonly rootlessCni?: boolean } = {}, program = OUR_FORWARDER): PortForwarder {
  return new PortForwarder(program, { netnsPath: namespace.path, mappings, ...rest }).awaitReady();
}

function server(ip = "127.0.0.1"): TcpServer {
  return namespace.inside(() => new TcpServer({ ip, port: CONTAINER }));
}

function isGone(pid: number): boolean {
  const state = processOf(pid)?.state;
  return state === undefined || state === "Z";
}

test("its child killed, the forwarder ends with a failure and takes its connections along", () => {
  using listener = server();
  using forwarder = forward();
  using client = TcpEnd.connect(CLIENT);
  using _container = listener.accept();
  const [, child = 0] = forwarder.processes();
  kill(child, SIGKILL);
  expect(forwarder.awaitEnd()).toEqual({ code: 1 });
  expect(["end", "reset"]).toContain(client.ending());
});

test("its child killed, a log that is a file says so", () => {
  using directory = new TemporaryDirectory();
  using log = open(directory.at("log"), O_RDWR | O_CREAT | O_APPEND, 0o600);
  using forwarder = new PortForwarder(OUR_FORWARDER, { netnsPath: namespace.path, mappings }, log).awaitReady();
  const [, child = 0] = forwarder.processes();
  kill(child, SIGKILL);
  forwarder.awaitEnd();
  expect(readFileSync(directory.at("log"), "utf8")).toBe(
    "rootlessport: Cannot go on forwarding: its process in the container's namespace has ended\n",
  );
});

test("the forwarder killed, its child ends", () => {
  using forwarder = forward();
  const [, child = 0] = forwarder.processes();
  kill(forwarder.pid, SIGKILL);
  forwarder.awaitEnd();
  waitUntil("the child's end", () => isGone(child));
});

test("in mid-transfer it ends with the engine's word, whatever is still to come", () => {
  using stream = namespace.start(fixture("tcp-stream"), "serve", `${CONTAINER}`, "1000000000000");
  stream.next();
  using forwarder = forward();
  using client = TcpEnd.connect(CLIENT);
  const before = client.receiveBytes(64 * 1024 * 1024).length;
  forwarder.closeExit();
  expect(forwarder.awaitEnd()).toEqual({ code: 0 });
  expect(before).toBe(64 * 1024 * 1024);
  expect(() => TcpEnd.connect(CLIENT)).toThrow("ECONNREFUSED");
});

test("a signal ends it cleanly: no socket, no child, nothing in its directory", () => {
  using forwarder = forward({ rootlessCni: true });
  const [, child = 0] = forwarder.processes();
  kill(forwarder.pid, SIGTERM);
  expect(forwarder.awaitEnd()).toEqual({ code: 0 });
  expect(processOf(child)).toBeUndefined();
  expect(readdirSync(join(forwarder.directory, "rp"))).toEqual([]);
});

test("it keeps serving when the namespace's path is gone", () => {
  using other = new NetworkNamespace();
  using listener = other.inside(() => new TcpServer({ ip: "127.0.0.1", port: CONTAINER }));
  using forwarder = new PortForwarder(OUR_FORWARDER, { netnsPath: other.path, mappings }).awaitReady();
  other.unmount();
  for (let index = 0; index < 100; index++) {
    using client = TcpEnd.connect(CLIENT);
    using container = listener.accept();
    client.send("still");
    expect(container.receive(5)).toBe("still");
  }
  forwarder.closeExit();
  expect(forwarder.awaitEnd()).toEqual({ code: 0 });
});

test("SIGUSR1 has it write what it has done", () => {
  using listener = server();
  using forwarder = forward();
  using client = TcpEnd.connect(CLIENT);
  using container = listener.accept();
  client.send("12345");
  container.receive(5);
  container.send("123");
  client.receive(3);
  kill(forwarder.pid, SIGUSR1);
  const file = join(forwarder.directory, "rp/container.json");
  const text = waitUntil("the statistics", () => existsSync(file) && readFileSync(file, "utf8"));
  expect(JSON.parse(text)).toEqual({
    ports: [
      {
        protocol: "tcp",
        hostIp: "127.0.0.1",
        hostPort: HOST,
        containerPort: CONTAINER,
        accepted: 1,
        active: 1,
        refused: 0,
        reset: 0,
        bytesIn: 5,
        bytesOut: 3,
      },
    ],
  });
});

for (const program of [PODMANS_FORWARDER, OUR_FORWARDER]) {
  test(`${program.name}: another address is dialled after a reload`, () => {
    using fresh = server("127.0.0.2");
    using forwarder = forward({ rootlessCni: true }, program);
    expect(reload(forwarder, '"127.0.0.2"')).toBe("OK");
    using client = TcpEnd.connect(CLIENT);
    using container = fresh.accept();
    container.send("new");
    expect(client.receive(3)).toBe("new");
  });
}

test("a connection outlives a reload", () => {
  using old = server("127.0.0.1");
  using forwarder = forward({ rootlessCni: true });
  using client = TcpEnd.connect(CLIENT);
  using container = old.accept();
  expect(reload(forwarder, '"127.0.0.2"')).toBe("OK");
  container.send("old");
  expect(client.receive(3)).toBe("old");
});

test("a reload with what is no address is refused, and changes nothing", () => {
  using listener = server();
  using forwarder = forward({ rootlessCni: true });
  expect(reload(forwarder, '"nowhere"')).toBe('invalid ChildIP: "nowhere"');
  expect(reload(forwarder, "7")).toBe("not an address: 7");
  expect(reload(forwarder, "{")).toContain("JSON");
  using client = TcpEnd.connect(CLIENT);
  using container = listener.accept();
  container.send("x");
  expect(client.receive(1)).toBe("x");
});

function reload(forwarder: PortForwarder, message: string): string {
  using socket = unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
  connectUnix(socket, join(forwarder.directory, "rp/container"));
  writeAll(socket, new TextEncoder().encode(message));
  shutdown(socket, SHUT_WR);
  becomesReadable(socket);
  const buffer = new Uint8Array(new ArrayBuffer(1024));
  return new TextDecoder().decode(buffer.subarray(0, read(socket, buffer)));
}
