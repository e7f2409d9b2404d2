// House rule: every file of ffi/ and src/ has its unit tests under tests/unit at the same path, or a reason not to.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Finding, report } from "./rules/finding.ts";
import { filesOf } from "./rules/tree.ts";

/** Files without unit tests of their own, and what tests them instead. A folder ends with a slash. */
export const EXEMPT: Readonly<Record<string, string>> = {
  "ffi/prototypes/": "tables that libc.test.ts walks through, and types",
  "src/cli/ctrmon.ts": "reads and ends its own process: tests/integration runs the executable",
  "src/cli/main.ts": "the executable's entry, without anything of its own: tests/integration/version.test.ts",
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
  "src/monitor/launch/launch.ts": "leaves or replaces its own process: tests/integration runs the executable",
  "src/monitor/launch/settle.ts": "changes what its own process is: tests/integration/what-is-inherited.test.ts",
  "src/monitor/monitor.ts":
    "joins parts that have tests, by the table in lifecycle.ts: tests/integration runs the executable",
  "src/monitor/run.ts": "makes a process a monitor: tests/integration runs the executable",
  "src/network/netns/keep.ts": "a process of its own, which namespace.test.ts starts",
  "src/network/netns/keep-in-helper.ts": "the part of namespace.ts that starts a process: namespace.test.ts",
  "src/network/network-error.ts": "a class without behaviour: the tests of all that throws it",
  "src/network/slirp4netns/ipv6.ts": "needs a namespace: tests/integration/slirp4netns.test.ts",
  "src/network/slirp4netns/start.ts": "starts the real program: tests/integration/slirp4netns.test.ts",
  "src/protocol/checked-options.ts": "has nothing but types: validate.test.ts fills them",
  "src/protocol/monitor-options.ts": "has nothing but types: argv.test.ts fills them",
  "src/engine/place.ts": "has nothing but types: tests/integration/engine-create.test.ts fills them",
  "src/engine/errors.ts": "has nothing but classes without behaviour: the tests of all that throws them",
  "src/waiting/ready-thread.ts": "the other half of ready.ts, whose tests start it",
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
