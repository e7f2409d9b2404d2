// Tests of src/network/slirp4netns/features.ts.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { featuresIn, findSlirp4netns, slirpFeatures } from "../../../../../src/network/slirp4netns/features.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ctrmon-slirp-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function program(name: string, script: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("featuresIn() finds options as whole words", () => {
  expect(featuresIn("--enable-ipv6  --mtu=MTU\n--cidrs")).toEqual({
    disableHostLoopback: false,
    mtu: true,
    enableSandbox: false,
    enableSeccomp: false,
    cidr: false,
    outboundAddr: false,
    ipv6: true,
  });
});

test("slirpFeatures() asks the installed program", async () => {
  const features = await slirpFeatures(findSlirp4netns());
  expect(Object.values(features)).toEqual(Array(7).fill(true));
});

test("slirpFeatures() asks a program once", async () => {
  const path = program("counts", `echo x >> ${directory}/asked; echo --mtu`);
  await slirpFeatures(path);
  expect((await slirpFeatures(path)).mtu).toBe(true);
  expect(readFileSync(join(directory, "asked"), "utf8")).toBe("x\n");
});

test("slirpFeatures() says why a program cannot be asked, and asks again later", async () => {
  const path = program("fails", "echo sorry >&2; exit 3");
  const failure = `NetworkError: Cannot ask "${path}" what it can do: exit code 3: sorry`;
  expect(await slirpFeatures(path).catch(String)).toBe(failure);
  program("fails", "echo --cidr");
  expect((await slirpFeatures(path)).cidr).toBe(true);
});

test("findSlirp4netns() says how to get it", () => {
  expect(() => findSlirp4netns("no-such-slirp")).toThrow("no-such-slirp not found: apt-get install slirp4netns");
});
