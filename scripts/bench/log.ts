// Benchmarks of the way from the container's output to the log: how fast, and at what cost.
import { statSync } from "node:fs";
import { fixture } from "../../tests/helpers/monitors.ts";
import { JournalledSession } from "./journalled-session.ts";
import type { Figure, Row } from "./row.ts";
import { openSession, type Work, workOf } from "./session.ts";

/** What the container writes. */
interface Output {
  readonly title: string;
  /** A mode of bench-container.c, and the bytes of a line. */
  readonly mode: "lines" | "single" | "both";
  readonly length: number;
}

const SHORT: Output = { title: "80-byte lines", mode: "lines", length: 80 };
const LONG: Output = { title: "8 KiB lines", mode: "lines", length: 8192 };
const ENDLESS: Output = { title: "no newline", mode: "lines", length: 0 };
const SINGLE: Output = { title: "80-byte lines, one write each", mode: "single", length: 80 };
const BOTH: Output = { title: "80-byte lines on two streams at once", mode: "both", length: 80 };

const ROTATED_AT = 16 * 1024 * 1024;

export const LOG_ROWS: readonly Row[] = [
  fileRow("k8s-file", SHORT, 600),
  fileRow("k8s-file", LONG, 1000),
  fileRow("k8s-file", ENDLESS, 1000),
  fileRow("k8s-file", SINGLE, 80),
  fileRow("k8s-file", BOTH, 600),
  rotatedRow(SHORT, 600),
  fileRow("json-file", SHORT, 400),
  fileRow("json-file", LONG, 600),
  journalRow(SHORT, 20),
  journalRow(LONG, 200),
];

/** @param megabytes of a full measurement */
function fileRow(driver: "k8s-file" | "json-file", output: Output, megabytes: number): Row {
  return {
    name: `log: ${driver}, ${output.title}`,
    measure(monitor, amounts) {
      const script = scriptOf(output, amounts.of(megabytes));
      using session = openSession(monitor, { script, options: ({ log }) => ({ "log-path": `${driver}:${log}` }) });
      // conmon does not know json-file.
      if (session.go().first() !== 0 && driver === "json-file") return undefined;
      session.created();
      const work = workOf(session);
      const { size } = statSync(session.directories.log);
      if (size < amounts.of(megabytes) * 1e6) throw new Error(`the log has no more than ${size} bytes`);
      return figuresOf(work, amounts.of(megabytes));
    },
  };
}

function rotatedRow(output: Output, megabytes: number): Row {
  return {
    name: `log: k8s-file, ${output.title}, rotated at 16 MiB`,
    measure(monitor, amounts) {
      const script = scriptOf(output, amounts.of(megabytes));
      using session = openSession(monitor, { script, options: { "log-size-max": String(ROTATED_AT) } });
      session.go().created();
      return figuresOf(workOf(session), amounts.of(megabytes));
    },
  };
}

/** To a journald that throws everything away: the real one is slower than all monitors. */
function journalRow(output: Output, megabytes: number): Row {
  return {
    name: `log: journald, ${output.title}`,
    measure(monitor, amounts) {
      using journalled = new JournalledSession(monitor, scriptOf(output, amounts.of(megabytes)));
      journalled.session.go().created();
      const work = workOf(journalled.session);
      const lines = Math.ceil((amounts.of(megabytes) * 1e6) / output.length);
      const entries = journalled.entries();
      if (entries < lines) throw new Error(`only ${entries} of ${lines} lines have come`);
      return figuresOf(work, amounts.of(megabytes));
    },
  };
}

function scriptOf({ mode, length }: Output, megabytes: number): string {
  return `exec ${fixture("bench-container")} ${mode} ${length} ${megabytes}`;
}

function figuresOf({ seconds, processorSeconds }: Work, megabytes: number): Figure[] {
  return [
    { metric: "throughput", unit: "MB/s", value: megabytes / seconds },
    { metric: "processor time", unit: "s/GB", value: processorSeconds / (megabytes / 1000) },
  ];
}
