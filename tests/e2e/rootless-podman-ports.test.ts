// Published ports of an ordinary user's Podman, through its own port forwarder and through ours in its place.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readlinkSync } from "node:fs";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { PODMANS_FORWARDER } from "../helpers/port-forwarder.ts";
import { isTaken } from "../helpers/port-taker.ts";
import { RootlessPodman } from "../helpers/rootless-podman.ts";

leavesNothing();

/** Ready when it is started: the forwarder tries again for a while. */
const SERVER = ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -h /tmp"];
const PORT = 28_790;

const CASES = [
  { name: "Podman's own", suffix: "pp", forwarder: PODMANS_FORWARDER.path },
  { name: "ours", suffix: "po" },
] as const;

describe.each(CASES)("$name", ({ suffix, ...rest }) => {
  const forwarder = "forwarder" in rest ? rest.forwarder : undefined;
  let podman: RootlessPodman;
  beforeAll(async () => {
    podman = await RootlessPodman.open(suffix, forwarder);
  });
  afterAll(() => podman[Symbol.asyncDispose]());

  test("a port leads to a container behind slirp4netns, for as long as it runs", async () => {
    await podman.start(["--name", "web", "-p", `${PORT}:80`], ...SERVER);
    expect(await answer(PORT)).toBe("hello\n");
    const executables = podman.processes("rootlessport").map((pid) => readlinkSync(`/proc/${pid}/exe`));
    expect(executables.length).toBeGreaterThan(0);
    expect(new Set(executables)).toEqual(new Set([forwarder ?? expect.stringMatching(/\/ctrmon$/)]));
    await podman.output("stop", "--time", "0", "web");
    waitUntil("nobody to listen any more", () => !isForwarded(PORT));
    await podman.output("start", "web");
    expect(await answer(PORT)).toBe("hello\n");
    await podman.output("rm", "--force", "--time", "0", "web");
    waitUntil("the forwarder's end", () => podman.processes("rootlessport").length === 0);
    expect(isForwarded(PORT)).toBe(false);
  });

  test("a range, an address and UDP are forwarded as asked", async () => {
    const ports = ["-p", `127.0.0.1:${PORT}-${PORT + 2}:79-81`, "-p", `${PORT}:53/udp`];
    await podman.start(["--name", "several", ...ports], ...SERVER);
    expect(await answer(PORT + 1)).toBe("hello\n");
    expect(isForwarded(PORT)).toBe(true);
    expect(isForwarded(PORT + 2)).toBe(true);
    expect(isTaken({ ip: "0.0.0.0", port: PORT }, "udp")).toBe(true);
    await podman.output("rm", "--force", "--time", "0", "several");
  });

  test("a port stays published when networks are connected and disconnected", async () => {
    for (const name of ["one", "two"]) await podman.output("network", "create", name);
    await podman.start(["--name", "moved", "--network", "one", "-p", `${PORT}:80`], ...SERVER);
    expect(await answer(PORT)).toBe("hello\n");
    await podman.output("network", "connect", "two", "moved");
    expect(await answer(PORT)).toBe("hello\n");
    await podman.output("network", "disconnect", "one", "moved");
    expect(await answer(PORT)).toBe("hello\n");
    await podman.output("rm", "--force", "--time", "0", "moved");
    for (const name of ["one", "two"]) await podman.output("network", "rm", name);
    waitUntil("the forwarder's end", () => podman.processes("rootlessport").length === 0);
  });

  test("a port that is taken, and one that is privileged, are refused in the same words", async () => {
    await podman.start(["--name", "first", "-p", `${PORT}:80`], "sleep", "1000");
    const second = await podman.run("run", "--rm", "-d", "-p", `${PORT}:80`, "localhost/busybox", "true");
    expect(second.status).toBe(126);
    expect(second.stderr).toContain(`rootlessport listen tcp 0.0.0.0:${PORT}: bind: address already in use`);
    const privileged = await podman.run("run", "--rm", "-d", "-p", "81:80", "localhost/busybox", "true");
    expect(privileged.stderr).toContain(
      "rootlessport cannot expose privileged port 81, you can add 'net.ipv4.ip_unprivileged_port_start=81' to " +
        "/etc/sysctl.conf (currently 1024), or choose a larger port number (>= 1024): listen tcp 0.0.0.0:81: bind: permission denied",
    );
    await podman.output("rm", "--force", "--time", "0", "first");
    waitUntil("the forwarders' end", () => podman.processes("rootlessport").length === 0);
  });
});

/** What the server on a port of the host answers. */
async function answer(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { keepalive: false });
  return response.text();
}

function isForwarded(port: number): boolean {
  return isTaken({ ip: "127.0.0.1", port }, "tcp");
}
