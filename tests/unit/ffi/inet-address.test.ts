// Checks Internet addresses: what is one, how it is written, and how it travels through the kernel's form.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6, AF_UNIX } from "../../../ffi/constants.ts";
import { EAFNOSUPPORT, EINVAL, SystemError } from "../../../ffi/errno.ts";
import { canonicalIp, familyOf, formatInetAddress, InetSockaddr } from "../../../ffi/inet-address.ts";
import { makeGarbage } from "./garbage.ts";

const NO_ADDRESSES = [
  "",
  " ",
  "localhost",
  "127.1",
  "127.0.0.01",
  "1.2.3.256",
  "1.2.3.4 ",
  "1.2.3.4%1",
  "[::1]",
  "::1::",
  "1:2:3:4:5:6:7",
  "12345::",
  "fe80::1%",
  "fe80::1%eth0",
  "fe80::1%0",
  "fe80::1%1%2",
  "::1\0",
  "1.2.3.4\0x",
  "é::",
];

test("familyOf() tells the families apart, and what is no address", () => {
  expect(["0.0.0.0", "255.255.255.255"].map(familyOf)).toEqual([AF_INET, AF_INET]);
  expect(["::", "::ffff:1.2.3.4", "fe80::1%2"].map(familyOf)).toEqual([AF_INET6, AF_INET6, AF_INET6]);
  expect(NO_ADDRESSES.filter((text) => familyOf(text) !== undefined)).toEqual([]);
});

test("canonicalIp() writes an address in one way only", () => {
  expect(["127.0.0.1", "0:0::0001", "FE80::00aB%12", "1:0:0:2::0", "::ffff:0102:0304"].map(canonicalIp)).toEqual([
    "127.0.0.1",
    "::1",
    "fe80::ab%12",
    "1:0:0:2::",
    "::ffff:1.2.3.4",
  ]);
  expect(NO_ADDRESSES.map(canonicalIp)).toEqual(NO_ADDRESSES.map(() => undefined));
});

test("formatInetAddress() puts IPv6 in brackets", () => {
  expect(formatInetAddress({ ip: "127.0.0.1", port: 80 })).toBe("127.0.0.1:80");
  expect(formatInetAddress({ ip: "fe80::1%2", port: 0 })).toBe("[fe80::1%2]:0");
});

test("InetSockaddr.of() writes what the kernel expects", () => {
  const four = InetSockaddr.of({ ip: "1.2.3.4", port: 0x1234 });
  expect([...four.bytes.subarray(0, four.size)]).toEqual([2, 0, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
  const six = InetSockaddr.of({ ip: "fe80::1%258", port: 65_535 });
  expect([...six.bytes.subarray(0, six.size)]).toEqual(
    [
      [10, 0, 255, 255],
      [0, 0, 0, 0],
      [0xfe, 0x80, ...zeros(13), 1],
      [2, 1, 0, 0],
    ].flat(),
  );
});

test("InetSockaddr.of() refuses what is no address, and what is no port", () => {
  for (const ip of NO_ADDRESSES) {
    const address = { ip, port: 1 };
    expect(() => InetSockaddr.of(address)).toThrow(new SystemError("inet_pton", EINVAL, formatInetAddress(address)));
  }
  for (const port of [-1, 65_536, 1.5, Number.NaN]) {
    expect(() => InetSockaddr.of({ ip: "::", port })).toThrow("EINVAL");
  }
});

test("InetSockaddr gives back every address that it was made of", () => {
  const random = (): number => Math.floor(Math.random() * 65_536);
  for (let round = 0; round < 2_000; round++) {
    // Runs of zeros are what is written shorter.
    const groups = Array.from({ length: 8 }, () => (Math.random() < 0.5 ? 0 : random()).toString(16));
    const ip =
      round % 2 === 0 ? groups.join(":") : [random() >> 8, random() >> 8, random() >> 8, random() >> 8].join(".");
    const address = { ip: canonicalIp(ip) ?? "", port: random() };
    expect(InetSockaddr.of(address).address).toEqual(address);
    if (round % 500 === 0) makeGarbage();
  }
  const scoped = { ip: "fe80::1%4294967", port: 1 };
  expect(InetSockaddr.of(scoped).address).toEqual(scoped);
});

test("InetSockaddr.key is the same for the same address only", () => {
  const key = (ip: string, port: number): string => InetSockaddr.of({ ip, port }).key;
  expect(key("::1", 80)).toBe(key("0::1", 80));
  expect(new Set([key("::1", 80), key("::1", 81), key("::2", 80), key("0.0.0.1", 80), key("fe80::1%1", 80)]).size).toBe(
    5,
  );
});

test("InetSockaddr.address refuses what is no Internet address", () => {
  const other = new InetSockaddr().offer();
  other.bytes.set([AF_UNIX, 0]);
  expect(() => other.address).toThrow(new SystemError("inet_ntop", EAFNOSUPPORT, "family 1"));
});

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

test("isLoopback tells addresses of the loopback device, in both families", () => {
  const isLoopback = (ip: string): boolean => InetSockaddr.of({ ip, port: 1 }).isLoopback;
  expect(["127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"].map(isLoopback)).toEqual([true, true, true, true]);
  expect(["10.127.0.1", "::2", "::ffff:10.0.0.1", "fd00::7f00:1"].map(isLoopback)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
