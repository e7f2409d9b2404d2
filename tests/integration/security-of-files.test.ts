// Makes every file that docs/security.md names, and compares types, permissions and owners with its tables.
import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CID, CUUID } from "../helpers/command-line.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { documentedPermissions, named, type Permissions, permissionsBelow } from "../helpers/permission-table.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const OF_MONITOR = "Files of the monitor";
const OF_CTRUN = "Files of the engine library and of ctrun";
const MEGABYTE = 1024 * 1024;
/** What an engine and a runtime make themselves. */
const NOT_OURS = /^(?:BUNDLE|EXIT|PERSIST|SOCKETS|ASIDE|ROOT|ROOT\/pidfile|BUNDLE\/container|ASIDE\/.*)$/;
const EATS_MEMORY = "x=0123456789; while :; do x=$x$x; done";

test("the monitor's files are what the document says, and the document names all of them", () => {
  const seen = new Map([
    ...duringLife(CTRMON, forEverything()),
    ...whileTheRuntimeWorks(),
    ...afterRunningOutOfMemory(),
  ]);
  expect(sorted(seen)).toEqual(sorted(documentedPermissions(OF_MONITOR)));
});

test("conmon's files have the same permissions, but for its log", () => {
  const ours = duringLife(CTRMON, {});
  const theirs = duringLife(CONMON, {});
  expect(sorted(theirs)).toEqual(sorted(new Map([...ours, ["LOG", "file 0600"]])));
});

test("ctrun's files are what the document says, and the document names all of them", async () => {
  using ctrun = new Ctrun();
  const id = await ctrun.detached("it", "echo ready; read line", ["-i"]);
  ctrun.hasWritten("it", "ready");
  const session = ctrun.start("exec", "-i", "it", "sh", "-c", "echo ready; read line");
  await session.says("ready");
  const sessions = join(ctrun.root, "containers", id, "bundle/exec");
  const [name = ""] = readdirSync(sessions);
  const running = permissionsBelow(ctrun.root);
  await ctrun.output("kill", "it");
  await session.finished();
  const seen = named(new Map([...running, ...permissionsBelow(ctrun.root)]), [
    [`${ctrun.root}/run/sockets/${id}`, "RUN/sockets/*"],
    [`${ctrun.root}/run/sockets/${name}`, "RUN/sockets/*"],
    [`${ctrun.root}/run`, "RUN"],
    [`${ctrun.root}/containers/${id}`, "CTR"],
    [ctrun.root, "STATE"],
    [id, "ID"],
    [name, "SESSION"],
    [/exec-process-[-0-9a-f]+/, "exec-process-*"],
  ]);
  // There until ctrun's cleanup has taken note of it.
  const lasting = [...seen].filter(([path]) => path !== "RUN/exits/ID");
  expect(sorted(new Map(lasting))).toEqual(sorted(documentedPermissions(OF_CTRUN)));
});

/** A notification socket, and a log that is soon full. */
function forEverything(): SessionSetup {
  return {
    options: ({ root, log }) => ({
      "log-path": `k8s-file:${log}`,
      "sdnotify-socket": join(root, "host.sock"),
      "log-size-max": "60",
      "log-rotate": true,
    }),
  };
}

/** Before and after the container's end. */
function duringLife(monitor: typeof CTRMON | typeof CONMON, setup: SessionSetup): Permissions {
  using session = new Session({
    ...setup,
    monitor,
    before: makeTurns,
    script: `echo one; echo two; ${waitsFor("first")}`,
  });
  session.run();
  let running: Permissions = new Map();
  goOn(session.directories, "first", () => {
    waitUntil("the log", () => session.log().length > 0);
    running = ofSession(session);
  });
  session.monitor();
  return new Map([...running, ...ofSession(session)]);
}

/** The console socket, which is there until the runtime connects. */
function whileTheRuntimeWorks(): Permissions {
  using session = new Session({
    wrapper: ["/bin/sh", "-c", 'TMPDIR="$CTRMON_TEST_SESSION" exec "$@"', "sh"],
    runtime: fakeRuntime("hang=ASIDE/hangs"),
    options: { terminal: true },
  });
  session.go();
  waitUntil("the runtime", () => existsSync(join(session.directories.aside, "hangs")));
  return new Map([...ofSession(session)].filter(([path]) => path.startsWith("TMPDIR/")));
}

function afterRunningOutOfMemory(): Permissions {
  using session = new Session({ runtime: runc({ memory: 16 * MEGABYTE }), script: EATS_MEMORY });
  session.run();
  expect(session.monitor()).toBe(137);
  return new Map([...ofSession(session)].filter(([path]) => path.endsWith("/oom")));
}

function ofSession({ directories }: Session): Permissions {
  const { root, bundle, exit, persist, sockets, aside, log, monitorPidfile } = directories;
  const all = named(permissionsBelow(root), [
    [bundle, "BUNDLE"],
    [exit, "EXIT"],
    [persist, "PERSIST"],
    [sockets, "SOCKETS"],
    [aside, "ASIDE"],
    [log, "LOG"],
    [monitorPidfile, "MONITOR_PIDFILE"],
    [new RegExp(`^${root}/ctrmon-term\\..*`), "TMPDIR/ctrmon-term.*"],
    [root, "ROOT"],
    [CID, "CID"],
    [CUUID, "CUUID"],
  ]);
  return new Map([...all].filter(([path]) => !NOT_OURS.test(path)));
}

function sorted(permissions: Permissions): readonly (readonly [string, string])[] {
  return [...permissions].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
