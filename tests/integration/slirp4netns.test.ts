// The real slirp4netns in a namespace of the test's own: what is in it reaches the host, and is reached.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { type Pipe, pipe } from "../../ffi/pipe.ts";
import {
  createNetworkNamespace,
  listNetworkNamespaces,
  removeNetworkNamespace,
} from "../../src/network/netns/namespace.ts";
import { addHostForward, listHostForwards, removeHostForward } from "../../src/network/slirp4netns/api.ts";
import { parseSlirpOptions } from "../../src/network/slirp4netns/options.ts";
import { type SlirpStart, startSlirp4netns } from "../../src/network/slirp4netns/start.ts";
import type { Child } from "../../src/waiting/child.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

leavesNothing();

/** The host, as the container sees it. */
const HOST = "10.0.2.2";

let directory: string;
let namespace: string;
let exit: Pipe;
let before: readonly string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "ctrmon-slirp-"));
  before = listNetworkNamespaces();
  namespace = await createNetworkNamespace();
  exit = pipe();
});

afterEach(() => {
  exit[Symbol.dispose]();
  removeNetworkNamespace(namespace);
  rmSync(directory, { recursive: true });
  expect(listNetworkNamespaces()).toEqual([...before]);
});

function start(texts: readonly string[] = [], more: Partial<SlirpStart> = {}): Promise<Child> {
  return startSlirp4netns({
    options: parseSlirpOptions(texts),
    target: { path: namespace },
    exit: exit.readEnd,
    ...more,
  });
}

/** Runs a command in the namespace. */
async function inside(...command: string[]): Promise<string> {
  await using program = Bun.spawn(["nsenter", `--net=${namespace}`, "--", ...command], { stdin: "ignore" });
  const output = await program.stdout.text();
  return output.trim();
}

async function over(slirp: Child): Promise<void> {
  exit.writeEnd.close();
  expect(await slirp.ended()).toEqual({ code: 0 });
}

/** A server on the host that greets, and ends the connection. */
function greeter(hostname: string): { readonly port: number } & Disposable {
  const server = Bun.listen({ hostname, port: 0, socket: { open: (peer) => void peer.end("hello"), data: () => {} } });
  return { port: server.port, [Symbol.dispose]: () => server.stop(true) };
}

test("the namespace has a device when slirp4netns says so, until the pipe ends", async () => {
  const slirp = await start();
  expect(await inside("ip", "-oneline", "-4", "addr", "show", "tap0")).toContain("10.0.2.100/24");
  expect(await inside("ip", "route")).toContain("default via 10.0.2.2 dev tap0");
  expect(await inside("ip", "link", "show", "tap0")).toContain("mtu 65520");
  await over(slirp);
});

test("the namespaces of the machine are still there: the sandbox has a mount namespace of its own", async () => {
  const slirp = await start();
  expect(listNetworkNamespaces().length).toBe(before.length + 1);
  const mounts = readFileSync(`/proc/${slirp.pid}/mountinfo`, "utf8");
  expect(mounts).not.toContain("shared:");
  await over(slirp);
});

test("allow_host_loopback lets what is inside reach 127.0.0.1 of the host, and nothing else does", async () => {
  using server = greeter("127.0.0.1");
  const slirp = await start(["allow_host_loopback=true"]);
  expect(await inside("busybox", "nc", HOST, String(server.port))).toBe("hello");
  await over(slirp);
  exit[Symbol.dispose]();
  exit = pipe();
  const closed = await start();
  expect(await inside("timeout", "2", "busybox", "nc", HOST, String(server.port))).toBe("");
  await over(closed);
});

test("mtu and cidr are what was asked for", async () => {
  const slirp = await start(["mtu=1400", "cidr=192.168.7.0/24"]);
  expect(await inside("ip", "-oneline", "-4", "addr", "show", "tap0")).toContain("192.168.7.100/24");
  expect(await inside("ip", "link", "show", "tap0")).toContain("mtu 1400");
  await over(slirp);
});

