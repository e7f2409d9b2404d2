// Tests of src/network/slirp4netns/arguments.ts.
import { expect, test } from "bun:test";
import { slirpArguments } from "../../../../../src/network/slirp4netns/arguments.ts";
import { featuresIn, type SlirpFeatures } from "../../../../../src/network/slirp4netns/features.ts";
import { parseSlirpOptions } from "../../../../../src/network/slirp4netns/options.ts";

const NOTHING = featuresIn("");
const EVERYTHING: SlirpFeatures = {
  disableHostLoopback: true,
  mtu: true,
  enableSandbox: true,
  enableSeccomp: true,
  cidr: true,
  outboundAddr: true,
  ipv6: true,
};
const target = { path: "/run/netns/one" };

test("slirpArguments() uses all that makes a container safer, where it is known", () => {
  const options = parseSlirpOptions([]);
  const safe = slirpArguments({ options, features: EVERYTHING, target, sandbox: true });
  expect(safe.join(" ")).toBe(
    "--disable-host-loopback --mtu=65520 --enable-sandbox --enable-seccomp -c -e 3 -r 4 --netns-type=path /run/netns/one tap0",
  );
  const old = slirpArguments({ options, features: NOTHING, target: { pid: 42 }, sandbox: true });
  expect(old.join(" ")).toBe("-c -e 3 -r 4 42 tap0");
});

test("slirpArguments() passes on what was asked for", () => {
  const texts = ["cidr=10.1.0.0/16", "enable_ipv6=true", "outbound_addr=10.0.0.1", "outbound_addr6=::1"];
  const options = parseSlirpOptions([...texts, "allow_host_loopback=true"]);
  const argv = slirpArguments({ options, features: EVERYTHING, target, sandbox: false, apiSocket: "/run/api" });
  expect(argv.join(" ")).toBe(
    "--mtu=65520 --enable-seccomp --cidr=10.1.0.0/16 --enable-ipv6 --outbound-addr=10.0.0.1 --outbound-addr6=::1" +
      " -c -e 3 -r 4 --api-socket /run/api --netns-type=path /run/netns/one tap0",
  );
});

test.each([
  [["cidr=10.1.0.0/16"], "cidr not supported"],
  [["enable_ipv6=true"], "enable_ipv6 not supported"],
  [["outbound_addr=10.0.0.1"], "outbound_addr not supported"],
])("slirpArguments() refuses %j for a program that does not have it", (texts, problem) => {
  const options = parseSlirpOptions(texts);
  expect(() => slirpArguments({ options, features: NOTHING, target, sandbox: true })).toThrow(problem);
});

test("slirpArguments() needs IPv6 for outbound_addr6", () => {
  const options = parseSlirpOptions(["enable_ipv6=true", "outbound_addr6=::1"]);
  const features = { ...EVERYTHING, outboundAddr: false };
  expect(() => slirpArguments({ options, features, target, sandbox: true })).toThrow("outbound_addr6 not supported");
});
