// Checks a connection against a bus that hangs, closes, refuses and talks too much.
import { expect, test } from "bun:test";
import { SOCK_STREAM } from "../../../../../../ffi/constants.ts";
import { bindUnix, listen, unixSocket } from "../../../../../../ffi/socket.ts";
import { Connection } from "../../../../../../src/engine/cgroup/dbus/connection.ts";
import { DbusError, DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import type { Message } from "../../../../../../src/engine/cgroup/dbus/message.ts";
import { type Answer, FakeBus, type FakeBusSetup } from "../../../../../helpers/fake-bus.ts";
import { openFiles } from "../../../../../helpers/processes.ts";
import { TemporaryDirectory } from "../../../../ffi/temporary-directory.ts";

const METHOD = { destination: "org.example.Server", path: "/a", interface: "org.example.I", member: "M" } as const;

function signal(member: string, ...numbers: readonly number[]): Answer {
  return { type: "signal", path: "/a", interface: "org.example.I", member, signature: "au", body: [[...numbers]] };
}

/** A bus for the length of a test, and connections to it that want the signals called `Wanted`. */
class Bench implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly bus: FakeBus;

  constructor(answer: FakeBusSetup["answer"], authenticate?: FakeBusSetup["authenticate"]) {
    this.bus = new FakeBus(
      this.#directory.at("bus"),
      authenticate === undefined ? { answer } : { answer, authenticate },
    );
  }

  connect(abort?: AbortSignal): Promise<Connection> {
    return Connection.open(this.bus.path, ({ member }: Message) => member === "Wanted", abort);
  }

  [Symbol.dispose](): void {
    this.bus[Symbol.dispose]();
    this.#directory[Symbol.dispose]();
  }
}

test("Connection.call() sends the call and returns the answer's values", async () => {
  using bench = new Bench(({ body }) => [{ type: "method return", signature: "uas", body: [body.length, ["x", "y"]] }]);
  using connection = await bench.connect();
  expect(await connection.call({ ...METHOD, signature: "su", body: ["text", 1] })).toEqual([2, ["x", "y"]]);
  expect(await connection.call(METHOD)).toEqual([0, ["x", "y"]]);
  expect(bench.bus.calls.map(({ serial, member, signature, body }) => ({ serial, member, signature, body }))).toEqual([
    { serial: 1, member: "M", signature: "su", body: ["text", 1] },
    { serial: 2, member: "M", signature: "", body: [] },
  ]);
});

test("Connection.call() takes a large answer, and sends a large call", async () => {
  const text = "0123456789".repeat(50_000);
  using bench = new Bench(({ body }) => [{ type: "method return", signature: "s", body }]);
  using connection = await bench.connect();
  expect(await connection.call({ ...METHOD, signature: "s", body: [text] })).toEqual([text]);
});

test("Connection.call() throws the error that it is answered with", async () => {
  using bench = new Bench(() => [{ type: "error", errorName: "org.example.Error.No", text: "never" }]);
  using connection = await bench.connect();
  const error = await connection.call(METHOD).catch((reason: unknown) => reason);
  expect(error).toEqual(new DbusError("org.example.Error.No", "never"));
});

test("Connection keeps wanted signals, from before and after an answer, and drops all others", async () => {
  using bench = new Bench(() => [
    signal("Other", 1),
    signal("Wanted", 2),
    { type: "method return" },
    signal("Wanted", 3),
    signal("Other", 4),
    signal("Wanted", 5),
  ]);
  using connection = await bench.connect();
  await connection.call(METHOD);
  const bodies = [await connection.nextSignal(), await connection.nextSignal(), await connection.nextSignal()];
  expect(bodies.map(({ body }) => body)).toEqual([[[2]], [[3]], [[5]]]);
});

test("Connection reports a bus that closes: at authentication, at a call, at a signal", async () => {
  const closed = new DbusProtocolError("The bus has closed the connection");
  using bench = new Bench(({ member }) => (member === "M" ? ["close"] : [{ type: "method return" }, "close"]));
  using first = await bench.connect();
  expect(await first.call(METHOD).catch((reason: unknown) => reason)).toEqual(closed);
  using second = await bench.connect();
  await second.call({ ...METHOD, member: "Other" });
  expect(await second.nextSignal().catch((reason: unknown) => reason)).toEqual(closed);
});

test("Connection does not wait longer than its caller does, wherever the bus hangs", async () => {
  using directory = new TemporaryDirectory();
  // Nobody accepts: the kernel completes the connection all the same.
  using silent = unixSocket(SOCK_STREAM);
  bindUnix(silent, directory.at("silent"));
  listen(silent, 1);
  const never = new AbortController();
  const attempt = Connection.open(directory.at("silent"), () => true, never.signal);
  never.abort(new Error("enough"));
  expect(await attempt.catch((reason: unknown) => reason)).toEqual(new Error("enough"));

  using bench = new Bench(() => []);
  using connection = await bench.connect();
  for (const wait of [
    (abort: AbortSignal) => connection.call(METHOD, abort),
    (abort: AbortSignal) => connection.nextSignal(abort),
  ]) {
    const controller = new AbortController();
    const waiting = wait(controller.signal);
    controller.abort(new Error("enough"));
    expect(await waiting.catch((reason: unknown) => reason)).toEqual(new Error("enough"));
  }
});

test("Connection.open() says who refuses, and leaves nothing open", async () => {
  const reasons = async (): Promise<unknown[]> => {
    using directory = new TemporaryDirectory();
    using bench = new Bench(
      () => [],
      () => "REJECTED",
    );
    const nobody = Connection.open(directory.at("none"), () => true).catch((reason: unknown) => reason);
    const refused = bench.connect().catch((reason: unknown) => reason);
    return [await nobody, await refused];
  };
  await reasons();
  const before = sockets();
  const [nobody, refused] = await reasons();
  expect(sockets()).toBe(before);
  expect(String(nobody)).toMatch(/^SystemError: connect ".*\/none": ENOENT/);
  expect(refused).toEqual(new DbusProtocolError("The bus does not let this user in; it takes nobody"));
});

function sockets(): number {
  return [...openFiles("self").values()].filter((link) => link.startsWith("socket:")).length;
}
