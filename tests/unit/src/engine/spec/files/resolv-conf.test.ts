// Checks the text of a container's /etc/resolv.conf.
import { expect, test } from "bun:test";
import { renderResolvConf } from "../../../../../../src/engine/spec/files/resolv-conf.ts";

const BASE = "# made by hand\nsearch example.com\nnameserver 127.0.0.53\nnameserver 10.0.0.1\noptions edns0\n";

test("renderResolvConf() leaves out name servers that the container cannot reach", () => {
  expect(renderResolvConf({ base: BASE, hostNetwork: false })).toBe(
    "search example.com\noptions edns0\nnameserver 10.0.0.1\n",
  );
});

test("renderResolvConf() keeps them with the host's network", () => {
  expect(renderResolvConf({ base: BASE, hostNetwork: true })).toContain("nameserver 127.0.0.53\nnameserver 10.0.0.1\n");
});

test("renderResolvConf() falls back when none is left", () => {
  const base = "nameserver ::1\nnameserver 127.0.0.1";
  expect(renderResolvConf({ base, hostNetwork: false, fallback: ["10.0.2.3"] })).toBe("nameserver 10.0.2.3\n");
  expect(renderResolvConf({ base, hostNetwork: false })).toBe("");
});

test("renderResolvConf() takes the name servers that were asked for", () => {
  const text = renderResolvConf({ base: BASE, nameservers: ["1.1.1.1"], hostNetwork: false, fallback: ["10.0.2.3"] });
  expect(text).toBe("search example.com\noptions edns0\nnameserver 1.1.1.1\n");
});
