// Whatever happens around a running container, its exit code arrives: in both exit files and as the monitor's status.
import { expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SIGTERM, SIGUSR1 } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { idlenessOf } from "../helpers/idleness.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { fixture } from "../helpers/monitors.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { openFiles, processOf, statusField } from "../helpers/processes.ts";
import { fakeRuntime, type MakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const NOBODY = 65534;
/** Open files that the monitor may have. */
const FEW = 40;
const ENDS_WITH_7 = `${waitsFor("first")}; exit 7`;
/** Mounts the bundle onto itself, which only the monitor and what it starts can see, and which goes with them. */
const ON_A_BUNDLE_OF_ITS_OWN = [
  "/usr/bin/unshare",
  "--mount",
  "/bin/sh",
  "-c",
  'mount --bind "$CTRMON_TEST_SESSION/bundle" "$CTRMON_TEST_SESSION/bundle" && exec "$@"',
  "sh",
];
const WITH_FEW_DESCRIPTORS = ["/bin/sh", "-c", `ulimit -n ${FEW}; exec "$@"`, "sh"];

test("a bundle that has become read-only is no reason to lose the exit code", () => {
  using session = new Session({ before: makeTurns, script: ENDS_WITH_7, wrapper: ON_A_BUNDLE_OF_ITS_OWN });
  session.run();
  const { bundle } = session.directories;
  const namespace = `--mount=/proc/${session.monitorPid()}/ns/mnt`;
  run("/usr/bin/nsenter", namespace, "/bin/mount", "-o", "remount,bind,ro", bundle);
  expect(Bun.spawnSync(["/usr/bin/nsenter", namespace, "/bin/touch", `${bundle}/new`]).success).toBe(false);
  endsWith7(session);
});

test("a bundle in whose place there is a file is no reason to lose the exit code", () => {
  using session = new Session({ before: makeTurns, script: ENDS_WITH_7 });
  session.run();
  const { bundle } = session.directories;
  // Only then has the shell read its script.
  goOn(session.directories, "first", () => {
    rmSync(bundle, { recursive: true });
    writeFileSync(bundle, "");
  });
  expectSeven(session);
  expect(readFileSync(bundle, "utf8")).toBe("");
});

test("a directory in place of the link to the bundle is no reason to lose the exit code", () => {
  using session = new Session({ before: makeTurns, script: ENDS_WITH_7 });
  session.run();
  const link = dirname(session.attachPath);
  rmSync(link);
  mkdirSync(link);
  endsWith7(session);
});

test("attach clients that use up all descriptors and do not read cost neither output nor exit code", () => {
  using session = new Session({
    before: makeTurns,
    script: `${waitsFor("first")}; FIXTURES/numbered-lines 30000 100; exit 7`,
    wrapper: WITH_FEW_DESCRIPTORS,
  });
  session.run();
  using clients = new DisposableStack();
  useUpDescriptors(session, clients);
  for (let count = 0; count < 2; count++) clients.use(new AttachClient(session.attachPath));
  endsWith7(session);
  expect(firstWrongLine(session.directories.log, 30_000, 100)).toBeUndefined();
}, 30_000);

test("an attach client that came when there were no descriptors is served when another one leaves", () => {
  const enough = '"$CTRMON_TEST_SESSION/aside/enough"';
  using session = new Session({
    script: `until test -e ${enough}; do echo out; usleep 5000; done; exit 7`,
    wrapper: WITH_FEW_DESCRIPTORS,
  });
  session.run();
  using clients = new DisposableStack();
  const first = useUpDescriptors(session, clients);
  using last = new AttachClient(session.attachPath);
  first[Symbol.dispose]();
  expect(Buffer.from(last.packet() ?? []).toString()).toContain("out\n");
  writeFileSync(join(session.directories.aside, "enough"), "");
  expectSeven(session);
});

test("SIGTERM that the monitor may not pass on leaves the container running and the monitor waiting", () => {
  using session = new Session({
    wrapper: ["/usr/bin/setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
    script: 'exec "$CTRMON_TEST_SESSION/aside/become-root" "$CTRMON_TEST_SESSION/aside/first"',
    before: ({ directories }) => {
      makeTurns({ directories });
      run("/bin/chown", "-R", `${NOBODY}:${NOBODY}`, directories.root);
      const program = join(directories.aside, "become-root");
      copyFileSync(fixture("become-root"), program);
      chmodSync(program, 0o4755);
    },
  });
  session.run();
  waitUntil("the container to be root", () => statusField(session.containerPid, "Uid").startsWith("0\t0\t0"));
  signalAndWait(session.monitorPid(), SIGTERM);
  endsWith7(session);
});

test("SIGUSR1 does not end the monitor", () => {
  using session = new Session({ before: makeTurns, script: ENDS_WITH_7 });
  session.run();
  signalAndWait(session.monitorPid(), SIGUSR1);
  endsWith7(session);
});

test("the exit code is waited for, without haste, while the container's parent lives and does not take it", () => {
  using session = new Session({ before: makeTurns, script: ENDS_WITH_7, runtime: throughAnotherProcess });
  session.run();
  goOn(session.directories, "first");
  waitUntil("the container's end", () => processOf(session.containerPid)?.state === "Z");
  const parent = processOf(session.containerPid)?.parent ?? 0;
  expect(parent).not.toBe(session.monitorPid());
  expect(idlenessOf([session.monitorPid()], 500)[0]?.switches).toBeLessThan(20);
  kill(parent, SIGTERM);
  expectSeven(session);
});

/** Its container has a parent that is neither the runtime nor the monitor, and that takes no exit status. */
const throughAnotherProcess: MakeRuntime = (setup) => {
  const runtime = fakeRuntime()(setup);
  const { aside, bundle, containerPidfile } = setup.directories;
  const path = join(aside, "runtime");
  const parent = `("${bundle}/container" & printf %s $! >"${containerPidfile}"; exec /bin/sleep 300 >/dev/null 2>&1)`;
  writeFileSync(path, `#!/bin/sh\n${parent} &\nuntil test -s "${containerPidfile}"; do :; done\n`);
  chmodSync(path, 0o755);
  return { ...runtime, path, start: () => {} };
};

/** Connects until the monitor has no descriptor left. @returns the first of the clients */
function useUpDescriptors(session: Session, clients: DisposableStack): AttachClient {
  const monitor = session.monitorPid();
  const connect = (): AttachClient => clients.use(new AttachClient(session.attachPath));
  const first = connect();
  for (let open = openFiles(monitor).size; open < FEW; ) {
    connect();
    const before = open;
    open = waitUntil("the monitor to take the client", () => {
      const now = openFiles(monitor).size;
      return now > before ? now : undefined;
    });
  }
  return first;
}

/** Sends a signal and waits until it has been dealt with, in whatever way. */
function signalAndWait(pid: number, signal: number): void {
  kill(pid, signal);
  const pending = (): string => statusField(pid, "ShdPnd");
  waitUntil("the signal to be taken", () => processOf(pid)?.state === "Z" || /^0+$/.test(pending()));
}

/** Lets the container end. */
function endsWith7(session: Session): void {
  goOn(session.directories, "first");
  expectSeven(session);
}

function expectSeven(session: Session): void {
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  expect(readFileSync(join(session.directories.persist, "exit"), "utf8")).toBe("7");
  expect(session.processes()).toEqual([]);
}

function run(...argv: string[]): void {
  const { success, stderr } = Bun.spawnSync(argv);
  if (!success) throw new Error(`${argv.join(" ")}: ${stderr.toString()}`);
}
