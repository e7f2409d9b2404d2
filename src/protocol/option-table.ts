// The one table of the monitor's options, from which parsing, rendering and the usage text all follow.
import type { MonitorOptions } from "./monitor-options.ts";

export type { MonitorOptions } from "./monitor-options.ts";

export type OptionKey = keyof MonitorOptions;

interface Row<Key extends OptionKey> {
  readonly kind: KindOf<Key>;
  /** The name behind `--`. */
  readonly name: string;
  /** The letter behind a single `-`. */
  readonly short?: string;
  /** Older names that engines may still use; never shown. */
  readonly aliases?: readonly string[];
  /** What stands for the value in the usage text; flags have none. */
  readonly value?: string;
  /** One line for the usage text; an option without it is understood but not shown. */
  readonly help?: string;
}

// The kind follows from the property's type, so that the table cannot say `int` where the interface says string.
type KindOf<Key extends OptionKey> = KindOfValue<NonNullable<MonitorOptions[Key]>>;
type KindOfValue<Value> = Value extends boolean
  ? "flag"
  : Value extends string
    ? "string"
    : Value extends number
      ? "int"
      : Value extends bigint
        ? "int64"
        : "list";

type Rows = { readonly [Key in OptionKey]: Row<Key> };

/** One row of the table and the property it fills; narrowing `kind` narrows `key` to the properties of that type. */
export type OptionSpec = { readonly [Key in OptionKey]: Row<Key> & { readonly key: Key } }[OptionKey];

export interface OptionSection {
  readonly title: string;
  readonly options: readonly OptionSpec[];
}

const CONTAINER = {
  cid: { kind: "string", name: "cid", short: "c", value: "ID", help: "id of the container (required)" },
  cuuid: { kind: "string", name: "cuuid", short: "u", value: "ID", help: "id of the attach directory (required)" },
  name: { kind: "string", name: "name", short: "n", value: "NAME", help: "name of the container, for the journal" },
  bundle: { kind: "string", name: "bundle", short: "b", value: "DIR", help: "OCI bundle (default: working directory)" },
  containerPidfile: {
    kind: "string",
    name: "container-pidfile",
    short: "p",
    aliases: ["pidfile"],
    value: "FILE",
    help: "where the runtime writes the container's pid (default: pidfile-CID)",
  },
  persistDir: {
    kind: "string",
    name: "persist-dir",
    short: "0",
    value: "DIR",
    help: "directory for a second copy of the exit and oom files",
  },
  restore: { kind: "string", name: "restore", value: "DIR", help: "restore the container from the checkpoint in DIR" },
} as const satisfies Partial<Rows>;

const RUNTIME = {
  runtime: { kind: "string", name: "runtime", short: "r", value: "FILE", help: "the OCI runtime (required)" },
  runtimeArg: { kind: "list", name: "runtime-arg", value: "ARG", help: "pass ARG to the runtime before its verb" },
  runtimeOpt: {
    kind: "list",
    name: "runtime-opt",
    aliases: ["restore-arg"],
    value: "ARG",
    help: "pass ARG to the runtime after its verb",
  },
  systemdCgroup: { kind: "flag", name: "systemd-cgroup", short: "s", help: "let systemd manage the cgroup" },
  noPivot: { kind: "flag", name: "no-pivot", help: "tell the runtime not to use pivot_root" },
  noNewKeyring: { kind: "flag", name: "no-new-keyring", help: "tell the runtime to keep the session keyring" },
} as const satisfies Partial<Rows>;

const EXEC = {
  exec: { kind: "flag", name: "exec", short: "e", help: "run one more command in a running container" },
  execProcessSpec: { kind: "string", name: "exec-process-spec", value: "FILE", help: "the command, as an OCI process" },
  execAttach: { kind: "flag", name: "exec-attach", help: "start the command only when a client has attached" },
} as const satisfies Partial<Rows>;

const STDIO = {
  terminal: { kind: "flag", name: "terminal", short: "t", help: "give the container a terminal" },
  stdin: { kind: "flag", name: "stdin", short: "i", help: "give the container a standard input" },
  leaveStdinOpen: { kind: "flag", name: "leave-stdin-open", help: "do not end standard input when a client does" },
  socketDirPath: {
    kind: "string",
    name: "socket-dir-path",
    value: "DIR",
    help: "make the attach socket reachable as DIR/CUUID/attach (default: /var/run/crio)",
  },
  fullAttach: { kind: "flag", name: "full-attach", help: "leave the attach socket in the bundle, without a link" },
} as const satisfies Partial<Rows>;