test("enable_ipv6 gives an address that can be used at once", async () => {
  const slirp = await start(["enable_ipv6=true"]);
  expect(await inside("ip", "-oneline", "-6", "addr", "show", "tap0")).not.toContain("tentative");
  await over(slirp);
});

test("outbound_addr is where connections come from", async () => {
  const [address] = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
  );
  // A machine with nothing but a loopback device has no other address to come from.
  const from = address ?? "127.0.0.1";
  const seen = Promise.withResolvers<string>();
  const server = Bun.listen({
    hostname: from,
    port: 0,
    socket: {
      open: (peer) => {
        seen.resolve(peer.remoteAddress);
        peer.end();
      },
      data: () => {},
    },
  });
  const slirp = await start(["allow_host_loopback=true", `outbound_addr=${from}`]);
  await inside("timeout", "5", "busybox", "nc", address ?? HOST, String(server.port));
  expect(await seen.promise).toBe(from);
  server.stop(true);
  await over(slirp);
});

test("a port of the host leads to a server inside, until it is removed", async () => {
  const apiSocket = join(directory, "api");
  const slirp = await start([], { apiSocket });
  const script = `require("net").createServer((peer) => peer.end("inside\\n")).listen(80, () => console.log("listens"))`;
  await using server = Bun.spawn(["nsenter", `--net=${namespace}`, process.execPath, "-e", script], {
    stdin: "ignore",
    stdout: "pipe",
  });
  await server.stdout.getReader().read();
  using reserved = greeter("127.0.0.1");
  const taken = { protocol: "tcp", hostIp: "127.0.0.1", hostPort: reserved.port, guestPort: 80 } as const;
  const refusal = await addHostForward(apiSocket, taken).catch(String);
  expect(refusal).toEndWith(`listen tcp4 127.0.0.1:${reserved.port}: bind: address already in use`);
  reserved[Symbol.dispose]();

  const id = await addHostForward(apiSocket, taken);
  expect(await listHostForwards(apiSocket)).toEqual([{ ...taken, id }]);
  expect(await said(reserved.port)).toBe("inside\n");
  await removeHostForward(apiSocket, id);
  expect(await listHostForwards(apiSocket)).toEqual([]);
  server.kill("SIGKILL");
  await over(slirp);
});

test("the namespace of a process does as well", async () => {
  await using holder = Bun.spawn(["unshare", "--net", "sh", "-c", "echo there; exec cat"], { stdin: "pipe" });
  await holder.stdout.getReader().read();
  const slirp = await start([], { target: { pid: holder.pid } });
  const addresses = Bun.spawnSync(["nsenter", "--net", "--target", String(holder.pid), "ip", "addr"]).stdout.toString();
  expect(addresses).toContain("10.0.2.100/24");
  await over(slirp);
  await holder.stdin.end();
});

test("slirp4netns ends when whoever holds the pipe is killed", async () => {
  await using holder = Bun.spawn(["sh", "-c", "echo there; exec cat"], {
    stdio: ["pipe", "pipe", "inherit", exit.writeEnd.number],
  });
  await holder.stdout.getReader().read();
  const slirp = await start();
  exit.writeEnd.close();
  process.kill(holder.pid, SIGKILL);
  expect(await slirp.ended()).toEqual({ code: 0 });
});

test("an early death is reported at once, in slirp4netns's own words", async () => {
  const failure = await start([], { target: { path: join(directory, "none") } }).catch(String);
  expect(failure).toContain("NetworkError: slirp4netns has ended (exit code 1): ");
  expect(failure).toContain("No such file or directory");
  const small = await start(["cidr=10.0.2.0/30"]).catch(String);
  expect(small).toBe("NetworkError: slirp4netns has ended (exit code 1): prefix length needs to be 1-25");
});

test("a missing program is an error that says how to get it", async () => {
  const failure = await start([], { program: join(directory, "slirp4netns") }).catch(String);
  expect(failure).toEndWith("slirp4netns not found: apt-get install slirp4netns");
});

async function said(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (peer, bytes) => {
        text += bytes.toString();
        if (text.endsWith("\n")) peer.end();
      },
      close: () => resolve(text),
      error: (_, error) => reject(error),
    },
  });
  return promise;
}
