// Published ports under a real monitor: nobody else can have them while the container lives, anybody afterwards.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import type { InetAddress } from "../../ffi/inet-address.ts";
import type { Transport } from "../../ffi/inet-socket.ts";
import type { Container } from "../../src/engine/container.ts";
import { PortInUseError } from "../../src/engine/errors.ts";
import { parsePortMapping } from "../../src/engine/ports/port-mapping.ts";
import { waitUntil, watchClosely } from "../helpers/deadline.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { isTaken } from "../helpers/port-taker.ts";
import { openFiles } from "../helpers/processes.ts";

leavesNothing();

const FOR_EVER = "exec /bin/busybox sleep 1000";
const WANTED = ["127.0.0.1::80", "[::1]::81-82", "83/udp", "84"].map(parsePortMapping);

/** Every port that the container is to have, on an address on which each of them can be seen. */
function addresses(container: Container): readonly (readonly [InetAddress, Transport])[] {
  return container.ports.flatMap(({ hostIp, hostPort, range, protocol }) =>
    Array.from({ length: range }, (_, index) => hostPort + index).flatMap((port) =>
      (hostIp === "" ? ["0.0.0.0", "127.0.0.1", "::", "::1"] : [hostIp]).map((ip) => [{ ip, port }, protocol] as const),
    ),
  );
}

/** Those that somebody has. */
function taken(container: Container): readonly (readonly [InetAddress, Transport])[] {
  return addresses(container).filter(([address, protocol]) => isTaken(address, protocol));
}

function sockets(pid: number | "self"): string[] {
  return [...openFiles(pid).values()].filter((link) => link.startsWith("socket:"));
}

for (const monitor of [CTRMON, CONMON]) {
  test(`${monitor.name} holds every port while the container lives, and nobody else does`, async () => {
    using site = new EngineSite({ monitor, script: FOR_EVER });
    const before = sockets("self").length;
    const container = await site.create({ ports: WANTED });
    expect(addresses(container)).toHaveLength(11);
    // Created, running: it makes no difference.
    expect(taken(container)).toEqual(addresses(container));
    await container.start();
    expect(taken(container)).toEqual(addresses(container));
    expect(sockets("self").length).toBe(before);
    expect(sockets(container.pid ?? 0)).toEqual([]);

    await container.kill(SIGKILL);
    const exitFile = join(site.directories.exit, container.id);
    if (monitor === CTRMON) watchClosely("the exit file", () => existsSync(exitFile) || undefined);
    // conmon lets go of them by ending.
    else waitUntil("conmon's end", () => site.processes().length === 0);
    expect(taken(container)).toEqual([]);
    site.allEnded();
  });

  test(`${monitor.name}: a second container cannot have the port of the first, until that has ended`, async () => {
    using first = new EngineSite({ monitor, script: FOR_EVER });
    using second = new EngineSite({ monitor, script: "true" });
    const container = await first.create({ ports: [parsePortMapping("127.0.0.1::80")] });
    const { ports } = container;
    const refusal = await second.create({ ports }).catch((reason: unknown) => reason);
    expect(refusal).toBeInstanceOf(PortInUseError);
    expect(String(refusal)).toContain(`Cannot bind 127.0.0.1:${ports[0]?.hostPort}/tcp: the port is taken`);
    expect(second.processes()).toEqual([]);

    await container.start();
    await container.kill(SIGKILL);
    first.allEnded();
    const successor = await second.create({ ports });
    expect(taken(successor)).toEqual(addresses(successor));
    await successor.start();
    second.allEnded();
    expect(taken(successor)).toEqual([]);
  });
}
