// House rule: every file of ffi/ and src/ has its unit tests under tests/unit at the same path, or a reason not to.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Finding, report } from "./rules/finding.ts";
import { filesOf } from "./rules/tree.ts";

/** Files without unit tests of their own, and what tests them instead. A folder ends with a slash. */
export const EXEMPT: Readonly<Record<string, string>> = {
  "ffi/prototypes/": "tables that libc.test.ts walks through, and types",
  "src/cli/complain.ts": "writes to its own process's stderr: tests/integration/validation-against-conmon.test.ts",
  "src/cli/ctrmon.ts": "reads and ends its own process: tests/integration runs the executable",
  "src/cli/ctrun/citty-commands.ts":
    "runs commands with what they need: tests/e2e/ctrun-look.test.ts runs the executable",
  "src/cli/ctrun/command-groups.ts": "a table: help.test.ts lists commands under its headings",
  "src/cli/ctrun/command.ts": "has types, and a function that returns what it is given: help.test.ts defines a command",
  "src/cli/ctrun/commands.ts": "a list, of which help.test.ts checks the entries",
  "src/cli/ctrun/commands/": "a command each, from options to exit code: tests/e2e/ctrun-*.test.ts run the executable",
  "src/cli/ctrun/ctrun.ts": "reads and ends its own process: tests/e2e/ctrun-*.test.ts run the executable",
  "src/cli/ctrun/global-options.ts": "two tables: help.test.ts shows them",
  "src/cli/ctrun/overview.ts": "puts tables together: tests/e2e/ctrun-help.test.ts reads the page",
  "src/cli/ctrun/grammar/usage-error.ts": "has nothing but a name: parse-options.test.ts throws it",
  "src/cli/ctrun/life/":
    "joins the library with the store, for real containers: tests/e2e/ctrun-*.test.ts run and kill the executable",
  "src/cli/ctrun/run/configure.ts": "looks around on the machine: tests/e2e/ctrun-run.test.ts inspects what it makes",
  "src/cli/ctrun/run/container-options.ts": "a table: tests/e2e/ctrun-run.test.ts uses the options",
  "src/cli/ctrun/run/conversation.ts": "has its own process's streams: tests/e2e/ctrun-terminal.test.ts talks with it",
  "src/cli/ctrun/run/foreground.ts":
    "stays in front of a container: tests/e2e/ctrun-run.test.ts and ctrun-crash.test.ts",
  "src/cli/ctrun/run/proxy-signals.ts": "passes its own signals on: tests/e2e/ctrun-input.test.ts sends them",
  "src/cli/ctrun/run/spec-wishes.ts": "puts options together: tests/e2e/ctrun-run.test.ts looks around in containers",
  "src/cli/ctrun/run/typed-input.ts": "types into a terminal with a program on it: tests/e2e/ctrun-input.test.ts",
  "src/cli/ctrun/state/container-record.ts": "has nothing but types: rows.test.ts fills them",
  "src/cli/first.ts": "launches the monitor: tests/integration runs the executable",
  "src/cli/main.ts": "the executable's entry, without anything of its own: tests/integration/version.test.ts",
  "src/cli/monitor.ts": "ends its own process: tests/integration runs the executable",
  "src/engine/cgroup/dbus/value.ts": "has nothing but types: encode.test.ts and decode.test.ts fill them",
  "src/engine/logs/log-entry.ts": "has nothing but types: the tests of its readers fill them",
  "src/engine/logs/log-error.ts": "a class without anything of its own: the tests of all that throw it",
  "src/engine/logs/read-journal.ts": "runs journalctl: tests/integration/engine-logs.test.ts reads a real journal",
  "src/engine/spec/oci-types.ts": "has nothing but types: oci-schema.test.ts fills them",
  "src/engine/spec/protected-paths.ts":
    "has nothing but two lists: tests/integration/engine-spec.test.ts sees their effect",
  "src/engine/spec/spec-error.ts": "a name for an error: the tests of everything in the folder",
  "src/engine/spec/spec-options.ts": "has nothing but types: build-spec.test.ts fills them",
  "src/engine/create/create-options.ts": "has nothing but types: create-argv.test.ts fills them",
  "src/engine/create/create.ts": "creates whole containers: tests/integration/engine-create.test.ts and its neighbours",
  "src/engine/create/undo-creation.ts": "what is left of a failure: tests/integration/engine-failures.test.ts",
  "src/engine/exec/exec.ts": "runs commands in real containers: tests/integration/engine-exec.test.ts",
  "src/engine/exec/exec-options.ts": "has nothing but types: exec-argv.test.ts fills them",
  "src/engine/exec/exec-session.ts": "a command in a real container: tests/integration/engine-exec.test.ts",
  "src/logging/driver.ts": "an interface and one number: the drivers' tests, and tests/suites/log-drivers.test.ts",
  "src/monitor/end/conclude.ts": "the end of a whole monitor: tests/integration/the-end.test.ts",
  "src/monitor/launch/handover-variable.ts": "has nothing but a name: handover.test.ts looks for it",
  "src/monitor/launch/launch.ts": "leaves or replaces its own process: tests/integration runs the executable",
  "src/monitor/launch/settle.ts": "changes what its own process is: tests/integration/what-is-inherited.test.ts",
  "src/monitor/monitor.ts":
    "joins parts that have tests, by the table in lifecycle.ts: tests/integration runs the executable",
  "src/monitor/run.ts": "makes a process a monitor: tests/integration runs the executable",
  "src/engine/network/forward-by-slirp.ts": "asks a running slirp4netns: tests/e2e/ctrun-network.test.ts",
  "src/engine/network/slirp-network.ts": "joins parts that have tests: tests/e2e/ctrun-network.test.ts",
  "src/network/start-port-forwarder.ts": "starts the executable: tests/e2e/ctrun-network.test.ts",
  "src/network/netns/keep.ts": "a process of its own, which namespace.test.ts starts",
  "src/network/netns/keep-in-helper.ts": "the part of namespace.ts that starts a process: namespace.test.ts",
  "src/network/network-error.ts": "a class without behaviour: the tests of all that throws it",
  "src/network/slirp4netns/ipv6.ts": "needs a namespace: tests/integration/slirp4netns.test.ts",
  "src/network/slirp4netns/start.ts": "starts the real program: tests/integration/slirp4netns.test.ts",
  "src/protocol/checked-options.ts": "has nothing but types: validate.test.ts fills them",
  "src/protocol/monitor-options.ts": "has nothing but types: argv.test.ts fills them",
  "src/engine/place.ts": "has nothing but types: tests/integration/engine-create.test.ts fills them",
  "src/reactor/single-thread.ts": "nothing but a list: tests/integration/idle.test.ts counts threads and memory",
  "src/waiting/ready-thread.ts": "the other half of ready.ts, whose tests start it",
  "src/cli/rootlessport-help.ts": "a text: tests/integration/rootlessport-help.test.ts",
  "src/cli/rootlessport.ts": "reads and ends its own process: tests/integration/rootlessport-*.test.ts",
  "src/network/port/forwarder-signals.ts": "two lists of signals: tests/integration/rootlessport-life.test.ts",
  "src/network/port/forwarder.ts": "makes a process the forwarder: tests/integration/rootlessport-errors.test.ts",
  "src/network/port/ports.ts": "joins listeners and ports that have tests: tests/integration/rootlessport-wire.test.ts",
  "src/network/port/restart.ts": "replaces its own process: tests/integration/rootlessport-life.test.ts",
  "src/network/port/serve.ts": "a whole forwarder's life: tests/integration/rootlessport-life.test.ts",
  "src/network/port/standard-streams.ts": "changes its own process: tests/integration/rootlessport-wire.test.ts",
  "src/network/port/supplier-process.ts": "starts the executable: tests/integration/rootlessport-life.test.ts",
  "src/network/port/supplier.ts": "a whole process in a namespace: tests/integration/rootlessport-wire.test.ts",
  "src/network/port/udp-flow.ts":
    "has no life without its port: udp-port.test.ts and tests/integration/rootlessport-udp.test.ts",
};