const LOGS = {
  logPath: {
    kind: "list",
    name: "log-path",
    short: "l",
    value: "[DRIVER:]PATH",
    help: "k8s-file:PATH, json-file:PATH, journald, passthrough or none (required)",
  },
  logSizeMax: { kind: "int64", name: "log-size-max", value: "BYTES", help: "begin the log file anew at this size" },
  logGlobalSizeMax: {
    kind: "int64",
    name: "log-global-size-max",
    value: "BYTES",
    help: "write nothing more to the logs after this much in all",
  },
  logRotate: { kind: "flag", name: "log-rotate", help: "keep what was logged before as PATH.1, PATH.2, ..." },
  logMaxFiles: { kind: "int", name: "log-max-files", value: "N", help: "how many of those to keep (default: 1)" },
  logAllowlistDir: { kind: "list", name: "log-allowlist-dir", value: "DIR", help: "rotate log files in DIR only" },
  logTag: { kind: "string", name: "log-tag", value: "TAG", help: "tag of the journal's entries" },
  logLabel: { kind: "list", name: "log-label", value: "LABEL=VALUE", help: "one more field for the journal's entries" },
  noContainerPartialMessage: {
    kind: "flag",
    name: "no-container-partial-message",
    help: "do not mark the pieces of a long line in the journal",
  },
  noSyncLog: { kind: "flag", name: "no-sync-log", help: "do not force the log to disk at the end" },
} as const satisfies Partial<Rows>;

const END = {
  timeout: { kind: "int", name: "timeout", short: "T", value: "SECONDS", help: "kill the container after this time" },
  exitDir: { kind: "string", name: "exit-dir", value: "DIR", help: "write the exit code to DIR/CID" },
  exitCommand: { kind: "string", name: "exit-command", value: "FILE", help: "program to run when all is over" },
  exitCommandArg: { kind: "list", name: "exit-command-arg", value: "ARG", help: "pass ARG to the exit command" },
  exitDelay: { kind: "int", name: "exit-delay", value: "SECONDS", help: "wait before running the exit command" },
} as const satisfies Partial<Rows>;

const MONITOR = {
  conmonPidfile: {
    kind: "string",
    name: "conmon-pidfile",
    short: "P",
    value: "FILE",
    help: "pid of the monitor itself",
  },
  apiVersion: { kind: "flag", name: "api-version", help: 'report results under the key "data"' },
  sync: { kind: "flag", name: "sync", help: "stay the caller's child" },
  replaceListenPid: { kind: "flag", name: "replace-listen-pid", help: "set LISTEN_PID to the runtime's pid" },
  sdnotifySocket: {
    kind: "string",
    name: "sdnotify-socket",
    value: "PATH",
    help: "forward sd_notify messages to PATH",
  },
  // conmon 2.1.6 has these two where it was built with libseccomp's notifications; they are shown nowhere.
  seccompNotifySocket: { kind: "string", name: "seccomp-notify-socket", value: "PATH" },
  seccompNotifyPlugins: { kind: "string", name: "seccomp-notify-plugins", value: "LIST" },
  logLevel: {
    kind: "string",
    name: "log-level",
    value: "LEVEL",
    help: "panic, fatal, error, warn, info, debug, trace",
  },
  syslog: { kind: "flag", name: "syslog", help: "send diagnostics to syslog, too" },
  version: { kind: "flag", name: "version", help: "print the version and exit" },
  help: { kind: "flag", name: "help", short: "h", help: "print this text and exit" },
} as const satisfies Partial<Rows>;

// An option of the interface that is in none of the sections makes this line an error.
const ALL: Rows = { ...CONTAINER, ...RUNTIME, ...EXEC, ...STDIO, ...LOGS, ...END, ...MONITOR };

/** All options in the order in which they are rendered; `help` is the last one, because parsing stops at it. */
export const OPTION_TABLE: readonly OptionSpec[] = specsOf(ALL);

/** The table in parts, as the usage text shows it. */
export function optionSections(): readonly OptionSection[] {
  return [
    { title: "Container", options: specsOf(CONTAINER) },
    { title: "Runtime", options: specsOf(RUNTIME) },
    { title: "Exec sessions", options: specsOf(EXEC) },
    { title: "Standard streams", options: specsOf(STDIO) },
    { title: "Logs", options: specsOf(LOGS) },
    { title: "The end", options: specsOf(END) },
    { title: "The monitor", options: specsOf(MONITOR) },
  ];
}

function specsOf(rows: Partial<Rows>): OptionSpec[] {
  // Object.entries() forgets that a row belongs to its key; the type of `rows` has checked that it does.
  return Object.entries(rows).map(([key, row]) => ({ ...row, key }) as OptionSpec);
}
