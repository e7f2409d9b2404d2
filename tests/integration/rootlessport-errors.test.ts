// What a port forwarder refuses, and what it says: one line on stdout, exit code 1, nothing left listening.
import { expect, test } from "bun:test";
import type { ForwardedPorts, PortForwarderConfig } from "../../src/protocol/port-forwarder-config.ts";
import { ownNamespace } from "../helpers/own-namespace.ts";
import { mapping, OUR_FORWARDER, PODMANS_FORWARDER, PortForwarder } from "../helpers/port-forwarder.ts";
import { TcpEnd, TcpServer } from "../helpers/tcp-end.ts";

const namespace = ownNamespace();

const HOST = 28_180;

type Mistake = Partial<PortForwarderConfig> | string;

/** Both say the same. */
const SAME: Readonly<Record<string, readonly [mistake: Mistake, text: string]>> = {
  "no namespace": [{ netnsPath: "" }, "missing NetNSPath"],
  "no ExitFD": [{ exitFd: 0 }, "missing ExitFD"],
  "no ReadyFD": [{ readyFd: -1 }, "missing ReadyFD"],
  "no such namespace": [
    { netnsPath: "/run/netns/none" },
    'failed to Statfs "/run/netns/none": no such file or directory',
  ],
  "not an address": [ports({ hostIp: "1.2.3" }), 'invalid ParentIP: "1.2.3"'],
  "no address of ours": [
    ports({ hostIp: "192.0.2.1" }),
    `listen tcp 192.0.2.1:${HOST}: bind: cannot assign requested address`,
  ],
  "an address of the other family": [
    ports({ hostIp: "::1", protocol: "tcp4" }),
    "listen tcp4: address ::1: no suitable address found",
  ],
  "not a child's address": [{ ...ports({}), childIp: "localhost" }, 'invalid ChildIP: "localhost"'],
};

/** Ours only: Podman's says something that helps nobody, or goes on. */
const BETTER: Readonly<Record<string, readonly [mistake: Mistake, text: string]>> = {
  "not JSON": ["{", "invalid configuration: not JSON: JSON Parse error: Expected '}'"],
  "a wrong type": ['{"ExitFD": "3"}', 'invalid configuration: ExitFD: Invalid type: Expected number but received "3"'],
  "no ports in a range": [ports({ range: 0 }), `invalid range: 0 ports from ${HOST} on`],
  "beyond the last port": [
    ports({ hostPort: 65_535, range: 2 }),
    "invalid ParentPort: 65536, the last of 2 from 65535 on",
  ],
  "a descriptor that is not there": [{ exitFd: 77 }, "invalid ExitFD: 77 is not an open descriptor"],
  "a file that is no namespace": [{ netnsPath: "/etc/passwd" }, '"/etc/passwd" is not a network namespace'],
  "another kind of namespace": [{ netnsPath: "/proc/self/ns/mnt" }, '"/proc/self/ns/mnt" is not a network namespace'],
};

function ports(wrong: Partial<ForwardedPorts>): Partial<PortForwarderConfig> {
  return { mappings: [mapping(HOST, 80, wrong)] };
}

function completed(mistake: Mistake): Mistake {
  return typeof mistake === "string" ? mistake : { netnsPath: namespace.path, ...mistake };
}

for (const program of [PODMANS_FORWARDER, OUR_FORWARDER]) {
  const cases = program === OUR_FORWARDER ? { ...SAME, ...BETTER } : SAME;
  for (const [name, [mistake, text]] of Object.entries(cases)) {
    test(`${program.name}: ${name}`, () => {
      using forwarder = new PortForwarder(program, completed(mistake));
      expect(forwarder.readyWord()).toBe("");
      expect(forwarder.stdout.rest().split("\n")).toContain(text);
      expect(forwarder.awaitEnd()).toEqual({ code: 1 });
    });
  }

  test(`${program.name}: a port that is taken, after one that is not`, () => {
    using _taken = new TcpServer({ ip: "127.0.0.1", port: HOST + 1 });
    using forwarder = new PortForwarder(program, completed({ mappings: [mapping(HOST, 80), mapping(HOST + 1, 80)] }));
    expect(forwarder.readyWord()).toBe("");
    expect(forwarder.stdout.rest()).toContain(`listen tcp 127.0.0.1:${HOST + 1}: bind: address already in use`);
    expect(forwarder.awaitEnd()).toEqual({ code: 1 });
    expect(() => TcpEnd.connect({ ip: "127.0.0.1", port: HOST })).toThrow("ECONNREFUSED");
  });
}
