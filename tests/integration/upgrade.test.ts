// The installed executable is replaced while monitors run: they stay what they were started as, to their end.
import { describe, expect, test } from "bun:test";
import { existsSync, openSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { execAttached } from "../helpers/exec-options.ts";
import { InstalledCopy, REPLACEMENTS } from "../helpers/installed-copy.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { NetworkNamespace } from "../helpers/network-namespace.ts";
import { mapping, PortForwarder } from "../helpers/port-forwarder.ts";
import { Session } from "../helpers/session.ts";
import { TcpEnd, TcpServer } from "../helpers/tcp-end.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const HOST_PORT = 28_491;
const CONTAINER_PORT = 8083;

describe.each(REPLACEMENTS)("a new file %s", (how) => {
  test("a running monitor takes clients, rotates and reopens its log, ends in order and runs the exit command", () => {
    using installed = new InstalledCopy();
    using session = new Session({
      monitor: installed.program,
      before: makeTurns,
      script: `echo before; ${waitsFor("first")}; FIXTURES/numbered-lines 100 100; ${waitsFor("second")}; echo last; exit 7`,
      options: ({ aside }) => ({
        "log-size-max": "4000",
        "log-rotate": true,
        "exit-command": "/bin/sh",
        "exit-command-arg": ["-c", `echo >"${aside}/exit-command-ran"`],
      }),
    });
    session.run();
    installed.replaceByTrap(how);
    using client = new AttachClient(session.attachPath);
    goOn(session.directories, "first");
    const { directories } = session;
    goOn(directories, "second", () => {
      waitUntil("a second log file", () => existsSync(`${directories.log}.1`));
      writeFileSync(join(directories.bundle, "ctl"), "2 0 0\n");
    });
    expect(client.receive().stdout.toString()).toEndWith("last\n");
    expect(session.monitor()).toBe(7);
    expect(session.exitFileContent()).toBe("7");
    expect(session.log().at(-1)?.text).toBe("last");
    expect(existsSync(join(directories.aside, "exit-command-ran"))).toBe(true);
    expect(installed.trapped).toBe(false);
  });

  test("before the start byte, the monitor is the program that the engine has started", () => {
    using installed = new InstalledCopy();
    using session = new Session({ monitor: installed.program, script: "echo out; exit 7" });
    waitUntil("the first process to be at work", () => existsSync(session.directories.log));
    installed.replaceByTrap(how);
    session.run();
    expect(session.monitor()).toBe(7);
    expect(session.log().map(({ text }) => text)).toEqual(["out"]);
    expect(installed.trapped).toBe(false);
  });

  test("with --sync, too", () => {
    using installed = new InstalledCopy();
    using session = new Session({ monitor: installed.program, script: "exit 7", options: { sync: true } });
    waitUntil("the first process to be at work", () => existsSync(session.directories.log));
    installed.replaceByTrap(how);
    session.go();
    expect(session.syncLine()).toMatch(/^\{"data": \d+\}$/);
    session.start();
    expect(session.first()).toBe(7);
    expect(installed.trapped).toBe(false);
  });

  test("between the two words of an attached exec session, it goes on as it was", () => {
    using installed = new InstalledCopy();
    using session = new Session({
      monitor: installed.program,
      attachPipe: true,
      script: "echo out; exit 7",
      options: execAttached(),
    });
    session.go().first();
    expect(session.attachLine()).toBeDefined();
    using client = new AttachClient(session.attachPath);
    installed.replaceByTrap(how);
    session.go().created();
    session.start();
    expect(client.receive().stdout.toString()).toBe("out\n");
    expect(session.monitor()).toBe(7);
    expect(session.syncLines()).toEqual(['{"data": 7}']);
    expect(installed.trapped).toBe(false);
  });

  test("a container of before takes exec sessions of afterwards, whose code and its own arrive", async () => {
    using installed = new InstalledCopy();
    using site = new EngineSite({ monitor: installed.program, script: "read line; exit 7" });
    const container = await site.create({ stdin: true });
    await container.start();
    installed.replaceByCopy(how);
    using attachment = await container.attach();
    using session = await container.exec({
      args: ["/bin/busybox", "sh", "-c", "exit 5"],
      environment: site.environment,
    });
    expect(await session.wait()).toBe(5);
    attachment.closeInput();
    expect((await container.wait()).code).toBe(7);
    await container.delete();
    site.allEnded();
  });

  test("a port forwarder of before goes on serving, and takes in new connections", () => {
    using installed = new InstalledCopy();
    using namespace = new NetworkNamespace();
    using listener = namespace.inside(() => new TcpServer({ ip: "127.0.0.1", port: CONTAINER_PORT }));
    const mappings = [mapping(HOST_PORT, CONTAINER_PORT)];
    using forwarder = new PortForwarder(installed.program, { netnsPath: namespace.path, mappings }).awaitReady();
    installed.replaceByTrap(how);
    for (let index = 0; index < 50; index++) {
      using client = TcpEnd.connect({ ip: "127.0.0.1", port: HOST_PORT });
      using container = listener.accept();
      client.send("still");
      expect(container.receive(5)).toBe("still");
    }
    forwarder.closeExit();
    expect(forwarder.awaitEnd()).toEqual({ code: 0 });
    expect(installed.trapped).toBe(false);
  });
});

test("the kernel lets nobody write into the executable while a monitor runs", () => {
  using installed = new InstalledCopy();
  using session = new Session({
    monitor: installed.program,
    before: makeTurns,
    script: `${waitsFor("first")}; exit 7`,
  });
  session.run();
  expect(readlinkSync(`/proc/${session.monitorPid()}/exe`)).toBe(installed.program.path);
  expect(() => openSync(installed.program.path, "r+")).toThrow("ETXTBSY");
  goOn(session.directories, "first");
  expect(session.monitor()).toBe(7);
});
