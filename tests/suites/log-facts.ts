// What is in a log as facts, stream by stream: which of two streams comes first is up to the scheduler.
import { type LogRecord, outputIn } from "../helpers/k8s-log.ts";
import { parseRecording } from "../helpers/recording.ts";
import type { Neutral } from "./neutral.ts";
import { factsOf } from "./recording-facts.ts";

/** Longer values are shown by their ends and their hash. */
const SHOWN = 120;

/** How the output of tests/fixtures/record-itself.c begins. */
const RECORDING = "arg /bin/record-itself\n";

export function logFacts(records: readonly LogRecord[], neutral: Neutral): Record<string, string> {
  const stdout = outputIn(records, "stdout");
  if (stdout.startsWith(RECORDING)) return factsOf("container", parseRecording(stdout), neutral);
  const facts: Record<string, string> = {};
  for (const stream of ["stdout", "stderr"] as const) {
    const tags = records.filter((record) => record.stream === stream).map(({ tag }) => tag);
    facts[`log: ${stream}`] = shown(neutral.text(outputIn(records, stream)));
    facts[`log: records of ${stream}`] = runs(tags.join(""));
  }
  return facts;
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  if (quoted.length <= SHOWN) return quoted;
  return `${quoted.slice(0, SHOWN / 2)} … ${quoted.slice(-SHOWN / 2)} (${text.length} bytes, ${Bun.hash(text).toString(36)})`;
}

/** "FFFP" as "F×3 P". */
function runs(tags: string): string {
  return (tags.match(/(.)\1*/g) ?? []).map((run) => (run.length === 1 ? run : `${run[0]}×${run.length}`)).join(" ");
}
