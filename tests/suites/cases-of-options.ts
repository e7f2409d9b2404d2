// Cases of options that stand alone: stdin, preserved descriptors, LISTEN_PID, sd-notify, restore, the runtime's flags.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { O_RDONLY, SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { read } from "../../ffi/io.ts";
import { bindUnix, unixSocket } from "../../ffi/socket.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import type { Directories } from "../helpers/directories.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { readRecording } from "../helpers/recording.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Session } from "../helpers/session.ts";
import type { Case } from "./case.ts";

const RECORDING = fakeRuntime("record=ASIDE/runtime");
const RECORDING_ASIDE = fakeRuntime("record=ASIDE/seen", "at-once");

export const CASES_OF_OPTIONS: readonly Case[] = [
  { title: "no input", setup: { script: "read word; echo $? got $word; readlink /proc/self/fd/0" } },
  {
    title: "input that ends at once",
    setup: { script: "cat; echo done", options: { stdin: true } },
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.endInput();
      client.receive();
    },
  },
  {
    title: "input that ends for one client, while another one reads",
    setup: { script: "cat; echo done", options: { stdin: true } },
    running: (session) => {
      using reader = new AttachClient(session.attachPath);
      using writer = new AttachClient(session.attachPath);
      writer.send("hello\n");
      writer.endInput();
      reader.receive();
    },
  },
  {
    title: "--leave-stdin-open",
    setup: { script: "read one; read two; echo $one $two", options: { stdin: true, "leave-stdin-open": true } },
    running: (session) => {
      for (const word of ["a\n", "b\n"]) {
        using client = new AttachClient(session.attachPath);
        client.send(word);
        client.endInput();
      }
    },
  },
  {
    title: "input for a container that has none",
    setup: { script: 'echo ready; while ! test -e "$CTRMON_TEST_SESSION/aside/go"; do usleep 5000; done; echo done' },
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.send("hello\n");
      client.endInput();
      waitUntil("the first word", () => session.log().length > 0);
      open(join(session.directories.aside, "go"), 0o102, 0o600).close();
      client.receive();
    },
  },
  {
    title: "input for a container that has closed it",
    setup: {
      script: 'exec <&-; echo ready; while ! test -e "$CTRMON_TEST_SESSION/aside/go"; do usleep 5000; done; echo done',
      options: { stdin: true },
    },
    running: (session) => {
      waitUntil("the first word", () => session.log().length > 0);
      using client = new AttachClient(session.attachPath);
      client.send("hello\n");
      open(join(session.directories.aside, "go"), 0o102, 0o600).close();
      waitUntil("the last word", () => outputIn(session.log(), "stdout").endsWith("done\n"));
    },
  },
  {
    title: "descriptors preserved for a container of runc's",
    setup: () => ({
      runtime: runc(),
      preserved: [file("/etc/hostname"), file("/etc/passwd")],
      script: "cat <&3; head -n 1 <&4; ls /proc/self/fd",
      options: { "runtime-opt": ["--preserve-fds", "2"] },
    }),
  },
  {
    title: "descriptors preserved with --preserve-fds=2",
    setup: () => ({
      runtime: RECORDING,
      preserved: [file("/etc/hostname"), file("/etc/passwd")],
      options: { "runtime-opt": "--preserve-fds=2" },
    }),
  },
  { title: "LISTEN_PID of somebody else", setup: { runtime: RECORDING, env: { LISTEN_PID: "1", LISTEN_FDS: "1" } } },
  {
    title: "--replace-listen-pid",
    setup: () => ({
      runtime: RECORDING_ASIDE,
      preserved: [file("/etc/hostname")],
      env: { LISTEN_PID: "1", LISTEN_FDS: "1" },
      options: { "replace-listen-pid": true },
    }),
    fleeting: true,
    afterwards: listenPidFacts,
  },
  {
    title: "--replace-listen-pid without LISTEN_PID",
    setup: { runtime: RECORDING, options: { "replace-listen-pid": true } },
  },
  {
    title: "--restore",
    setup: {
      runtime: RECORDING,
      script: "exit 3",
      options: { restore: "/var/images", "restore-arg": ["--tcp-established", "--x=y z"], "no-pivot": true },
    },
  },
  {
    title: "--restore of a terminal",
    setup: { runtime: RECORDING, script: "echo out", options: { restore: "/var/images", terminal: true } },
  },
  {
    title: "--systemd-cgroup, --no-pivot and --no-new-keyring",
    setup: { runtime: RECORDING, options: { "systemd-cgroup": true, "no-pivot": true, "no-new-keyring": true } },
  },
  { title: "--syslog", setup: { script: "exit 3", options: { syslog: true } } },
  ...[
    "READY=1",
    "RELOADING=1",
    "STOPPING=1",
    "WATCHDOG=1",
    "WATCHDOG=trigger",
    "STATUS=all is well",
    "ERRNO=2",
    "BUSERROR=a.b",
    "MONOTONIC_USEC=5",
    "MAINPID=1",
    "FDSTORE=1",
    "READY=0",
    "NOTIFYACCESS=all",
    "X_OWN=1",
    "",
    "READY=1\nSTATUS=up\nMAINPID=1\n",
    "MAINPID=1\nREADY=1",
  ].map(notification),
];

/** Which hosts' sockets are open, until all that they got has been read. */
const hosts = new WeakMap<Directories, Fd>();

function notification(message: string): Case {
  return {
    title: `the notification ${JSON.stringify(message)}`,
    setup: {
      script: `NOTIFY_SOCKET="$CTRMON_TEST_SESSION/bundle/notify/notify.sock" FIXTURES/notify "${message}"`,
      options: ({ aside }) => ({ "sdnotify-socket": join(aside, "host") }),
    },
    before: ({ directories }) => {
      // Podman makes it.
      mkdirSync(join(directories.bundle, "notify"));
      const host = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
      bindUnix(host, join(directories.aside, "host"));
      hosts.set(directories, host);
    },
    afterwards: ({ directories }) => ({ "the host was told": received(directories) }),
  };
}

function received(directories: Directories): string {
  using host = hosts.get(directories);
  const messages: string[] = [];
  for (;;) {
    const buffer = new Uint8Array(new ArrayBuffer(4096));
    const count = host === undefined ? -1 : read(host, buffer);
    if (count < 0) return JSON.stringify(messages);
    messages.push(Buffer.from(buffer.subarray(0, count)).toString("latin1"));
  }
}

/** The runtime's own pid is not known to whoever compares. */
function listenPidFacts({ directories }: Session): Record<string, string> {
  const path = join(directories.aside, "seen");
  if (!existsSync(path)) return { LISTEN_PID: "no runtime" };
  const { env, numbers, fds } = readRecording(path);
  const own = `LISTEN_PID=${numbers["pid"]}`;
  return {
    LISTEN_PID: env.includes(own) ? "the runtime's" : env.filter((entry) => entry.startsWith("LISTEN_PID")).join(" "),
    "names in the environment": env
      .map((entry) => entry.split("=")[0])
      .toSorted()
      .join(" "),
    descriptors: fds.map(({ number }) => number).join(" "),
  };
}

function file(path: string): Fd {
  return open(path, O_RDONLY);
}
