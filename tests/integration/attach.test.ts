// Attach clients see the container's output, feed its input, and cannot hold anything up.
import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { MAX_FRAME } from "../../src/protocol/attach-frame.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

test("a client sees both outputs, each in its own packets", () => {
  using session = new Session({ script: "echo out; echo err >&2", options: { stdin: true } });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  const { stdout, stderr } = client.receive();
  expect([stdout.toString(), stderr.toString()]).toEqual(["out\n", "err\n"]);
  expect(session.monitor()).toBe(0);
});

test("no packet is larger than engines read at once, and none is lost", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 50000 80" });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  const { stdout, largest } = client.receive();
  expect(largest).toBe(MAX_FRAME);
  expect(stdout).toHaveLength(50_000 * 80);
  expect(stdout.toString("latin1").split("\n").slice(0, -1).every(isNumbered)).toBe(true);
  expect(session.monitor()).toBe(0);
});

test("several clients see the same", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 1000 80" });
  session.go().created();
  using first = new AttachClient(session.attachPath);
  using second = new AttachClient(session.attachPath);
  session.start();
  const both = [first, second].map((client) => client.receive().stdout);
  expect(both[0]).toHaveLength(80_000);
  expect(both[1]).toEqual(both[0]);
  expect(session.monitor()).toBe(0);
});

test("a client that never reads does not stop the container, nor its log", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 200000 100; exit 3" });
  session.go().created();
  using _stalled = new AttachClient(session.attachPath);
  session.start();
  expect(session.monitor(30_000)).toBe(3);
  expect(firstWrongLine(session.directories.log, 200_000, 100)).toBeUndefined();
});

test("a client that goes away in the middle disturbs nobody", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 50000 80; exit 3" });
  session.go().created();
  {
    using client = new AttachClient(session.attachPath);
    session.start();
    client.receive(({ stdout }) => stdout.length > 0);
  }
  expect(session.monitor()).toBe(3);
  expect(firstWrongLine(session.directories.log, 50_000, 80)).toBeUndefined();
});

test("input of clients reaches the container, and its end too", () => {
  using session = new Session({ script: "cat; echo end", options: { stdin: true } });
  session.run();
  using client = new AttachClient(session.attachPath);
  client.send("one\n");
  expect(client.receive(({ stdout }) => stdout.length >= 4).stdout.toString()).toBe("one\n");
  client.send("two\n");
  client.endInput();
  expect(client.receive().stdout.toString()).toBe("two\nend\n");
  expect(session.monitor()).toBe(0);
});

test("with --leave-stdin-open the end of a client's input is not the container's", () => {
  using session = new Session({
    script: "read first; read second; echo $first $second",
    options: { stdin: true, "leave-stdin-open": true },
  });
  session.run();
  {
    using client = new AttachClient(session.attachPath);
    client.send("one\n");
    client.endInput();
  }
  using client = new AttachClient(session.attachPath);
  client.send("two\n");
  expect(client.receive().stdout.toString()).toBe("one two\n");
  expect(session.monitor()).toBe(0);
});

test("--full-attach listens in the bundle alone", () => {
  using session = new Session({ script: "echo out", options: { "full-attach": true } });
  session.go().created();
  expect(() => new AttachClient(session.attachPath)).toThrow("ENOENT");
  using client = new AttachClient(join(session.directories.bundle, "attach"));
  session.start();
  expect(client.receive().stdout.toString()).toBe("out\n");
  expect(session.monitor()).toBe(0);
});

test("only the owner may attach", () => {
  using session = new Session({ script: "sleep 300" });
  session.run();
  expect(statSync(session.attachPath).mode & 0o777).toBe(0o700);
});

function isNumbered(line: string, index: number): boolean {
  return Number(line.slice(0, 10)) === index;
}
