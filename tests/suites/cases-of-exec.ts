// Cases of exec sessions: attached and not, with either API, and every way in which they end.
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import { exec, execAttached } from "../helpers/exec-options.ts";
import { fixture } from "../helpers/monitors.ts";
import { fakeRuntime, runcExec } from "../helpers/runtimes.ts";
import type { Case, Setup } from "./case.ts";
import { clientFacts, letStart, seenByClient } from "./case-parts.ts";

/** Engines without API version have no socket for the session, so neither a uuid nor a bundle. */
const LEGACY = { "api-version": undefined, cuuid: undefined, bundle: undefined, "persist-dir": undefined };
const AT_ONCE = fakeRuntime("at-once");

export const CASES_OF_EXEC: readonly Case[] = [
  ...[0, 1, 42, 125, 126, 127, 128, 254, 255].map((code) => ({
    title: `an exec session that exits with ${code}`,
    setup: { script: `exit ${code}`, options: exec() },
  })),
  ...[9, 15].map((signal) => ({
    title: `an exec session that dies of signal ${signal}`,
    setup: { script: `kill -${signal} $$`, options: exec() },
  })),
  { title: "an exec session with output", setup: { script: "echo out; echo err >&2; printf end", options: exec() } },
  {
    title: "an exec session without a log",
    setup: { script: "echo out; exit 3", options: exec({ "log-path": "none", "full-attach": true }) },
  },
  {
    title: "what the runtime sees of an exec session",
    setup: recorded({ options: exec({ "systemd-cgroup": true, "no-pivot": true, "no-new-keyring": true }) }),
  },
  {
    title: "what the runtime sees of a terminal's exec session",
    setup: recorded({ options: exec({ terminal: true, "runtime-opt": ["--preserve-fds", "0"] }) }),
  },
  {
    title: "an exec session with an exit command",
    setup: {
      script: "exit 3",
      options: (directories) => ({
        ...exec()(directories),
        "exit-command": fixture("record-itself"),
        "exit-command-arg": [join(directories.aside, "exit-command"), "0", "--exec"],
      }),
    },
  },
  {
    title: "an exec session that outlives its --timeout",
    setup: { script: "trap '' TERM; sleep 300", options: exec({ timeout: "1" }) },
  },
  {
    title: "an exec session that ends before its --timeout",
    setup: { script: "exit 3", options: exec({ timeout: "100" }) },
  },
  { title: "an exec session and plain pipes", setup: { script: "exit 3", pipes: "pipe", options: exec() } },
  { title: "an exec session and stream sockets", setup: { script: "exit 3", pipes: "stream", options: exec() } },
  { title: "an exec session and no pipes", setup: { script: "exit 3", pipes: "none", options: exec() } },
  {
    title: "an exec session that ends at once",
    setup: { runtime: AT_ONCE, script: "exit 7", options: exec() },
    fleeting: true,
  },
  ...attached("an attached exec session", { script: "echo out; echo err >&2; exit 5" }),
  ...attached("an attached exec session with input", { script: "cat; echo done" }, "hello\n", { stdin: true }),
  ...attached("an attached exec session with a terminal", { script: "tty >/dev/null && echo yes" }, undefined, {
    terminal: true,
  }),
  ...attached("an attached exec session without a log", { script: "echo out" }, undefined, { "log-path": "none" }),
  {
    title: "an attached exec session that nobody attaches to",
    setup: { attachPipe: true, script: "echo out; exit 5", options: execAttached() },
    creating: letStart,
  },
  {
    title: "an attached exec session that outlives its --timeout",
    setup: { attachPipe: true, script: "sleep 300", options: execAttached({ timeout: "1" }) },
    creating: letStart,
  },
  {
    title: "an attached exec session whose client is there later",
    setup: { attachPipe: true, script: "read word; echo got $word", options: execAttached({ stdin: true }) },
    creating: letStart,
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.send("hello\n");
      client.receive();
    },
  },
  {
    title: "an attached exec session that fails",
    setup: { attachPipe: true, runtime: fakeRuntime("say=no", "exit=1"), options: execAttached() },
    creating: letStart,
  },
  ...(
    [
      ["a runtime that fails at exec with a reason", "say=no such program", "exit=1"],
      ["a runtime that fails at exec silently", "exit=2"],
      ["a runtime that fails at exec with 255", "say=bad", "exit=255"],
      ["a runtime that leaves no pid file at exec", "pidfile=none"],
      ["a runtime that leaves an empty pid file at exec", "pidfile=empty"],
      ["a runtime that dies of a signal at exec", "say=ouch", "signal=9"],
    ] as const
  ).flatMap(([title, ...words]) => [
    { title, setup: { runtime: fakeRuntime(...words), options: exec() } },
    { title: `${title}, without API version`, setup: { runtime: fakeRuntime(...words), options: exec(LEGACY) } },
  ]),
  ...[0, 3, 255].map((code) => ({
    title: `a legacy exec session that exits with ${code}`,
    setup: { runtime: AT_ONCE, script: `echo out; exit ${code}`, options: exec(LEGACY) },
    fleeting: true as const,
  })),
  {
    title: "a legacy exec session that outlives its --timeout",
    setup: { runtime: AT_ONCE, script: "echo out; sleep 300", options: exec({ ...LEGACY, timeout: "1" }) },
    fleeting: true,
  },
  {
    title: "a legacy exec session with a terminal",
    setup: { runtime: AT_ONCE, script: "echo out; exit 3", options: exec({ ...LEGACY, terminal: true }) },
    fleeting: true,
  },
  ...[0, 42].map(
    (code): Case => ({
      title: `an exec session in a container of runc's that exits with ${code}`,
      setup: { runtime: runcExec(), script: `echo out; echo err >&2; exit ${code}`, options: runcSpec() },
      fleeting: true,
    }),
  ),
  {
    title: "an exec session in a container of runc's with a terminal",
    setup: {
      runtime: runcExec({ terminal: true }),
      attachPipe: true,
      script: "read word; echo got $word; exit 4",
      options: runcSpec({ "exec-attach": true, terminal: true, stdin: true }),
    },
    creating: letStart,
    running: (session) => {
      using client = new AttachClient(session.attachPath);
      client.send("hello\r");
      client.receive();
    },
  },
  {
    title: "a program that is not in the container of runc's",
    setup: { runtime: runcExec({ command: "/nonexistent" }), options: runcSpec() },
  },
];

/** With a client that is there from the start, as Podman's is. */
function attached(title: string, setup: Setup, input?: string, options = {}): Case[] {
  return [
    {
      title,
      setup: { runtime: AT_ONCE, attachPipe: true, options: execAttached(options), ...setup },
      creating: seenByClient({ input }),
      afterwards: clientFacts,
      fleeting: true,
    },
  ];
}

function recorded(setup: Setup): Setup {
  return { runtime: fakeRuntime("record=ASIDE/runtime"), script: "exit 3", ...setup };
}

/** The file in which runc finds what to run. */
function runcSpec(more = {}): Exclude<Setup["options"], undefined> {
  return (directories) => ({
    ...exec(more)(directories),
    "exec-process-spec": join(directories.aside, "process.json"),
  });
}
