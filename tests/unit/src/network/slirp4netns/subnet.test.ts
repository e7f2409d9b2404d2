// Tests of src/network/slirp4netns/subnet.ts.
import { expect, test } from "bun:test";
import {
  DEFAULT_CIDR,
  dnsAddress,
  guestAddress,
  hostAddress,
  isInside,
  parseSubnet,
  type Subnet,
} from "../../../../../src/network/slirp4netns/subnet.ts";

function subnet(cidr: string): Subnet {
  const parsed = parseSubnet(cidr);
  if (parsed === undefined) throw new Error(`no subnet: ${cidr}`);
  return parsed;
}

test("parseSubnet() takes the network out of any address in it", () => {
  expect(parseSubnet("10.0.2.77/24")).toEqual(subnet(DEFAULT_CIDR));
  expect(parseSubnet("255.255.255.255/32")).toEqual({ network: 2 ** 32 - 1, size: 1 });
  expect(parseSubnet("1.2.3.4/0")).toEqual({ network: 0, size: 2 ** 32 });
});

test.each(["", "10.0.2.0", "10.0.2/24", "10.0.2.0/", "10.0.2.0/33", "10.0.2.0/-1", "10.0.2.0/24/1", "::/64"])(
  "parseSubnet() refuses %j",
  (cidr) => {
    expect(parseSubnet(cidr)).toBeUndefined();
  },
);

test("the addresses are those of slirp4netns's manual", () => {
  const network = subnet(DEFAULT_CIDR);
  expect(guestAddress(network)).toBe("10.0.2.100");
  expect(dnsAddress(network)).toBe("10.0.2.3");
  expect(hostAddress(network)).toBe("10.0.2.2");
  expect(guestAddress(subnet("192.168.255.0/16"))).toBe("192.168.0.100");
});

test("isInside() knows where a network ends", () => {
  const network = subnet(DEFAULT_CIDR);
  expect(["10.0.2.0", "10.0.2.255"].map((address) => isInside(network, address))).toEqual([true, true]);
  expect(["10.0.1.255", "10.0.3.0", "::1", "x"].map((address) => isInside(network, address))).toEqual(
    Array(4).fill(false),
  );
});
