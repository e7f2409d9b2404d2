// One system call of the monitor that fails or takes a part, by the tracer tests/fixtures/fail-call.c, and what came of it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "./attach-client.ts";
import { CID } from "./command-line.ts";
import { DeadlineError, waitUntil } from "./deadline.ts";
import type { Directories } from "./directories.ts";
import { type LogLines, type Setting, type SettingName, settingOf } from "./fault-settings.ts";
import { fixture } from "./monitors.ts";
import { processOf } from "./processes.ts";
import { pidIn, Session } from "./session.ts";

export interface Fault {
  /** The process that the engine starts, or the monitor that this one starts. */
  readonly process: "first" | "monitor";
  /** Names of system calls. */
  readonly calls: readonly string[];
  /** The number of the call that fails, from 1 up; 0: none. */
  readonly when: number;
  /** Whether all calls after it fail, too. */
  readonly everAfter?: boolean;
  /** How it fails; 0: it does not. */
  readonly errno: number;
  /** Instead, how many bytes it takes of what it is to write, and the next call fails then. */
  readonly take?: number | "half";
  /** What is monitored and where its output goes; a container with a k8s-file otherwise. */
  readonly setting?: SettingName;
}

/** What there was to be seen when it was over. Lists of names, texts and codes as an engine finds them. */
export interface Aftermath {
  /** The call that failed, with its number and what it was about; undefined when there are not that many. */
  readonly failed: string | undefined;
  /** What the process wrote to stderr. */
  readonly said: string;
  readonly firstStatus: number;
  /** What the engine was told first; undefined: nothing. */
  readonly syncLine: string | undefined;
  /** What it was told after that. */
  readonly furtherLines: readonly string[];
  /** Exit status of the monitor; undefined when there was none. */
  readonly status: number | undefined;
  readonly exitFile: string | undefined;
  readonly persistentExitFile: string | undefined;
  readonly exitCommandRan: boolean;
  readonly logs: readonly LogLines[];
  /** What the attach client received; undefined when it could not connect. */
  readonly attached: string | undefined;
  /** Files beside those that an engine expects after a container that ran, or that never was. */
  readonly leftOver: readonly string[];
  /** What did not happen in time. */
  readonly hung: string | undefined;
}

/** What the container writes, and its code. It does one thing after the other, so that each is seen by itself. */
export const OUTPUT = ["one", "two", "three"] as const;
export const CODE = 42;
const PAUSE = "usleep 10000";
const SCRIPT = `echo one; ${PAUSE}; echo two >&2; ${PAUSE}; echo three; exit ${CODE}`;
/** Milliseconds; what hangs hangs for ever, and none of this takes long. */
const PATIENCE = 6000;

/** Runs a container to its end while the call fails. */
export function runWithFault(fault: Fault): Aftermath {
  using setting = settingOf(fault.setting ?? "container");
  using session = new Session({
    ...setting.setup,
    script: SCRIPT,
    options: (directories) => ({
      ...setting.options(directories),
      "exit-command": "/bin/sh",
      "exit-command-arg": ["-c", `echo >"${directories.aside}/exit-command-ran"`],
    }),
    wrapper: [...setting.wrapper, ...tracing(fault)],
  });
  return observe(session, setting);
}

/** The calls that could fail or take a part, in their order. */
export function callsOf(fault: Omit<Fault, "when" | "errno">): string[] {
  return runWithFault({ ...fault, when: 0, errno: 0 }).failed?.split("\n") ?? [];
}

/** What goes in front of a monitor's command line. */
export function tracing(fault: Fault): readonly string[] {
  // What is left of a terminal's socket is seen where the other sockets are.
  const script = `export TMPDIR="$CTRMON_TEST_SESSION/sockets"; exec "$0" "$CTRMON_TEST_SESSION/aside/report" "$@"`;
  const when = `${fault.when}${fault.everAfter === true ? "+" : ""}`;
  const how = fault.take === undefined ? String(fault.errno) : `take=${fault.take},${fault.errno}`;
  const words = [fault.process === "first" ? "1" : "2", fault.calls.join(","), when, how];
  return ["/bin/sh", "-c", script, fixture("fail-call"), ...words];
}

function observe(session: Session, setting: Setting): Aftermath {
  const { directories } = session;
  let hung: string | undefined;
  const inTime = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      hung ??= error.message;
      return undefined;
    }
  };
  session.go();
  const firstStatus = inTime(() => session.first()) ?? -1;
  if (setting.exec) inTime(() => letStart(session));
  const syncLine = inTime(() => session.syncLine());
  const untold = firstStatus === 0 && syncLine === undefined;
  const pid = untold ? inTime(() => session.pidFromFile()) : pidIn(syncLine ?? "");
  if (syncLine !== undefined && pid === 0) removeContainer(directories);
  const attached = pid ? inTime(() => runAttached(session, setting)) : undefined;
  const status = firstStatus === 0 ? inTime(() => session.monitor(PATIENCE)) : undefined;
  inTime(() => waitUntil("all processes to end", () => session.processes().length === 0, PATIENCE));
  const report = readFileSync(join(directories.aside, "report"), "utf8").split("\n").filter(Boolean);
  const failed = report.filter((line) => !line.startsWith("said "));
  return {
    failed: failed.length === 0 ? undefined : failed.join("\n").replaceAll(`${directories.root}/`, ""),
    said: report.filter((line) => line.startsWith("said ")).join("\n"),
    firstStatus,
    syncLine,
    furtherLines: inTime(() => session.syncLines()) ?? [],
    status,
    exitFile: contentOf(session.exitFile),
    persistentExitFile: contentOf(join(directories.persist, "exit")),
    exitCommandRan: existsSync(join(directories.aside, "exit-command-ran")),
    logs: setting.logs(directories),
    attached,
    leftOver: leftOver(session, directories, pid !== 0),
    hung,
  };
}

/** What an engine does with what may be left of a container whose creation has failed: `runc delete --force`. */
function removeContainer({ containerPidfile }: Directories): void {
  const pid = Number(contentOf(containerPidfile) ?? 0);
  if (pid > 0) kill(pid, SIGKILL);
}

/** An attached exec session's engine lets it start when it may attach, and gives up when it hears that it may not. */
function letStart(session: Session): void {
  if (session.attachLine() === undefined) session.desert();
  else session.go();
}

/** Lets the container run, with a client from before its first word to its end. */
function runAttached(session: Session, { sockets }: Setting): string | undefined {
  const client = sockets ? connect(session) : undefined;
  try {
    session.start();
    return client?.receive().stdout.toString();
  } finally {
    client?.[Symbol.dispose]();
  }
}

function connect(session: Session): AttachClient | undefined {
  try {
    return new AttachClient(session.attachPath);
  } catch {
    return undefined;
  }
}

function leftOver(session: Session, { bundle, exit, persist, sockets, root }: Directories, created: boolean): string[] {
  const fifos = created ? ["ctl", "winsz"] : [];
  const expected = new Set([...session.bundleBefore, ...fifos, CID, "exit"]);
  const own = ["bundle", "exits", "persist", "sockets", "aside", "ctr.log", "pidfile", "conmon.pid"];
  const found = [bundle, exit, persist, sockets].flatMap((folder) => readdirSync(folder));
  return [
    ...found.filter((name) => !expected.has(name)),
    ...readdirSync(root).filter((name) => !own.includes(name)),
    ...session.processes().map(({ pid, name }) => `process ${name} ${processOf(pid)?.state ?? ""}`),
  ];
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "latin1") : undefined;
}