if (import.meta.main) process.exit(report("mirrors", checkMirrors(`${import.meta.dir}/..`, EXEMPT)));

export function checkMirrors(root: string, exempt: Readonly<Record<string, string>>): Finding[] {
  const findings: Finding[] = [];
  const add = (path: string, text: string): void => void findings.push({ path, line: 1, text });
  const sources = filesOf(root).filter((path) => /^(?:ffi|src)\/.*\.ts$/.test(path) && !path.endsWith(".d.ts"));

  for (const path of sources) {
    const tested = existsSync(join(root, mirrorOf(path)));
    const excused = Object.hasOwn(exempt, path);
    if (!tested && !excused && !inExemptFolder(path, exempt)) {
      add(path, `has no unit tests: write ${mirrorOf(path)}, or give a reason in scripts/check-mirrors.ts`);
    }
    if (tested && excused) add(path, "is exempt but has unit tests: take it off the list in scripts/check-mirrors.ts");
  }
  for (const [path, reason] of Object.entries(exempt)) {
    if (!sources.some((source) => source === path || (path.endsWith("/") && source.startsWith(path)))) {
      add(path, "is exempt but does not exist: take it off the list in scripts/check-mirrors.ts");
    }
    if (reason.trim().split(/\s+/).length < 3) add(path, "is exempt without a reason: say what tests it instead");
  }
  return findings;
}

/** `src/protocol/argv.ts` → `tests/unit/src/protocol/argv.test.ts`. */
function mirrorOf(path: string): string {
  return `tests/unit/${path.replace(/\.ts$/, ".test.ts")}`;
}

function inExemptFolder(path: string, exempt: Readonly<Record<string, string>>): boolean {
  return Object.keys(exempt).some((folder) => folder.endsWith("/") && path.startsWith(folder));
}
