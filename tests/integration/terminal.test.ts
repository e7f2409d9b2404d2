// Terminals where conmon 2.1.6 is of no help for comparison: early sizes, bad lines, clients that come and go, stopped readers.
import { expect, test } from "bun:test";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { NumberedStream } from "../helpers/numbered-stream.ts";
import { processorTime } from "../helpers/processes.ts";
import { fakeRuntime } from "../helpers/runtimes.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const INTERACTIVE = { terminal: true, stdin: true } as const;
const UNTIL_SIZE = 'until test "$(stty size 2>/dev/null)" = "33 99"; do usleep 5000; done; stty size';

test.each([
  ["ctl", "1 33 99\n"],
  ["winsz", "33 99\n"],
])("a size that comes by %s before there is a terminal is the terminal's first one", (fifo, line) => {
  using session = new Session({
    before: makeTurns,
    runtime: fakeRuntime("wait=ASIDE/first"),
    script: "stty size",
    options: { terminal: true },
  });
  const { bundle, aside } = session.directories;
  session.go().first();
  waitUntil("the FIFO", () => existsSync(join(bundle, fifo)));
  writeFileSync(join(bundle, fifo), line);
  closeSync(openSync(join(aside, "first"), "w"));
  session.created();
  session.start();
  expect(session.monitor()).toBe(0);
  expect(outputIn(session.log(), "stdout")).toBe("33 99\r\n");
});

test.each([
  ["bad lines", "x\n1 1001 5\n1 -3 5\n1 2\n7 7 7\n\n1 33 99\n"],
  ["a line of 100 kB", `${"1".repeat(100_000)}\n1 33 99\n`],
  ["bytes that are no text", "\x00\xff\xfe\n1 33 99\n"],
])("after %s on ctl the next good one works", (_what, lines) => {
  using session = withTerminal(UNTIL_SIZE);
  session.run();
  writeFileSync(join(session.directories.bundle, "ctl"), lines, "latin1");
  expect(session.monitor()).toBe(0);
});

test("a line on ctl in single bytes, with openings in between, works", () => {
  using session = withTerminal(UNTIL_SIZE);
  session.run();
  for (const byte of "1 33 99\n") writeFileSync(join(session.directories.bundle, "ctl"), byte);
  expect(session.monitor()).toBe(0);
});

test("10000 sizes in a row leave the last one", () => {
  using session = withTerminal(UNTIL_SIZE);
  session.run();
  const lines = Array.from({ length: 10_000 }, (_, index) => `1 ${(index % 900) + 1} 80\n`);
  writeFileSync(join(session.directories.bundle, "ctl"), `${lines.join("")}1 33 99\n`);
  expect(session.monitor()).toBe(0);
});

test("a client that ends its input does not end the terminal's: the next one can type", () => {
  using session = withTerminal("read one; echo 1 $one; read two; echo 2 $two", INTERACTIVE);
  session.run();
  {
    using client = new AttachClient(session.attachPath);
    client.send("a\r");
    client.endInput();
    waitUntil("the first word", () => outputIn(session.log(), "stdout").includes("1 a"));
  }
  using client = new AttachClient(session.attachPath);
  client.send("b\r");
  expect(client.receive().stdout.toString()).toContain("2 b\r\n");
  expect(session.monitor()).toBe(0);
});

test("10 MB through a terminal are whole in the log and for a client", () => {
  using session = withTerminal("stty -opost; FIXTURES/numbered-lines 100000 100");
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  const stream = new NumberedStream(100);
  for (let packet = client.packet(); packet !== undefined; packet = client.packet()) stream.push(packet.subarray(1));
  expect(stream).toMatchObject({ wrong: undefined, line: 100_000 });
  expect(session.monitor(30_000)).toBe(0);
  expect(outputIn(session.log(), "stdout")).toHaveLength(10_000_000);
}, 60_000);

test("a terminal that nobody has open costs next to nothing, and works when somebody opens it again", () => {
  const script = `t=$(tty); ${waitsFor("first")}; exec <&- >&- 2>&-; ${waitsFor("second")}; exec >"$t"; echo again; exit 5`;
  using session = withTerminal(script, { terminal: true });
  session.run();
  goOn(session.directories, "first");
  const monitor = session.monitorPid();
  goOn(session.directories, "second", () => {
    const before = processorTime(monitor);
    // There is no event for "nothing happens".
    Bun.spawnSync(["sleep", "1"]);
    expect(processorTime(monitor) - before).toBeLessThan(10);
  });
  expect(session.monitor()).toBe(5);
  expect(outputIn(session.log(), "stdout")).toBe("again\r\n");
});

test("a container that is killed leaves its last words, and no console socket", () => {
  using session = new Session({
    script: "printf 'last words'; exec sleep 300",
    options: { terminal: true },
    env: { TMPDIR: "/tmp/" },
  });
  session.run();
  waitUntil("the last words", () => session.log().length > 0);
  kill(session.containerPid, SIGKILL);
  expect(session.monitor()).toBe(128 + SIGKILL);
  expect(outputIn(session.log(), "stdout")).toBe("last words");
  expect(readdirSync("/tmp").filter((name) => name.startsWith("ctrmon-term."))).toEqual([]);
});

test("the runtime's own words are reported with a terminal, too", () => {
  using session = new Session({ runtime: fakeRuntime("say=no such image", "exit=1"), options: { terminal: true } });
  expect(session.go().first()).toBe(0);
  expect(session.syncLine()).toBe('{"data": -1, "message": "no such image"}');
  expect(session.monitor()).toBe(1);
});

test("the console socket is where TMPDIR says, and for its owner alone", () => {
  using session = new Session({
    before: makeTurns,
    runtime: fakeRuntime("record=ASIDE/seen", "wait=ASIDE/first"),
    options: { terminal: true },
    env: { TMPDIR: "/var/tmp" },
  });
  session.go().first();
  const seen = join(session.directories.aside, "seen");
  waitUntil("the runtime", () => existsSync(seen));
  const path = /arg (\/var\/tmp\/ctrmon-term\.\w+)/.exec(readFileSync(seen, "latin1"))?.[1] ?? "";
  expect(Bun.spawnSync(["stat", "-c", "%F %a", path]).stdout.toString()).toBe("socket 700\n");
  closeSync(openSync(join(session.directories.aside, "first"), "w"));
  session.created();
  expect(existsSync(path)).toBe(false);
});

function withTerminal(script: string, options: SessionSetup["options"] & object = { terminal: true }): Session {
  return new Session({ before: makeTurns, script, options });
}
