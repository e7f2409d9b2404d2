// Tests of src/network/slirp4netns/api.ts against a server that answers as told; the real one is in tests/integration.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addHostForward, listHostForwards, removeHostForward } from "../../../../../src/network/slirp4netns/api.ts";

const FORWARD = { protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080, guestPort: 80 } as const;

let directory: string;
let path: string;
let server: { stop(force: boolean): void } | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ctrmon-api-"));
  path = join(directory, "api");
});
afterEach(() => {
  server?.stop(true);
  server = undefined;
  rmSync(directory, { recursive: true });
});

/** Answers every request, once it is whole. @param answer undefined for none at all */
function answering(answer: string | undefined): string[] {
  const requests: string[] = [];
  server = Bun.listen<undefined>({
    unix: path,
    allowHalfOpen: true,
    socket: {
      data: (_, bytes) => void requests.push(bytes.toString()),
      end: (peer) => {
        if (answer !== undefined) peer.end(answer);
      },
    },
  });
  return requests;
}

test("addHostForward() sends one request, and returns the number", async () => {
  const requests = answering('{"return":{"id":7}}');
  expect(await addHostForward(path, FORWARD)).toBe(7);
  expect(requests.map((request) => JSON.parse(request))).toEqual([
    {
      execute: "add_hostfwd",
      arguments: { proto: "tcp", host_addr: "0.0.0.0", host_port: 8080, guest_port: 80 },
    },
  ]);
});

test("addHostForward() tells why it is refused", async () => {
  answering('{"error":{"desc":"slirp_add_hostfwd failed"}}');
  using taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const forward = { ...FORWARD, hostIp: "127.0.0.1", hostPort: taken.port };
  const address = `127.0.0.1:${taken.port}`;
  expect(await addHostForward(path, forward).catch(String)).toBe(
    `NetworkError: slirp4netns cannot forward ${address}/tcp: listen tcp4 ${address}: bind: address already in use`,
  );
  taken.stop();
  const unknown = `NetworkError: slirp4netns cannot forward ${address}/tcp: slirp_add_hostfwd failed`;
  expect(await addHostForward(path, forward).catch(String)).toBe(unknown);
});

test("addHostForward() passes a guest's address on that is in its network, and no other", async () => {
  const requests = answering('{"return":{"id":8}}');
  await addHostForward(path, { ...FORWARD, guestIp: "10.9.0.7" }, { cidr: "10.9.0.0/24" });
  expect(JSON.parse(requests[0] ?? "")).toMatchObject({ arguments: { guest_addr: "10.9.0.7" } });
  expect(await addHostForward(path, { ...FORWARD, guestIp: "10.9.0.7" }).catch(String)).toBe(
    'NetworkError: Cannot forward 0.0.0.0:8080/tcp: "10.9.0.7" is not in the container\'s network 10.0.2.0/24',
  );
  expect(requests.length).toBe(1);
});

test("removeHostForward() is content with an empty answer", async () => {
  answering('{"return":{}}');
  await removeHostForward(path, 7);
});

test("listHostForwards() reads the list, which has no return around it", async () => {
  answering(
    '{"entries":[{"id":1,"proto":"udp","host_addr":"0.0.0.0","host_port":53,"guest_addr":"10.0.2.100","guest_port":5353}]}',
  );
  expect(await listHostForwards(path)).toEqual([
    { id: 1, protocol: "udp", hostIp: "0.0.0.0", hostPort: 53, guestPort: 5353 },
  ]);
});

test.each(["", "{", "[]", '{"return":{"id":"7"}}', '{"entries":[]}'])(
  "addHostForward() does not understand %j",
  async (answer) => {
    answering(answer);
    const failure = `NetworkError: Cannot understand slirp4netns's answer to add_hostfwd: ${JSON.stringify(answer)}`;
    expect(await addHostForward(path, FORWARD).catch(String)).toBe(failure);
  },
);

test("addHostForward() does not wait for ever", async () => {
  answering(undefined);
  const failure = await addHostForward(path, FORWARD, { timeout: 1 }).catch(String);
  expect(failure).toBe("TimeoutError: Timed out after 1 ms waiting for slirp4netns to answer add_hostfwd");
});

test("addHostForward() says where nobody listens", async () => {
  const failure = await addHostForward(path, FORWARD).catch(String);
  expect(failure).toStartWith(`NetworkError: Cannot talk to slirp4netns at "${path}": `);
});
