// Runs a case with one monitor and notes everything that can be seen from outside, as facts that can be compared.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeadlineError, waitUntil } from "../helpers/deadline.ts";
import type { MonitorProgram } from "../helpers/monitors.ts";
import { pidIn, Session } from "../helpers/session.ts";
import type { Case } from "./case.ts";
import { fileFacts } from "./file-facts.ts";
import { logFacts } from "./log-facts.ts";
import { Neutral } from "./neutral.ts";
import { recordingFacts } from "./recording-facts.ts";

/** Names are stable and describe what was seen; values hold no pid, time or path of one run. */
export type Facts = Readonly<Record<string, string>>;

/** Where a case has the runtime and the exit command write down what they see. ASIDE is replaced. */
export const RUNTIME_RECORDING = "ASIDE/runtime";
export const EXIT_COMMAND_RECORDING = "exit-command";

export function observe(one: Case, monitor: MonitorProgram): Facts {
  const setup = typeof one.setup === "function" ? one.setup() : one.setup;
  using session = new Session({ ...setup, monitor, before: one.before });
  const { directories } = session;
  session.go();
  one.creating?.(session);
  const first = session.first();
  const line = first === 0 ? session.syncLine() : undefined;
  const containerPid = first === 0 && line === undefined ? session.pidFromFile() : pidIn(line ?? "");
  const monitorPid = first === 0 ? session.monitorPid() : 0;
  const neutral = new Neutral(directories.root, { CONTAINER: containerPid || pidOnFile(session), MONITOR: monitorPid });

  const there = containerPid > 0 && one.fleeting !== true;
  const during = there ? fileFacts("during", directories.root, neutral) : {};
  if (containerPid > 0) {
    session.start();
    one.running?.(session, containerPid);
  }
  const status = first === 0 ? String(session.monitor()) : "none";
  const lines = [line, ...session.syncLines()].filter((text) => text !== undefined);
  return {
    "first process": String(first),
    "first process says": neutral.diagnostics(session.complaints()),
    monitor: status,
    ...numbered(
      "sync line",
      lines.map((text) => neutral.text(text)),
    ),
    ...numbered("attach line", session.attachLines()),
    ...during,
    ...fileFacts("end", directories.root, neutral),
    ...(existsSync(directories.log) ? logFacts(session.log(), neutral) : {}),
    ...recordingFacts("runtime", join(directories.aside, "runtime"), neutral),
    ...recordingFacts("exit command", join(directories.aside, EXIT_COMMAND_RECORDING), neutral),
    "processes left": left(session),
    ...one.afterwards?.(session),
  };
}

function numbered(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name} ${index + 1}`, value]));
}

/** An engine without API version is not told the pid of an exec session. */
function pidOnFile({ directories: { containerPidfile } }: Session): number {
  return existsSync(containerPidfile) ? Number(readFileSync(containerPidfile, "latin1")) || 0 : 0;
}

/** conmon does not wait for what it kills; that it dies in the end is enough here. */
function left(session: Session): string {
  const names = (): string =>
    session
      .processes()
      .map(({ name }) => name)
      .join(" ");
  try {
    waitUntil("the end of all processes", () => names() === "", 500);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
  }
  return names();
}
