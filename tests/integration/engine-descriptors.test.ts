// What the engine hands to a container through its monitor, what the monitor alone keeps, and for how long.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { EPOLLIN, O_RDONLY } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { read } from "../../ffi/io.ts";
import { pipe } from "../../ffi/pipe.ts";
import type { Container } from "../../src/engine/container.ts";
import { PortInUseError } from "../../src/engine/errors.ts";
import { bindPorts } from "../../src/engine/ports/bind-ports.ts";
import { ready } from "../../src/waiting/ready.ts";
import { stagedRuntime } from "../helpers/engine-runtime.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { openFiles } from "../helpers/processes.ts";
import { readRecording } from "../helpers/recording.ts";

leavesNothing();

/** What the first process of a container is activated with, and its first two descriptors. */
const SHOW = 'echo "$LISTEN_FDS/$LISTEN_PID"; for fd in 3 4; do readlink /proc/$$/fd/$fd; done';

test.each([CTRMON, CONMON])("$name: descriptors are preserved, from 3 up", async (monitor) => {
  using site = new EngineSite({ monitor, script: SHOW });
  using hosts = open("/etc/hosts", O_RDONLY);
  using passwd = open("/etc/passwd", O_RDONLY);
  await finished(await site.create({ preserveFds: [hosts, passwd] }));
  expect(outputIn(site.log(), "stdout")).toBe("/\n/etc/hosts\n/etc/passwd\n");
  expect([hosts.closed, passwd.closed]).toEqual([false, false]);
});

test.each([CTRMON, CONMON])(
  "$name: sockets of an activation are found from 3 up, whatever else there is",
  async (monitor) => {
    using site = new EngineSite({ monitor, script: SHOW });
    using hosts = open("/etc/hosts", O_RDONLY);
    using passwd = open("/etc/passwd", O_RDONLY);
    using held = pipe();
    await finished(await site.create({ listenFds: [hosts, passwd], held: [held.writeEnd] }));
    expect(outputIn(site.log(), "stdout")).toBe("2/1\n/etc/hosts\n/etc/passwd\n");
  },
);

test.each([CTRMON, CONMON])("$name: what is preserved comes behind the sockets of an activation", async (monitor) => {
  using site = new EngineSite({ monitor, script: SHOW });
  using hosts = open("/etc/hosts", O_RDONLY);
  using passwd = open("/etc/passwd", O_RDONLY);
  await finished(await site.create({ listenFds: [hosts], preserveFds: [passwd] }));
  expect(outputIn(site.log(), "stdout")).toBe("1/1\n/etc/hosts\n/etc/passwd\n");
});

test.each([CTRMON, CONMON])(
  "$name: what is held is open in the monitor alone, until the exit file",
  async (monitor) => {
    using site = new EngineSite({ monitor, script: "read line" });
    using held = pipe();
    const link = openFiles("self").get(held.writeEnd.number) ?? "";
    const container = await site.create({ stdin: true, held: [held.writeEnd] });
    await container.start();
    expect(held.writeEnd.closed).toBe(true);
    const holds = (pid: number | undefined): boolean => [...openFiles(pid ?? 0).values()].includes(link);
    expect([holds(container.monitorPid), holds(container.pid)]).toEqual([true, false]);

    using attachment = await container.attach();
    attachment.closeInput();
    await ready(held.readEnd, EPOLLIN);
    expect(read(held.readEnd, new Uint8Array(new ArrayBuffer(1)))).toBe(0);
    expect((await container.wait()).code).toBe(1);
    await container.delete();
  },
);

test.each([CTRMON, CONMON])("$name: a port is taken as long as the container lives", async (monitor) => {
  using site = new EngineSite({ monitor, script: "read line" });
  const wanted = { hostIp: "127.0.0.1", hostPort: 0, containerPort: 80, protocol: "tcp", range: 1 } as const;
  const container = await site.create({ stdin: true, ports: [wanted] });
  await container.start();
  expect(container.ports[0]?.hostPort).toBeGreaterThan(0);
  expect(() => bindPorts(container.ports)).toThrow(PortInUseError);
  using attachment = await container.attach();
  attachment.closeInput();
  await container.wait();
  bindPorts(container.ports)[Symbol.dispose]();
  await container.delete();
});

test.each([CTRMON, CONMON])(
  "$name: the runtime's environment is ours, without what is meant for us alone",
  async (monitor) => {
    using site = new EngineSite({ monitor, runtime: stagedRuntime("record=ASIDE/runtime", "exit=1") });
    const ours = { NOTIFY_SOCKET: "/run/notify", LISTEN_FDS: "7", LISTEN_PID: "8", ENGINE_TEST: "ours" };
    Object.assign(process.env, ours);
    try {
      await site.create().catch(() => undefined);
    } finally {
      for (const name of Object.keys(ours)) delete process.env[name];
    }
    const { env } = readRecording(join(site.directories.aside, "runtime"));
    const names = env.map((entry) => entry.slice(0, entry.indexOf("=")));
    expect(env).toContain("ENGINE_TEST=ours");
    expect(env).toContain(`PATH=${process.env["PATH"]}`);
    expect(names).toContain("HOME");
    expect(names.filter((name) => /^NOTIFY_SOCKET$|^LISTEN_/.test(name))).toEqual([]);
  },
);

test("a container with the log driver passthrough has the engine's streams", async () => {
  using site = new EngineSite({ script: "cat; echo error >&2", logs: [{ driver: "passthrough" }] });
  using input = pipe();
  using output = pipe();
  const stdio = { stdin: input.readEnd, stdout: output.writeEnd, stderr: output.writeEnd };
  const container = await site.create({ stdio });
  output.writeEnd.close();
  input.writeEnd.close();
  await container.start();
  const buffer = new Uint8Array(new ArrayBuffer(100));
  await ready(output.readEnd, EPOLLIN);
  expect(new TextDecoder().decode(buffer.subarray(0, read(output.readEnd, buffer)))).toBe("error\n");
  await container.wait();
  await container.delete();
  expect(existsSync(site.directories.log)).toBe(false);
});

async function finished(container: Container): Promise<void> {
  await container.start();
  await container.wait();
  await container.delete();
}
