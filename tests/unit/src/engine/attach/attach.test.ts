// Tests of src/engine/attach/attach.ts, with a socket that is there, comes later, or is nobody's.
import { expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { SOCK_STREAM } from "../../../../../ffi/constants.ts";
import { bindUnix, listen, unixSocket } from "../../../../../ffi/socket.ts";
import { attach } from "../../../../../src/engine/attach/attach.ts";
import { ContainerStateError, EngineError } from "../../../../../src/engine/errors.ts";
import { TimeoutError } from "../../../../../src/waiting/deadline.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { PretendedMonitor } from "../wait/pretended-monitor.ts";
import { MadeUpMonitor } from "./made-up-monitor.ts";

const WAITING = { timeout: 10_000 } as const;

test("attach() connects to a socket that is there", async () => {
  using monitor = new MadeUpMonitor().listen();
  using attachment = await attach({ socket: monitor.socket }, WAITING);
  using connection = monitor.accept();
  await attachment.write(Uint8Array.of(65));
  expect(await connection.packet()).toBe("A");
});

test("attach() reaches a socket whose path is longer than an address", async () => {
  using monitor = new MadeUpMonitor(`${"long/".repeat(60)}bundle`).listen();
  expect(monitor.socket.length).toBeGreaterThan(300);
  using _attachment = await attach({ socket: monitor.socket }, WAITING);
  monitor.accept()[Symbol.dispose]();
});

test("attach() waits for a socket that comes later, and for the link to it", async () => {
  using monitor = new MadeUpMonitor();
  const atOnce = attach({ socket: monitor.socket }, WAITING);
  const byLink = attach({ socket: monitor.at("sockets/uuid/attach") }, WAITING);
  monitor.listen();
  (await atOnce)[Symbol.dispose]();
  mkdirSync(monitor.at("sockets"));
  symlinkSync("../bundle", monitor.at("sockets/uuid"));
  (await byLink)[Symbol.dispose]();
  for (let count = 0; count < 2; count++) monitor.accept()[Symbol.dispose]();
});

test("attach() waits for a socket that is bound to be listened at", async () => {
  using monitor = new MadeUpMonitor().bind();
  const attaching = attach({ socket: monitor.socket }, WAITING);
  monitor.listen();
  using _attachment = await attaching;
  monitor.accept()[Symbol.dispose]();
});

test("attach() waits for room where many wait already", async () => {
  using monitor = new MadeUpMonitor().listen();
  const all = Array.from({ length: 6 }, () => attach({ socket: monitor.socket }, WAITING));
  for (let count = 0; count < all.length; count++) (await monitor.next())[Symbol.dispose]();
  for (const attachment of await Promise.all(all)) attachment[Symbol.dispose]();
});

test("attach() says that the monitor is gone when nobody listens at its socket", async () => {
  using monitor = new MadeUpMonitor().listen();
  monitor.die();
  await expect(attach({ socket: monitor.socket })).rejects.toThrow(
    new ContainerStateError(`Cannot attach to "${monitor.socket}": the container's monitor is gone`),
  );
});

test("attach() takes the new socket in place of one that nobody listens at", async () => {
  using monitor = new MadeUpMonitor().listen();
  monitor.die();
  const attaching = attach({ socket: monitor.socket }, WAITING);
  rmSync(monitor.socket);
  monitor.bind().listen();
  using _attachment = await attaching;
  monitor.accept()[Symbol.dispose]();
});

test("attach() does not wait for a socket that nobody is there to make", async () => {
  using monitor = new MadeUpMonitor();
  using started = new PretendedMonitor("abc");
  const attaching = attach({ socket: monitor.socket, monitor: started.place }, WAITING);
  started.end();
  await expect(attaching).rejects.toThrow(ContainerStateError);
  await expect(attach({ socket: monitor.socket, monitor: started.place }, WAITING)).rejects.toThrow(
    new ContainerStateError("Container abc has no monitor: it has ended, or was never created"),
  );
});

test("attach() gives up after its time, and when the caller does, and leaves nothing open", async () => {
  using directory = new TemporaryDirectory();
  const socket = directory.at("attach");
  const before = openFiles("self").size;
  await expect(attach({ socket }, { timeout: 20 })).rejects.toThrow(
    new TimeoutError(`the attach socket "${socket}"`, 20),
  );
  const controller = new AbortController();
  const attaching = attach({ socket }, { signal: controller.signal });
  controller.abort(new Error("not any more"));
  await expect(attaching).rejects.toThrow("not any more");
  expect(openFiles("self").size).toBe(before);
});

test("attach() says what is wrong with what is no attach socket", async () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  const below = directory.at("file/attach");
  await expect(attach({ socket: below }, WAITING)).rejects.toThrow(
    new EngineError(`Cannot attach to "${below}": ENOTDIR (Not a directory)`),
  );
  using stream = unixSocket(SOCK_STREAM);
  bindUnix(stream, directory.at("stream"));
  listen(stream, 1);
  await expect(attach({ socket: directory.at("stream") }, WAITING)).rejects.toThrow(EngineError);
});
