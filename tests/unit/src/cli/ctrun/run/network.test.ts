// Tests of src/cli/ctrun/run/network.ts.
import { expect, test } from "bun:test";
import {
  containerAddress,
  nameServers,
  networkNamespaces,
  networkPlace,
  parseNetwork,
  publication,
} from "../../../../../../src/cli/ctrun/run/network.ts";
import { parsePortMapping } from "../../../../../../src/engine/ports/port-mapping.ts";

test.each([
  ["none", { network: "none" }],
  ["host", { network: "host" }],
  ["slirp4netns", { network: "slirp4netns", slirpOptions: [] }],
  [
    "slirp4netns:enable_ipv6=true,outbound_addr6=::1,mtu=1500",
    { network: "slirp4netns", slirpOptions: ["enable_ipv6=true", "outbound_addr6=::1", "mtu=1500"] },
  ],
] as const)("parseNetwork() reads %j", (text, network) => {
  expect<object>(parseNetwork(text)).toEqual(network as object);
});

test.each([
  ["bridge", "it must be none, host or slirp4netns[:OPTIONS]"],
  ["none:mtu=1500", "it must be none, host or slirp4netns[:OPTIONS]"],
  ["", "it must be none, host or slirp4netns[:OPTIONS]"],
  ["slirp4netns:mtu", 'unknown option for slirp4netns: "mtu"'],
])("parseNetwork() refuses %j", (text, problem) => {
  expect(() => parseNetwork(text)).toThrow(problem);
});

test("networkNamespaces() has a namespace of its own, the host's, or the kept one", () => {
  expect(networkNamespaces({ network: "none" }, "id")).toEqual({ network: "private" });
  expect(networkNamespaces({ network: "host" }, "id")).toEqual({ network: "host" });
  expect(networkNamespaces({ network: "slirp4netns" }, "id")).toEqual({ network: { path: "/run/netns/ctrun-id" } });
});

test("networkPlace() keeps a namespace for slirp4netns only", () => {
  expect(networkPlace({ network: "none" }, "id")).toBeUndefined();
  expect(networkPlace({ network: "slirp4netns" }, "id")).toEqual({ directory: "/run/netns", name: "ctrun-id" });
});

test("nameServers() is slirp4netns's own, in the network that was asked for", () => {
  expect(nameServers({ network: "host" })).toEqual([]);
  expect(nameServers({ network: "slirp4netns" })).toEqual(["10.0.2.3"]);
  expect(nameServers({ network: "slirp4netns", slirpOptions: ["cidr=192.168.5.0/24"] })).toEqual(["192.168.5.3"]);
});

test("containerAddress() is slirp4netns's, where the container has one", () => {
  expect(containerAddress({ network: "none" })).toBeUndefined();
  expect(containerAddress({ network: "slirp4netns" })).toBe("10.0.2.100");
  expect(containerAddress({ network: "slirp4netns", slirpOptions: ["cidr=10.9.0.0/24"] })).toBe("10.9.0.100");
});

test("publication() says what does not come true", () => {
  const ports = [parsePortMapping("8080:80")];
  expect(publication({ network: "slirp4netns" }, ports)).toEqual({ ports, warning: undefined });
  expect(publication({ network: "none" }, [])).toEqual({ ports: [], warning: undefined });
  expect(publication({ network: "none" }, ports)).toEqual({
    ports,
    warning: expect.stringContaining("only reserved with --network none"),
  });
  expect(publication({ network: "host" }, ports)).toEqual({
    ports: [],
    warning: expect.stringContaining("discarded with --network host"),
  });
});
