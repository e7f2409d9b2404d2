// Checks the port forwarder's configuration, in both of Podman's forms.
import { expect, test } from "bun:test";
import {
  type PortForwarderConfig,
  parsePortForwarderConfig,
  renderPortForwarderConfig,
} from "../../../../src/protocol/port-forwarder-config.ts";
import { ValidationError } from "../../../../src/protocol/validation-error.ts";

const COMPLETE: PortForwarderConfig = {
  mappings: [{ protocol: "tcp", hostIp: "127.0.0.1", hostPort: 8080, containerPort: 80, range: 2 }],
  netnsPath: "/run/netns/x",
  exitFd: 3,
  readyFd: 4,
  tmpDir: "/run/libpod",
  childIp: "10.0.2.100",
  containerId: "abc",
  rootlessCni: true,
};

test("renderPortForwarderConfig() writes what parsePortForwarderConfig() reads", () => {
  expect(parsePortForwarderConfig(renderPortForwarderConfig(COMPLETE))).toEqual(COMPLETE);
});

test("renderPortForwarderConfig() uses Podman's names", () => {
  expect(JSON.parse(renderPortForwarderConfig(COMPLETE))).toEqual({
    Mappings: [{ host_ip: "127.0.0.1", container_port: 80, host_port: 8080, range: 2, protocol: "tcp" }],
    NetNSPath: "/run/netns/x",
    ExitFD: 3,
    ReadyFD: 4,
    TmpDir: "/run/libpod",
    ChildIP: "10.0.2.100",
    ContainerID: "abc",
    RootlessCNI: true,
  });
});

test("parsePortForwarderConfig() reads the older form, and defaults what it does not have", () => {
  const mapping = { hostPort: 8080, containerPort: 80, protocol: "udp", hostIP: "" };
  expect(parsePortForwarderConfig(text({ Mappings: [mapping] }))).toEqual({
    ...COMPLETE,
    mappings: [{ protocol: "udp", hostIp: "", hostPort: 8080, containerPort: 80, range: 1 }],
    tmpDir: "",
    childIp: "",
    containerId: "",
    rootlessCni: false,
  });
});

test("parsePortForwarderConfig() takes several protocols apart, and null for no mappings", () => {
  const mapping = { host_port: 53, container_port: 53, protocol: "tcp,udp" };
  const { mappings } = parsePortForwarderConfig(text({ Mappings: [mapping] }));
  expect(mappings.map(({ protocol }) => protocol)).toEqual(["tcp", "udp"]);
  expect(parsePortForwarderConfig(text({ Mappings: null })).mappings).toEqual([]);
});

const MISTAKES: readonly (readonly [source: string, message: string])[] = [
  ["", "invalid configuration: not JSON: JSON Parse error: Unexpected EOF"],
  ["7", "invalid configuration: Invalid type: Expected Object but received 7"],
  [text({ NetNSPath: "" }), "missing NetNSPath"],
  [text({ ExitFD: 0 }), "missing ExitFD"],
  [text({ ReadyFD: -1 }), "missing ReadyFD"],
  [text({ ReadyFD: 1.5 }), "invalid configuration: ReadyFD: Invalid integer: Received 1.5"],
  [mapped({ host_port: 0 }), "invalid ParentPort: 0"],
  [mapped({ container_port: 0 }), "invalid ChildPort: 0"],
  [mapped({ range: 0 }), "invalid range: 0 ports from 80 on"],
  [mapped({ container_port: 65_535, range: 2 }), "invalid ChildPort: 65536, the last of 2 from 65535 on"],
  [mapped({ protocol: "foo" }), 'unknown proto: "foo"'],
  [mapped({ protocol: "TCP" }), 'unknown proto: "TCP"'],
  [mapped({ protocol: "tcp,sctp" }), "cannot forward sctp port 80: only tcp and udp can be forwarded"],
];

for (const [source, message] of MISTAKES) {
  test(`parsePortForwarderConfig() refuses ${source}`, () => {
    expect(() => parsePortForwarderConfig(source)).toThrow(new ValidationError(message));
  });
}

function text(differing: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ NetNSPath: "/run/netns/x", ExitFD: 3, ReadyFD: 4, TmpDir: "", ...differing });
}

function mapped(differing: Readonly<Record<string, unknown>>): string {
  return text({
    Mappings: [{ host_ip: "", host_port: 80, container_port: 80, range: 1, protocol: "tcp", ...differing }],
  });
}
