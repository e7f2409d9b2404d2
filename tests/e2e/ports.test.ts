// Published ports: they work, stay taken while the container lives, and are free when it has ended.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { Podman } from "../helpers/podman.ts";

let podman: Podman;
let bridge: string;
beforeAll(async () => {
  podman = await Podman.open();
  bridge = basename(podman.directory).toLowerCase();
});
afterAll(async () => {
  await podman.close();
  // The plugin that gives out addresses remembers the last one for ever.
  rmSync(`/var/lib/cni/networks/${bridge}`, { recursive: true, force: true });
});

/** Starts a server in a container and waits until it listens on all its addresses. */
async function serve(name: string, options: readonly string[], port: number): Promise<void> {
  // Without -f it goes into the background when it listens.
  const script = `mkdir /www; echo served >/www/index.html; httpd -p ${port} -h /www; echo listening; exec sleep 10000`;
  await podman.runDetached(name, ["sh", "-c", script], options);
  const logs = podman.start(["logs", "--follow", name]);
  await logs.says("listening\n");
  logs.kill("SIGTERM");
  await logs.finished();
}

async function publish(name: string, network: string): Promise<string> {
  await serve(name, ["--network", network, "--publish", "127.0.0.1::80"], 80);
  return podman.output(["port", name, "80/tcp"]);
}

/** Whether somebody else has the port. */
function isTaken(address: string): boolean {
  const [hostname = "", port] = address.split(":");
  try {
    Bun.listen({ hostname, port: Number(port), socket: { data: () => undefined } }).stop(true);
    return false;
  } catch {
    return true;
  }
}

/** The sockets that listen on a port, by inode: proc_net_tcp(5). */
function listeners(port: number): string[] {
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  const sockets = lines.map((line) => line.trim().split(/\s+/));
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return sockets
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === "0A")
    .map((fields) => `socket:[${fields[9]}]`);
}

function descriptors(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
}

test("a port on a bridge is held by the monitor while the container lives", async () => {
  await podman.output(["network", "create", bridge]);
  const address = await publish("bridged", bridge);
  expect(await (await fetch(`http://${address}/`)).text()).toBe("served\n");
  expect(isTaken(address)).toBeTrue();
  const [listener = "none"] = listeners(Number(address.split(":")[1]));
  expect(descriptors(Number(await podman.inspect("bridged", ".State.ConmonPid")))).toContain(listener);

  await podman.output(["kill", "bridged"]);
  await podman.output(["wait", "bridged"]);
  expect(isTaken(address)).toBeFalse();
  await podman.output(["rm", "bridged"]);
  await podman.output(["network", "rm", bridge]);
});

test("a port through slirp4netns works, and ends with the container", async () => {
  const address = await publish("slirp", "slirp4netns");
  expect(await (await fetch(`http://${address}/`)).text()).toBe("served\n");
  expect(isTaken(address)).toBeTrue();
  await podman.output(["rm", "--force", "--time", "0", "slirp"]);
  expect(isTaken(address)).toBeFalse();
});

test("a container in the host's network serves on the host's own port", async () => {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  await serve("host", ["--network", "host"], port);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("served\n");
  await podman.output(["rm", "--force", "--time", "0", "host"]);
  expect(isTaken(`127.0.0.1:${port}`)).toBeFalse();
});
