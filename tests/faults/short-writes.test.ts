// Writes that take only a part of what they are given, as a signal, a full disk or a slow reader makes them do (write(2)).
import { expect, test } from "bun:test";
import { ENOSPC } from "../../ffi/errno.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { callsOf, type Fault, OUTPUT, runWithFault, tracing } from "../helpers/failing-call.ts";
import type { SettingName } from "../helpers/fault-settings.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { Session } from "../helpers/session.ts";
import { wrongWith, wrongWithoutFailure } from "./verdict.ts";

leavesNothing();

const MINUTES = 60_000;
const WRITING = { calls: ["write", "writev", "sendmsg"], errno: 0 } as const;
const MONITORS: readonly SettingName[] = [
  "container",
  "terminal",
  "exec session",
  "container with json-file",
  "container with long journal entries",
  "container with several logs",
];

test("what can take a part is the line to the engine, packets to the client, the log and the exit files", () => {
  const calls = callsOf({ ...WRITING, process: "monitor", take: "half" });
  expect(calls.map((call) => call.replace(/ \d+ /, " ").replace(/(?<=socket:|s\/).*|(?<=exit)\..*/, ""))).toEqual([
    "write socket:",
    ...OUTPUT.flatMap(() => ["writev socket:", "write ctr.log"]),
    "write persist/exit",
    "write exits/",
  ]);
});

test("the first process's writes take a part, and nobody notices", () => {
  for (const take of [1, "half"] as const) {
    expect(eachCall({ ...WRITING, process: "first", take }, wrongWithoutFailure)).toEqual([]);
  }
});

test.each(MONITORS)(
  "writes of the monitor of the %s take a part, and nothing is lost or written twice",
  (setting) => {
    for (const take of [1, "half"] as const) {
      expect(eachCall({ ...WRITING, process: "monitor", setting, take }, wrongWithoutFailure)).toEqual([]);
    }
  },
  MINUTES,
);

// A quarter of a megabyte byte by byte takes long under a tracer.
test.each(MONITORS.filter((setting) => setting !== "container with long journal entries"))(
  "all writes of the monitor of the %s take a part, and nothing is lost or written twice",
  (setting) => {
    for (const take of [1, "half"] as const) {
      const fault: Fault = { ...WRITING, process: "monitor", setting, take, when: 1, everAfter: true };
      expect(wrongWithoutFailure(runWithFault(fault), fault)).toEqual([]);
    }
  },
);

test.each(["container", "container with json-file", "container with several logs"] as const)(
  "a disk that fills up in the middle of a write of the %s leaves whole records, and the loss is told",
  (setting) => {
    const fault = { process: "monitor", setting, calls: ["write"], take: "half", errno: ENOSPC } as const;
    // A packet to the engine is no matter of the disk.
    const judge: typeof wrongWith = (aftermath, its) =>
      aftermath.failed?.includes(" socket:") === true ? [] : wrongWith(aftermath, its);
    expect(eachCall(fault, judge)).toEqual([]);
  },
  MINUTES,
);

test.each([1, "half"] as const)("what is said arrives whole when writes take %p", (take) => {
  using session = new Session({
    options: { cuuid: undefined },
    wrapper: tracing({ ...WRITING, process: "first", take, when: 1, everAfter: true }),
  });
  session.go();
  expect(session.first()).toBe(1);
  expect(session.complaints()).toBe("[ctrmon:e]: Container UUID not provided. Use --cuuid\n");
});

test.each([1, "half"] as const)("input arrives whole when writes take %p", (take) => {
  const text = "a line of input\n".repeat(20);
  using session = new Session({
    script: "cat",
    options: { stdin: true },
    wrapper: tracing({ ...WRITING, process: "monitor", take, when: 1, everAfter: true }),
  });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  client.send(text);
  client.endInput();
  expect(session.monitor()).toBe(0);
  expect(outputIn(session.log(), "stdout")).toBe(text);
});

/** @returns what was wrong, with the call */
function eachCall(fault: Omit<Fault, "when">, judge: typeof wrongWith): string[] {
  const found: string[] = [];
  for (let when = 1; ; when++) {
    const aftermath = runWithFault({ ...fault, when });
    const { failed, said } = aftermath;
    if (failed === undefined) return found;
    found.push(
      ...judge(aftermath, { ...fault, when }).map((text) => `${failed} takes ${fault.take}: ${text} [${said}]`),
    );
  }
}
