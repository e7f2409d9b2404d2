// Tests of src/network/slirp4netns/options.ts.
import { expect, test } from "bun:test";
import { DEFAULT_MTU, parseSlirpOptions } from "../../../../../src/network/slirp4netns/options.ts";

const isInterface = (name: string): boolean => name === "eth0";

test("parseSlirpOptions() has Podman's defaults", () => {
  expect(parseSlirpOptions([])).toEqual({
    portHandler: "rootlesskit",
    allowHostLoopback: false,
    enableIpv6: false,
    mtu: DEFAULT_MTU,
  });
});

test("parseSlirpOptions() reads every option, the last of each", () => {
  const texts = ["mtu=68", "cidr=10.1.0.0/16", "port_handler=slirp4netns", "allow_host_loopback=true"];
  const more = ["enable_ipv6=true", "outbound_addr=10.0.0.1", "outbound_addr6=::1", "mtu=1500"];
  expect(parseSlirpOptions([...texts, ...more], isInterface)).toEqual({
    cidr: "10.1.0.0/16",
    portHandler: "slirp4netns",
    allowHostLoopback: true,
    enableIpv6: true,
    outboundAddr: "10.0.0.1",
    outboundAddr6: "::1",
    mtu: 1500,
  });
});

test("parseSlirpOptions() takes interfaces for outbound addresses", () => {
  const options = parseSlirpOptions(["enable_ipv6=true", "outbound_addr=eth0", "outbound_addr6=eth0"], isInterface);
  expect(options).toMatchObject({ outboundAddr: "eth0", outboundAddr6: "eth0" });
  expect(parseSlirpOptions(["outbound_addr=lo"]).outboundAddr).toBe("lo");
});

test.each([
  ["cidr", 'unknown option for slirp4netns: "cidr"'],
  ["", 'unknown option for slirp4netns: ""'],
  ["color=blue", 'unknown option for slirp4netns: "color=blue"'],
  ["toString=1", 'unknown option for slirp4netns: "toString=1"'],
  ["cidr=10.0.2.0", 'invalid cidr "10.0.2.0"'],
  ["cidr=fd00::/64", 'invalid cidr "fd00::/64"'],
  ["cidr=10.0.2.0/33", 'invalid cidr "10.0.2.0/33"'],
  ["port_handler=socat", 'unknown port_handler for slirp4netns: "socat"'],
  ["allow_host_loopback=yes", 'invalid value of allow_host_loopback for slirp4netns: "yes"'],
  ["enable_ipv6=1", 'invalid value of enable_ipv6 for slirp4netns: "1"'],
  ["outbound_addr=::1", 'invalid outbound_addr "::1"'],
  ["outbound_addr=../eth0", 'invalid outbound_addr "../eth0"'],
  ["outbound_addr6=10.0.0.1", 'invalid outbound_addr6: "10.0.0.1"'],
  ["outbound_addr6=::1", "enable_ipv6=true is required for outbound_addr6"],
  ["mtu=67", 'invalid mtu "67"'],
  ["mtu=65522", 'invalid mtu "65522"'],
  ["mtu=big", 'invalid mtu "big"'],
  ["mtu=-1", 'invalid mtu "-1"'],
])("parseSlirpOptions() refuses %j", (text, problem) => {
  expect(() => parseSlirpOptions([text], isInterface)).toThrow(problem);
});

test("parseSlirpOptions() looks for interfaces by their whole name", () => {
  for (const name of ["..", ".", "", "no-such-device", "lo/.."]) {
    expect(() => parseSlirpOptions([`outbound_addr=${name}`])).toThrow("invalid outbound_addr");
  }
});
