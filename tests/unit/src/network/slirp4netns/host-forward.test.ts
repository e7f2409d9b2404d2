// Tests of src/network/slirp4netns/host-forward.ts.
import { expect, test } from "bun:test";
import {
  checkHostForward,
  formatHostForward,
  whyRefused,
} from "../../../../../src/network/slirp4netns/host-forward.ts";

const FORWARD = { protocol: "tcp", hostIp: "127.0.0.1", hostPort: 8080, guestPort: 80 } as const;

test("checkHostForward() takes what slirp4netns can forward", () => {
  checkHostForward(FORWARD);
  checkHostForward({ ...FORWARD, guestIp: "10.0.2.100" });
  checkHostForward({ ...FORWARD, guestIp: "192.168.7.9" }, "192.168.7.0/24");
});

test.each([
  [{ hostIp: "::1" }, "slirp4netns listens on IPv4 addresses only"],
  [{ hostIp: "localhost" }, "slirp4netns listens on IPv4 addresses only"],
  [{ hostPort: 0 }, "there is no port 0"],
  [{ guestPort: 65_536 }, "there is no port 65536"],
  [{ guestIp: "10.0.3.1" }, '"10.0.3.1" is not in the container\'s network 10.0.2.0/24'],
  [{ guestIp: "fd00::100" }, '"fd00::100" is not in the container\'s network 10.0.2.0/24'],
])("checkHostForward() refuses %p", (wrong, reason) => {
  const forward = { ...FORWARD, ...wrong };
  const text = `Cannot forward ${formatHostForward(forward)}: ${reason}`;
  expect(() => checkHostForward(forward)).toThrow(text);
});

test("whyRefused() finds out who is in the way, and nothing for a port that is free", () => {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const forward = { ...FORWARD, hostPort: server.port };
  expect(whyRefused(forward)).toBe(`listen tcp4 127.0.0.1:${server.port}: bind: address already in use`);
  server.stop(true);
  expect(whyRefused(forward)).toBeUndefined();
  expect(whyRefused({ ...FORWARD, hostIp: "192.0.2.1" })).toContain("bind: cannot assign requested address");
});
