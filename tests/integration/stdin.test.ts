// The container's input: byte-exact at any size, at the container's own pace, and of no consequence when it is closed.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { statusField } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const PACKET = 32 * 1024;
const PACKETS = 3200;
/** In kB. */
const MOST_GROWTH = 8 * 1024;

test("100 MB of input reach a slow reader byte for byte, and the monitor keeps none of it", () => {
  using session = new Session({
    // A little at first, then the rest: input piles up in the meantime.
    script: 'dd bs=1000 count=1 2>/dev/null >"$CTRMON_TEST_SESSION/aside/head"; usleep 300000; sha256sum; echo end',
    options: { stdin: true },
  });
  session.run();
  using client = new AttachClient(session.attachPath);
  const monitor = session.monitorPid();
  const before = anonymousMemory(monitor);
  const whole = Buffer.alloc(PACKET * PACKETS);
  const packet = new Uint8Array(new ArrayBuffer(PACKET));
  let most = before;
  for (let index = 0; index < PACKETS; index++) {
    for (let at = 0; at < PACKET; at += 4) whole.writeUInt32LE((index * 65_599 + at * 31) >>> 0, index * PACKET + at);
    packet.set(whole.subarray(index * PACKET, (index + 1) * PACKET));
    client.send(packet);
    if (index % 100 === 0) most = Math.max(most, anonymousMemory(monitor));
  }
  client.endInput();
  expect(session.monitor(60_000)).toBe(0);
  console.log(`100 MB of input: RssAnon ${before} kB before, ${most} kB at most`);
  const hash = new Bun.CryptoHasher("sha256").update(whole.subarray(1000)).digest("hex");
  expect(readFileSync(join(session.directories.aside, "head"))).toEqual(whole.subarray(0, 1000));
  expect(outputIn(session.log(), "stdout")).toBe(`${hash}  -\nend\n`);
  expect(most - before).toBeLessThanOrEqual(MOST_GROWTH);
}, 90_000);

test("a container that closes its input goes on, and so does the client's output", () => {
  using session = new Session({
    script: 'exec <&-; echo closed; until test -e "$CTRMON_TEST_SESSION/aside/sent"; do usleep 5000; done; echo end',
    options: { stdin: true },
  });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  client.receive(({ stdout }) => stdout.length > 0);
  const packet = new Uint8Array(new ArrayBuffer(PACKET));
  for (let index = 0; index < 100; index++) client.send(packet);
  Bun.spawnSync(["touch", join(session.directories.aside, "sent")]);
  expect(client.receive().stdout.toString()).toBe("end\n");
  expect(session.monitor()).toBe(0);
});

test("a client that goes away in the middle of its input has what it sent before delivered", () => {
  using session = new Session({ script: "wc -c", options: { stdin: true } });
  session.run();
  {
    using client = new AttachClient(session.attachPath);
    const packet = new Uint8Array(new ArrayBuffer(PACKET));
    for (let index = 0; index < 20; index++) client.send(packet);
  }
  expect(session.monitor()).toBe(0);
  expect(outputIn(session.log(), "stdout")).toBe(`${20 * PACKET}\n`);
});

test("input of two clients is not mixed within a packet", () => {
  // head(1) ends the input that nobody else may end.
  using session = new Session({
    script: "head -n 400 | sort | uniq -c",
    options: { stdin: true, "leave-stdin-open": true },
  });
  session.run();
  using one = new AttachClient(session.attachPath);
  using two = new AttachClient(session.attachPath);
  for (let index = 0; index < 200; index++) {
    one.send(`${"a".repeat(999)}\n`);
    two.send(`${"b".repeat(999)}\n`);
  }
  expect(session.monitor()).toBe(0);
  const counts = outputIn(session.log(), "stdout").replace(/(.)\1{998}$/gm, "$1");
  expect(counts).toBe("    200 a\n    200 b\n");
});

test("input that ends before the container reads it is all there", () => {
  using session = new Session({ script: "usleep 200000; cat", options: { stdin: true } });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  client.send("early\n");
  client.endInput();
  session.start();
  expect(client.receive().stdout.toString()).toBe("early\n");
  expect(session.monitor()).toBe(0);
});

function anonymousMemory(pid: number): number {
  return Number.parseInt(statusField(pid, "RssAnon"), 10);
}
