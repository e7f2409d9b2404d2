// Containers of ctrun with a network by slirp4netns: from inside to the host, and from the host through published ports.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { listNetworkNamespaces } from "../../src/network/netns/namespace.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";
import { RootlessUser } from "../helpers/rootless-user.ts";

leavesNothing();

/** Says when it listens, because httpd goes into the background only then. */
const SERVER = "echo hello > /tmp/index.html; httpd -h /tmp; echo serving; exec sleep 1000";

describe("root's", () => {
  let ctrun: Ctrun;
  beforeAll(() => {
    ctrun = new Ctrun();
  });
  afterAll(() => ctrun[Symbol.dispose]());
  networkTests(() => ctrun);

  test("the namespace is kept as long as the container runs, and made anew for the next run", async () => {
    const id = await ctrun.detached("kept", "exec sleep 1000", ["--network", "slirp4netns"]);
    expect(listNetworkNamespaces()).toContain(`ctrun-${id}`);
    await ctrun.output("stop", "--time", "0", "kept");
    expect(listNetworkNamespaces()).not.toContain(`ctrun-${id}`);
    await ctrun.output("start", "kept");
    expect(listNetworkNamespaces()).toContain(`ctrun-${id}`);
    await ctrun.output("rm", "--force", "kept");
    expect(listNetworkNamespaces()).not.toContain(`ctrun-${id}`);
  });
});

describe("an ordinary user's", () => {
  let user: RootlessUser;
  let ctrun: Ctrun;
  beforeAll(() => {
    user = new RootlessUser("n");
    // The checkout may be where only root gets to.
    const executable = join(user.directory, "ctrmon");
    copyFileSync(CTRMON.path, executable);
    chmodSync(executable, 0o755);
    ctrun = new Ctrun({
      prefix: [...withTunDevice(user), ...user.prefix],
      environment: user.environment,
      directory: user.directory,
      executable,
    });
    user.own(user.directory);
  });
  afterAll(() => {
    ctrun[Symbol.dispose]();
    user[Symbol.dispose]();
  });
  networkTests(() => ctrun);
});

function networkTests(get: () => Ctrun): void {
  test("a container has a device, a route and a name server", async () => {
    const script = "ip -o -4 addr show tap0; ip route; cat /etc/resolv.conf";
    const { stdout, stderr, status } = await get().runContainer(
      ["--rm", "--network", "slirp4netns:mtu=1400"],
      ...["sh", "-c", script],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("inet 10.0.2.100/24");
    expect(stdout).toContain("default via 10.0.2.2 dev tap0");
    expect(stdout).toContain("nameserver 10.0.2.3");
  });

  test("a container reaches a server of the host's when it may", async () => {
    using server = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: (peer) => void peer.end("from the host"), data: () => undefined },
    });
    const heard = async (options: string): Promise<string> => {
      const network = ["--rm", "--network", `slirp4netns${options}`];
      const { stdout } = await get().runContainer(network, "sh", "-c", `nc -w 5 10.0.2.2 ${server.port} </dev/null`);
      return stdout;
    };
    expect(await heard(":allow_host_loopback=true")).toBe("from the host");
    expect(await heard("")).toBe("");
  });

  test.each(["", ":port_handler=slirp4netns"])(
    "a published port leads to a container with slirp4netns%s",
    async (how) => {
      const ctrun = get();
      const name = `web${how.length}`;
      await ctrun.detached(name, SERVER, ["--network", `slirp4netns${how}`, "-p", "127.0.0.1::80"]);
      ctrun.hasWritten(name, "serving");
      const port = await publishedPort(ctrun, name);
      const response = await fetch(`http://127.0.0.1:${port}/`, { keepalive: false });
      expect(await response.text()).toBe("hello\n");
      await ctrun.output("rm", "--force", name);
      waitUntil("nobody to listen any more", () => !isListening(port));
    },
  );

  test("all that serves the network ends with a monitor that is killed", async () => {
    const ctrun = get();
    await ctrun.detached("killed", SERVER, ["-p", "127.0.0.1::80"]);
    const port = await publishedPort(ctrun, "killed");
    expect(isListening(port)).toBe(true);
    process.kill(Number(await ctrun.inspect("killed", "State.ConmonPid")), SIGKILL);
    waitUntil("nobody to listen any more", () => !isListening(port));
    await ctrun.output("rm", "--force", "killed");
  });

  test("a port that is taken is an error, and nothing is left of the container", async () => {
    using taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    const options = ["--rm", "-d", "-p", `127.0.0.1:${taken.port}:80`];
    const { status, stderr } = await get().runContainer(options, "sleep", "1000");
    expect({ status, stderr }).toEqual({
      status: 125,
      stderr: `Error: Cannot bind 127.0.0.1:${taken.port}/tcp: the port is taken\n`,
    });
    expect(get().leftovers()).toEqual([]);
    taken.stop(true);
  });

  test.each([
    ["slirp4netns:mtu=1", 'invalid mtu "1"'],
    ["slirp4netns:colour=blue", 'unknown option for slirp4netns: "colour=blue"'],
    ["bridge", "it must be none, host or slirp4netns[:OPTIONS]"],
  ])("--network %s is refused with the reason", async (network, reason) => {
    const { status, stderr } = await get().runContainer(["--rm", "--network", network], "true");
    expect(status).toBe(125);
    expect(stderr).toContain(reason);
  });
}

async function publishedPort(ctrun: Ctrun, name: string): Promise<number> {
  const ports = await ctrun.output("ps", "--filter", `name=${name}`, "--format", "{{json .Ports}}");
  const port = Number(/"host_port":(\d+)/.exec(ports)?.[1]);
  expect(port).toBeGreaterThan(0);
  return port;
}

/** Whether somebody listens; that connections of the past still have the port does not count. */
function isListening(port: number): boolean {
  const LISTEN = "0A";
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/tcp", "utf8").includes(`:${hexadecimal} 00000000:0000 ${LISTEN} `);
}

/** Machines differ in who may open /dev/net/tun; the user gets a device of its own, in a mount namespace of its own. */
function withTunDevice(user: RootlessUser): string[] {
  const device = join(user.directory, "tun");
  const script = `[ -e ${device} ] || { mknod ${device} c 10 200 && chmod 666 ${device}; }; mount --bind ${device} /dev/net/tun; exec "$@"`;
  return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", script, "sh"];
}
