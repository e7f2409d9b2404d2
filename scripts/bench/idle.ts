// Benchmarks of monitors with nothing to do: memory, threads, wake-ups.
import { readFileSync, statSync } from "node:fs";
import { waitUntil } from "../../tests/helpers/deadline.ts";
import { type Idleness, idlenessOf } from "../../tests/helpers/idleness.ts";
import { fixture } from "../../tests/helpers/monitors.ts";
import type { Session } from "../../tests/helpers/session.ts";
import { median } from "./median.ts";
import type { Figure, Row } from "./row.ts";
import { openSession } from "./session.ts";

/** Milliseconds. */
const WATCHED = 10_000;
const LOOK = 1500;
const MOST_LOOKS = 20;
const GIGABYTE = 1000;

export const IDLE_ROWS: readonly Row[] = [
  idleRow(1),
  idleRow(50),
  {
    name: "idle: after 1 GB of 80-byte lines",
    atMost: 1,
    measure(monitor, amounts) {
      const megabytes = amounts.of(GIGABYTE);
      const script = `exec ${fixture("bench-container")} lines 80 ${megabytes} stay`;
      using session = openSession(monitor, { script });
      session.run();
      // Each line has its time in front of it: the file is larger than what was written.
      waitUntil("the log", () => statSync(session.directories.log).size > megabytes * 1e6, 120_000);
      return idleness([session], amounts.of(WATCHED));
    },
  },
];

function idleRow(count: number): Row {
  return {
    name: `idle: ${count} ${count === 1 ? "monitor" : "monitors"}`,
    atMost: 1,
    measure(monitor, amounts) {
      using sessions = new DisposableStack();
      const opened = Array.from({ length: count }, () => sessions.use(openSession(monitor, {})));
      for (const session of opened) session.go().created();
      return idleness(opened, amounts.of(WATCHED));
    },
  };
}

/** Of all monitors together, for each of them. */
function idleness(sessions: readonly Session[], milliseconds: number): Figure[] {
  const pids = sessions.map((session) => session.monitorPid());
  waitForRest(pids);
  const found = idlenessOf(pids, milliseconds);
  const middle = (of: (one: Idleness) => number): number => median(found.map(of));
  return [
    { metric: "anonymous memory, each", unit: "MB", value: middle(({ anonymous }) => anonymous) / 1024 },
    { metric: "proportional memory, each", unit: "MB", value: median(pids.map(proportionalKilobytes)) / 1024 },
    { metric: "threads, each", unit: "", value: middle(({ threads }) => threads) },
    {
      metric: "context switches in 10 s, all",
      unit: "",
      value: found.reduce((sum, { switches }) => sum + switches, 0) * (WATCHED / milliseconds),
    },
  ];
}

/** Until none has woken up for a while: ctrmon gives memory back a moment after its last work. */
function waitForRest(pids: readonly number[]): void {
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (idlenessOf(pids, LOOK).every(({ switches }) => switches === 0)) return;
  }
  throw new Error("The monitors do not come to rest");
}

/** What is shared counts by the share. */
function proportionalKilobytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(/^Pss:\s*(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN);
}
