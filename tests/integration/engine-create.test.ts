// A container's life in the engine's hands, from its creation to its deletion, under either monitor.
import { expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL, SIGTERM } from "../../ffi/constants.ts";
import {
  buildSpec,
  ContainerStateError,
  createContainer,
  OciRuntimeError,
  openContainer,
  writeSpec,
} from "../../src/engine/index.ts";
import { cgroupPathOf } from "../helpers/cgroups.ts";
import { CID } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { BUSYBOX, CONMON, CTRMON } from "../helpers/monitors.ts";
import { runc } from "../helpers/runtimes.ts";
import { TemporaryDirectory } from "../unit/ffi/temporary-directory.ts";

leavesNothing();

test.each([CTRMON, CONMON])("$name: a container is created, started, awaited and deleted", async (monitor) => {
  using site = new EngineSite({ monitor, script: "echo hello; exit 7" });
  const container = await site.create();
  expect(await container.state()).toMatchObject({ id: CID, status: "created", pid: container.pid });
  expect(readFileSync(`/proc/${container.monitorPid}/cmdline`, "latin1")).toContain(CID);
  await container.start();
  expect(await container.wait()).toMatchObject({ code: 7, outOfMemory: false });
  expect((await container.state())?.status).toBe("stopped");
  await container.delete();
  expect(await container.state()).toBeUndefined();
  expect(outputIn(site.log(), "stdout")).toBe("hello\n");
  site.allEnded();
});

test.each([CTRMON, CONMON])("$name: a signal ends a container, and is told", async (monitor) => {
  using site = new EngineSite({ monitor, script: "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done" });
  const container = await site.create();
  await container.start();
  for await (const { bytes } of container.logs({ follow: true })) {
    expect(new TextDecoder().decode(bytes)).toBe("ready");
    await container.kill(SIGTERM);
  }
  expect(await container.wait()).toMatchObject({ code: 3 });
  await container.delete();
});

test.each([CTRMON, CONMON])("$name: a container is found again by its place", async (monitor) => {
  using site = new EngineSite({ monitor, script: "sleep 100" });
  const created = await site.create();
  const container = openContainer(JSON.parse(JSON.stringify(site.place)));
  expect([container.pid, container.monitorPid]).toEqual([created.pid, created.monitorPid]);
  await container.start();
  await container.kill(SIGKILL);
  expect((await container.wait()).code).toBe(137);
  await container.delete();
});

test.each([CTRMON, CONMON])("$name: a container can be created again in the same place", async (monitor) => {
  using site = new EngineSite({ monitor, script: "read word; exit $word" });
  for (const code of [1, 2]) {
    const container = await site.create({ stdin: true });
    await container.start();
    using attachment = await container.attach();
    await attachment.write(new TextEncoder().encode(`${code}\n`));
    expect((await container.wait()).code).toBe(code);
    await container.delete();
    site.allEnded();
  }
});

test.each([CTRMON, CONMON])("$name: a container's output and input are attached", async (monitor) => {
  using site = new EngineSite({ monitor, script: "cat; echo end >&2" });
  const container = await site.create({ stdin: true });
  using attachment = await container.attach();
  await container.start();
  await attachment.write(new TextEncoder().encode("to and fro\n"));
  attachment.closeInput();
  const frames: string[] = [];
  for await (const { stream, payload } of attachment.frames()) {
    frames.push(`${stream}: ${new TextDecoder().decode(payload)}`);
  }
  expect(frames.toSorted()).toEqual(["stderr: end\n", "stdout: to and fro\n"]);
  expect((await container.wait()).code).toBe(0);
  await container.delete();
});

test.each([CTRMON, CONMON])("$name: a container's terminal is resized", async (monitor) => {
  const script = "trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.1; done";
  using site = new EngineSite({ monitor, runtime: runc({ terminal: true }), script });
  const container = await site.create({ terminal: true });
  using attachment = await container.attach();
  await container.start();
  let shown = "";
  for await (const { payload } of attachment.frames()) {
    shown += new TextDecoder().decode(payload);
    if (shown === "ready\r\n") container.resize({ height: 33, width: 77 });
  }
  expect(shown).toBe("ready\r\n33 77\r\n");
  expect((await container.wait()).code).toBe(5);
  await container.delete();
  expect(() => container.resize({ height: 1, width: 1 })).toThrow("monitor");
});

