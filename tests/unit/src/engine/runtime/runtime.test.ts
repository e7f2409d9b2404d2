// Checks the verbs: by the arguments that a fake runtime gets, and by what a real runc does.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { pidFd } from "../../../../../ffi/process.ts";
import { Runtime } from "../../../../../src/engine/runtime/runtime.ts";
import { cgroupPathOf } from "../../../../helpers/cgroups.ts";
import { becomesReadable, DEADLINE } from "../../../../helpers/deadline.ts";
import { Directories } from "../../../../helpers/directories.ts";
import { leavesNothing } from "../../../../helpers/leaves-nothing.ts";
import { runc } from "../../../../helpers/runtimes.ts";
import { Script } from "./script.ts";

leavesNothing();

const ANSWER = { ociVersion: "1.0.2", id: "c", pid: 7, status: "running", bundle: "/b" };

/** The arguments that a runtime gets for a call, behind `--root R`. */
async function argumentsOf(call: (runtime: Runtime) => Promise<unknown>): Promise<string> {
  using script = new Script(`echo "$@" >HERE/arguments; echo '${JSON.stringify(ANSWER)}'`);
  await call(new Runtime({ path: script.path, args: ["--root", "R"], systemdCgroup: true }));
  return readFileSync(script.at("arguments"), "utf8").trim();
}

test("start() and state() name the container only", async () => {
  expect(await argumentsOf((runtime) => runtime.start("c"))).toBe("--root R start -- c");
  expect(await argumentsOf((runtime) => runtime.state("-x"))).toBe("--root R state -- -x");
});

test("kill() and delete() have their options in front of the container", async () => {
  expect(await argumentsOf((runtime) => runtime.kill("c", 15))).toBe("--root R kill -- c 15");
  expect(await argumentsOf((runtime) => runtime.kill("c", 9, { all: true }))).toBe("--root R kill --all -- c 9");
  expect(await argumentsOf((runtime) => runtime.delete("c"))).toBe("--root R delete -- c");
  expect(await argumentsOf((runtime) => runtime.delete("c", { force: true }))).toBe("--root R delete --force -- c");
});

test("checkpoint() passes criu's flags, and directories from the root", async () => {
  const least = await argumentsOf((runtime) => runtime.checkpoint("c", { imagePath: "/i" }));
  expect(least).toBe("--root R checkpoint --image-path /i -- c");
  const flags = {
    leaveRunning: true,
    tcpEstablished: true,
    fileLocks: true,
    externalUnixSockets: true,
    shellJob: true,
  };
  const most = await argumentsOf((runtime) => runtime.checkpoint("c", { imagePath: "i", workPath: "w", ...flags }));
  expect(most).toBe(
    `--root R checkpoint --image-path ${process.cwd()}/i --work-path ${process.cwd()}/w ` +
      "--leave-running --tcp-established --file-locks --ext-unix-sk --shell-job -- c",
  );
});

test("state() returns the answer, and undefined for a container that is not there", async () => {
  using known = new Script(`echo '${JSON.stringify(ANSWER)}'`);
  expect(await new Runtime({ path: known.path }).state("c")).toMatchObject({ pid: 7, status: "running" });
  using unknown = new Script("echo 'error opening file `/run/crun/c/status`: No such file or directory' >&2; exit 1");
  expect(await new Runtime({ path: unknown.path }).state("c")).toBeUndefined();
});

test("state() rejects when the answer is none, or the runtime fails otherwise", async () => {
  using garbage = new Script("echo '{\"id\": 1}'");
  await expect(new Runtime({ path: garbage.path }).state("c")).rejects.toMatchObject({
    ...{ name: "OciRuntimeError", kind: "other" },
    text: expect.stringContaining('Cannot understand the state of container "c": '),
  });
  using failing = new Script("echo 'open state.json: permission denied' >&2; exit 1");
  await expect(new Runtime({ path: failing.path }).state("c")).rejects.toMatchObject({ kind: "permission-denied" });
});

test("every verb gives up in time", async () => {
  using script = new Script("exec sleep 300");
  const runtime = new Runtime({ path: script.path });
  const verbs = [
    runtime.start("c", { timeout: 1 }),
    runtime.state("c", { timeout: 1 }),
    runtime.kill("c", 9, { timeout: 1 }),
    runtime.delete("c", { timeout: 1 }),
    runtime.checkpoint("c", { imagePath: "/i", timeout: 1 }),
  ];
  for (const result of await Promise.allSettled(verbs)) {
    expect(result).toMatchObject({ status: "rejected", reason: { name: "TimeoutError" } });
  }
});

test("a real runc knows nothing of a container that was never created", async () => {
  using directories = new Directories();
  const runtime = new Runtime({ path: "/usr/sbin/runc", args: ["--root", directories.aside] });
  expect(await runtime.state("none")).toBeUndefined();
  const missing = { name: "OciRuntimeError", kind: "other", text: "container does not exist" };
  await expect(runtime.start("none")).rejects.toMatchObject(missing);
  await expect(runtime.kill("none", 9)).rejects.toMatchObject(missing);
  await expect(runtime.delete("none")).rejects.toMatchObject(missing);
  await runtime.delete("none", { force: true });
});

test("a real runc starts, kills and deletes a container", async () => {
  using directories = new Directories();
  const cid = cgroupPathOf(directories.root).slice(1);
  const setup = { directories, cid, script: "exec /bin/busybox sleep 300" };
  const { path, args, remove } = runc()(setup);
  try {
    const create = Bun.spawnSync([path, ...args, "create", "--bundle", directories.bundle, cid], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    expect(create.exitCode).toBe(0);
    const runtime = new Runtime({ path, args });
    expect(await runtime.state(cid)).toMatchObject({ id: cid, status: "created", bundle: directories.bundle });
    await runtime.start(cid, { timeout: DEADLINE });
    const running = await runtime.state(cid);
    expect(running).toMatchObject({ status: "running" });
    using first = pidFd(running?.pid ?? 0);
    await expect(runtime.start(cid)).rejects.toMatchObject({ kind: "other" });
    await runtime.kill(cid, 9, { all: true });
    expect(becomesReadable(first)).toBe(true);
    expect(await runtime.state(cid)).toMatchObject({ status: "stopped", pid: 0 });
    await runtime.delete(cid);
    expect(await runtime.state(cid)).toBeUndefined();
  } finally {
    remove(cid);
  }
});
