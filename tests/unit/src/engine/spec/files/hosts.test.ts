// Checks the text of a container's /etc/hosts.
import { expect, test } from "bun:test";
import { renderHosts } from "../../../../../../src/engine/spec/files/hosts.ts";

test("renderHosts() knows localhost without a host's file", () => {
  expect(renderHosts({})).toBe("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
});

test("renderHosts() puts added entries first and the container's own names last, each once", () => {
  const base = "# comment\n127.0.0.1   localhost  # here\n\n10.0.0.1 a b\nbroken\n";
  const added = [{ name: "db", address: "10.1.1.1" }];
  expect(renderHosts({ base, address: "10.88.0.5", names: ["id", "web", "id"], added })).toBe(
    "10.1.1.1\tdb\n127.0.0.1\tlocalhost\n10.0.0.1\ta b\n10.88.0.5\tid web\n",
  );
});

test("renderHosts() takes the loopback address for a container without one", () => {
  expect(renderHosts({ base: "", names: ["box"] })).toBe("127.0.0.1\tbox\n");
});