test.each([CTRMON, CONMON])("$name: the exit command runs with what it was given", async (monitor) => {
  using site = new EngineSite({ monitor });
  const file = join(site.directories.aside, "exit-command");
  const container = await site.create({
    exitCommand: ["/bin/sh", "-c", `echo "$0:$1:$SPECIAL" >${file}`, "--option", ""],
    environment: { SPECIAL: "variable" },
  });
  await container.start();
  await container.wait();
  site.allEnded();
  expect(readFileSync(file, "utf8")).toBe("--option::variable\n");
  await container.delete();
});

test.each([CTRMON, CONMON])("$name: a container whose time is up is killed", async (monitor) => {
  using site = new EngineSite({ monitor, script: "sleep 100" });
  const container = await site.create({ timeLimit: 1 });
  await container.start();
  expect((await container.wait()).code).toBe(-1);
  await container.delete({ force: true });
  site.allEnded();
});

test("a container whose id is taken fails, and the other one goes on", async () => {
  using site = new EngineSite({ script: "exit 9" });
  const first = await site.create();
  const other = { ...site.place, pidfile: `${site.place.pidfile}-2`, monitorPidfile: `${site.place.monitorPidfile}-2` };
  const error = await failureOf(createContainer({ place: other, environment: site.environment }));
  expect(error).toBeInstanceOf(OciRuntimeError);
  expect(error.message).toContain("exist");
  expect((await first.state())?.status).toBe("created");
  expect(existsSync(site.place.pidfile)).toBe(true);
  await first.start();
  await first.delete({ force: true });
});

test("a container in a place that has one already fails, and the other one goes on", async () => {
  using site = new EngineSite({ script: "exit 9" });
  const first = await site.create();
  expect(await failureOf(site.create())).toBeInstanceOf(ContainerStateError);
  expect([first.pid, openContainer(site.place).pid]).toEqual([first.pid, first.pid]);
  await first.start();
  expect((await first.wait()).code).toBe(9);
  await first.delete();
});

test("of several creations of one container at the same time, one succeeds and is not disturbed", async () => {
  using site = new EngineSite({ script: "exit 9" });
  const attempts = await Promise.allSettled([site.create(), site.create(), site.create()]);
  const [winner, ...others] = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
  const errors = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
  expect(others).toEqual([]);
  for (const error of errors) expect(error).toBeInstanceOf(ContainerStateError);
  await winner?.start();
  expect((await winner?.wait())?.code).toBe(9);
  await winner?.delete();
});

test("a container whose id is taken in another bundle fails, and the other one goes on, even if it is younger", async () => {
  using site = new EngineSite({ script: "exit 9" });
  using directory = new TemporaryDirectory();
  const script = `head -c 1 <&4 >/dev/null; : >${directory.at("ready")}; while ! test -e ${directory.at("go")}; do sleep 0.01; done; exit 0`;
  const path = directory.at("monitor");
  writeFileSync(path, `#!${BUSYBOX} sh\n${script}\n`);
  chmodSync(path, 0o755);
  const at = { pidfile: directory.at("pid"), monitorPidfile: directory.at("monitor.pid"), bundle: directory.path };
  const second = failureOf(createContainer({ place: { ...site.place, ...at, monitor: { path } } }));
  waitUntil("the second creation to be under way", () => existsSync(directory.at("ready")));
  const first = await site.create();
  writeFileSync(directory.at("go"), "");
  expect(await second).toBeInstanceOf(Error);
  expect((await first.state())?.status).toBe("created");
  await first.delete({ force: true });
});

test("containers are created side by side", async () => {
  using stack = new DisposableStack();
  const sites = [CTRMON, CONMON, CTRMON, CONMON].map((monitor) =>
    stack.use(new EngineSite({ monitor, script: "exit 4" })),
  );
  const containers = await Promise.all(sites.map((site) => site.create()));
  expect(new Set(containers.map(({ pid }) => pid)).size).toBe(4);
  await Promise.all(containers.map((container) => container.start()));
  const exits = await Promise.all(containers.map((container) => container.wait()));
  expect(exits.map(({ code }) => code)).toEqual([4, 4, 4, 4]);
  for (const container of containers) await container.delete();
});

test("the public door is enough for a whole container", async () => {
  using site = new EngineSite();
  const { bundle } = site.place;
  const options = { rootfs: join(bundle, "rootfs"), args: ["/bin/busybox", "echo", "hello"] };
  const cgroupsPath = cgroupPathOf(site.directories.root);
  writeSpec(bundle, buildSpec({ ...options, cgroupsPath }));
  const container = await createContainer({ place: site.place, environment: site.environment });
  await container.start();
  const texts: string[] = [];
  for await (const { bytes } of container.logs({ follow: true })) texts.push(new TextDecoder().decode(bytes));
  expect(texts).toEqual(["hello"]);
  expect((await container.wait()).code).toBe(0);
  await container.delete();
});
