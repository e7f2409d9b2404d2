// The settings in which system calls of a monitor fail: a container or an exec session, and each kind of log.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "./command-line.ts";
import type { Directories } from "./directories.ts";
import { execAttached } from "./exec-options.ts";
import { field, JournalReceiver } from "./journal-receiver.ts";
import { readLog } from "./k8s-log.ts";
import { PrivateJournal } from "./private-journal.ts";
import type { SessionSetup } from "./session.ts";

/** Lines of a log in their order, with an ellipsis behind a partial one; undefined when it is no log. */
export type LogLines = readonly string[] | undefined;

/** Disposing it is for after the session. */
export interface Setting extends Disposable {
  readonly terminal: boolean;
  readonly exec: boolean;
  /** Whether clients can attach. */
  readonly sockets: boolean;
  readonly setup: Pick<SessionSetup, "attachPipe" | "before">;
  /** In front of everything else. */
  readonly wrapper: readonly string[];
  readonly options: (directories: Directories) => Options;
  readonly logs: (directories: Directories) => readonly LogLines[];
}

/** One argument holds at most 128 KiB (execve(2)). */
const LONG_LABEL = "x".repeat(120_000);

const PLAIN: Setting = {
  terminal: false,
  exec: false,
  sockets: true,
  setup: {},
  wrapper: [],
  options: () => ({}),
  logs: ({ log }) => [k8sLines(log)],
  [Symbol.dispose]: () => undefined,
};
const EXEC: Setting = { ...PLAIN, exec: true, setup: { attachPipe: true }, options: execAttached() };

const SETTINGS = {
  container: () => PLAIN,
  terminal: () => ({ ...PLAIN, terminal: true, options: () => ({ terminal: true }) }),
  "exec session": () => EXEC,
  "exec session with a terminal": () => ({ ...EXEC, terminal: true, options: execAttached({ terminal: true }) }),
  "container with json-file": () => ({
    ...PLAIN,
    options: ({ log }: Directories) => ({ "log-path": `json-file:${log}` }),
    logs: ({ log }: Directories) => [jsonLines(log)],
  }),
  "container with journald": () => journald(),
  // Beyond the largest datagram: the entries go as files in memory.
  "container with long journal entries": () => journald(["A_OWN", "B_OWN"].map((name) => `${name}=${LONG_LABEL}`)),
  "container with passthrough": () => ({
    ...PLAIN,
    sockets: false,
    options: () => ({ "log-path": "passthrough" }),
    logs: ({ aside }: Directories) => [passedThrough(join(aside, "complaints"))],
  }),
  "container with several logs": () => ({
    ...PLAIN,
    options: (directories: Directories) => ({
      "log-path": [
        `k8s-file:${directories.log}`,
        `json-file:${second(directories)}`,
        `k8s-file:${join(directories.aside, "third.log")}`,
      ],
    }),
    logs: (directories: Directories) => [
      k8sLines(directories.log),
      jsonLines(second(directories)),
      k8sLines(join(directories.aside, "third.log")),
    ],
  }),
} as const satisfies Readonly<Record<string, () => Setting>>;

export type SettingName = keyof typeof SETTINGS;

/** Makes what the setting needs; nothing is shared between two of them. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name]();
}

function journald(labels?: readonly string[]): Setting {
  let receiver: JournalReceiver | undefined;
  return {
    ...PLAIN,
    setup: {
      before: ({ directories: { aside } }) => {
        mkdirSync(join(aside, "sockets"));
        receiver = new JournalReceiver(join(aside, "sockets/socket"));
      },
    },
    wrapper: PrivateJournal.wrapper(),
    options: () => ({ "log-path": "journald", "log-label": labels }),
    logs: () => [receiver?.entries().map((entry) => field(entry, "MESSAGE") ?? "no message")],
    [Symbol.dispose]: () => receiver?.[Symbol.dispose](),
  };
}

function second({ aside }: Directories): string {
  return join(aside, "second.log");
}

function k8sLines(path: string): LogLines {
  return linesOf(path, () => readLog(path).map(({ text, tag }) => (tag === "F" ? text : `${text}…`)));
}

function jsonLines(path: string): LogLines {
  return linesOf(path, () => {
    const lines = readFileSync(path, "utf8").split("\n");
    if (lines.pop() !== "") throw new Error(`${path} does not end with a newline`);
    return lines.map((line) => {
      const text: string = JSON.parse(line).log;
      return text.endsWith("\n") ? text.slice(0, -1) : `${text}…`;
    });
  });
}

/** The container's output and the words of ctrmon in one file. */
function passedThrough(path: string): LogLines {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("[ctrmon:"));
}

function linesOf(path: string, read: () => readonly string[]): LogLines {
  if (!existsSync(path)) return [];
  try {
    return read().map((text) => text.replace(/\r(?=…?$)/, ""));
  } catch {
    return undefined;
  }
}
