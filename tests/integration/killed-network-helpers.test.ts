// kill -9 to what makes a container's network: the container goes on to its exit code, and nothing stays behind it.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import type { Container } from "../../src/engine/container.ts";
import { MonitorError } from "../../src/engine/errors.ts";
import { SlirpNetwork } from "../../src/engine/network/slirp-network.ts";
import { parseSlirpOptions } from "../../src/network/slirp4netns/options.ts";
import { DEADLINE, waitUntil } from "../helpers/deadline.ts";
import { PREFIX } from "../helpers/directories.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { descendants } from "../helpers/processes.ts";
import { TcpServer } from "../helpers/tcp-end.ts";

leavesNothing();

const PORT = 28_495;
/** slirp4netns, the port forwarder, and the forwarder's child inside the namespace. */
type Helper = "slirp4netns" | "forwarder" | "supplier";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each([
  ["slirp4netns", "slirp4netns", ["forwarder", "supplier"]],
  ["the port forwarder", "forwarder", ["slirp4netns"]],
  ["the port forwarder's child", "supplier", ["slirp4netns"]],
] as const)(
  "%s killed: the container goes on, what is left ends with it, and the port is free",
  async (_, victim, left) => {
    using site = new EngineSite({ script: "read line; exit 7" });
    const container = await withNetwork(site);
    await container.start();
    const pids = helpers();
    kill(pids.get(victim) ?? 0, SIGKILL);
    waitUntil("those that depend on it", () => [...helpers().keys()].toSorted().join() === left.join());
    using attachment = await container.attach();
    attachment.closeInput();
    expect((await container.wait({ timeout: DEADLINE })).code).toBe(7);
    await container.delete();
    waitUntil("the helpers' end", () => helpers().size === 0);
    site.allEnded();
    expectFree();
  },
);

test("the monitor killed: all of them end, and the port is free", async () => {
  using site = new EngineSite({ script: "exec sleep 1000" });
  const container = await withNetwork(site);
  await container.start();
  expect(helpers().size).toBe(3);
  const waiting = failureOf(container.wait({ timeout: DEADLINE }));
  kill(container.monitorPid ?? 0, SIGKILL);
  expect(await waiting).toBeInstanceOf(MonitorError);
  waitUntil("the helpers' end", () => helpers().size === 0);
  await container.delete({ force: true });
  site.allEnded();
  expectFree();
});

async function withNetwork(site: EngineSite): Promise<Container> {
  using network = await SlirpNetwork.prepare({
    id: site.place.id,
    options: parseSlirpOptions([]),
    ports: [{ hostIp: "127.0.0.1", hostPort: PORT, containerPort: 80, protocol: "tcp", range: 1 }],
    namespace: undefined,
    apiSocket: join(directory, "api"),
  });
  const container = await site.create({ stdin: true, held: network.leaked() });
  await network.connect(container.pid ?? 0);
  return container;
}

/** Those that live. */
function helpers(): Map<Helper, number> {
  const found = new Map<Helper, number>();
  for (const { pid, state } of descendants()) {
    if (state === "Z") continue;
    const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
    if (/slirp4netns/.test(command)) found.set("slirp4netns", pid);
    else if (command.includes("--supply-sockets")) found.set("supplier", pid);
    else if (command.startsWith("rootlessport\0")) found.set("forwarder", pid);
  }
  return found;
}

/** Somebody else can have the port. */
function expectFree(): void {
  using _server = new TcpServer({ ip: "127.0.0.1", port: PORT });
}
