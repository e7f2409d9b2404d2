// Commands in a running container: attached or detached, with a terminal or an input, and their exit codes.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { O_RDONLY, SIGKILL } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { kill } from "../../ffi/process.ts";
import type { Attachment } from "../../src/engine/attach/attach.ts";
import type { Container } from "../../src/engine/container.ts";
import { createContainer } from "../../src/engine/create/create.ts";
import { MonitorError, OciRuntimeError } from "../../src/engine/errors.ts";
import { execAttached } from "../../src/engine/exec/exec.ts";
import { pidIn } from "../../src/engine/pidfile.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { BUSYBOX, CONMON, CTRMON } from "../helpers/monitors.ts";
import { processOf } from "../helpers/processes.ts";
import { runc } from "../helpers/runtimes.ts";
import { TemporaryDirectory } from "../unit/ffi/temporary-directory.ts";

describe.each([CTRMON, CONMON])("$name", (monitor) => {
  let site: EngineSite;
  let container: Container;

  beforeAll(async () => {
    site = new EngineSite({ monitor, runtime: runc({ devpts: true }), script: "sleep 1000" });
    container = await site.create();
    await container.start();
  });

  afterAll(async () => {
    // A container's end waits for whoever must collect its processes: we have inherited those of monitors that were killed.
    collectOrphans();
    await container.delete({ force: true });
    site[Symbol.dispose]();
  });

  test("an attached command's streams are separate, and its exit code is told", async () => {
    using session = await container.exec({
      ...shell("echo out; echo err >&2; exit 42"),
      environment: site.environment,
    });
    expect(await received(session.attachment)).toEqual({ stdout: "out\n", stderr: "err\n" });
    expect(await session.wait()).toBe(42);
  });

  test("an attached command reads its input to the end", async () => {
    using session = await container.exec({ ...shell("cat"), stdin: true, environment: site.environment });
    await session.attachment.write(new TextEncoder().encode("there and back"));
    session.attachment.closeInput();
    expect(await received(session.attachment)).toEqual({ stdout: "there and back", stderr: "" });
    expect(await session.wait()).toBe(0);
  });

  test("a command has a terminal of its own, which can be resized", async () => {
    const script = "trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.1; done";
    using session = await container.exec({ ...shell(script), terminal: true, environment: site.environment });
    let shown = "";
    for await (const { payload } of session.attachment.frames()) {
      shown += new TextDecoder().decode(payload);
      if (shown === "ready\r\n") session.resize({ height: 11, width: 22 });
    }
    expect(shown).toBe("ready\r\n11 22\r\n");
    expect(await session.wait()).toBe(5);
  });

  test("a detached command's exit code is told", async () => {
    using session = await container.execDetached({ ...shell("exit 17"), environment: site.environment });
    expect(session.pid).toBeGreaterThan(1);
    expect(await session.wait()).toBe(17);
    expect(await session.wait()).toBe(17);
  });

  test("a command is killed, and whoever waits may give up and wait again", async () => {
    using session = await container.execDetached({ ...shell("sleep 1000"), environment: site.environment });
    const error = await failureOf(session.wait({ timeout: 1 }));
    expect(error.message).toStartWith("Timed out after 1 ms waiting for the end of exec session");
    expect(session.kill(SIGKILL)).toBe(true);
    expect(await session.wait()).toBe(137);
  });

  test("a command whose time is up is killed", async () => {
    const options = { ...shell("sleep 1000"), timeLimit: 1, environment: site.environment };
    using session = await container.execDetached(options);
    expect(await session.wait()).toBe(-1);
  });

  test("a command has the descriptors that are preserved for it", async () => {
    using hosts = open("/etc/hosts", O_RDONLY);
    using passwd = open("/etc/passwd", O_RDONLY);
    const preserveFds = [hosts, passwd];
    const options = {
      ...shell("for fd in 3 4; do readlink /proc/self/fd/$fd; done"),
      preserveFds,
      environment: site.environment,
    };
    using session = await container.exec(options);
    expect((await received(session.attachment)).stdout).toBe("/etc/hosts\n/etc/passwd\n");
    expect(await session.wait()).toBe(0);
    expect(hosts.closed).toBe(false);
  });

  test.each([true, false])(
    "a program that is not there, or may not be run, is told from others; attached: %p",
    async (attached) => {
      const run = (args: readonly string[]): Promise<unknown> => {
        const options = { args, environment: site.environment };
        return attached ? container.exec(options) : container.execDetached(options);
      };
      const kinds = { "/bin/nothing": "not-found", nothing: "not-found", "/proc/version": "permission-denied" };
      for (const [program, kind] of Object.entries(kinds)) {
        const error = await failureOf(run([program]));
        expect(error).toBeInstanceOf(OciRuntimeError);
        expect(error).toMatchObject({ kind, runtime: site.place.runtime.path });
      }
    },
  );

  test.each([true, false])("a start that is given up at any moment leaves nothing; attached: %p", async (attached) => {
    for (const milliseconds of [0, 2, 5, 10, 20, 30, 50]) {
      const options = {
        ...shell("sleep 1000"),
        signal: AbortSignal.timeout(milliseconds),
        environment: site.environment,
      };
      const outcome = await (attached ? container.exec(options) : container.execDetached(options)).catch(
        () => undefined,
      );
      if (outcome === undefined) continue;
      using session = outcome;
      session.kill(SIGKILL);
      expect(await session.wait()).toBe(137);
    }
  });

  test("a session whose monitor is killed has no exit code, and nothing is left of it", async () => {
    const session = await container.execDetached({ ...shell("sleep 1000"), environment: site.environment });
    const monitorPid = pidIn(join(site.place.bundle, "exec", session.id, "monitor.pid"));
    kill(monitorPid ?? -1, SIGKILL);
    const error = await failureOf(session.wait());
    expect(error).toEqual(new MonitorError(`The monitor of exec session ${session.id} has left no exit code`));
    session.kill(SIGKILL);
    session[Symbol.dispose]();
    // It is ours now, and the container's end waits until it is collected.
    waitUntil("the command to be gone", () => {
      collectOrphans();
      return processOf(session.pid) === undefined;
    });
  });

  test("nothing of any session is left", () => {
    // The monitors of finished sessions end by themselves; the container's own goes on.
    const folder = join(site.place.bundle, "exec");
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    expect(readdirSync(site.place.socketDir)).toEqual([site.place.id]);
  });
});

test.each([CTRMON, CONMON])("$name: the link to a socket may be as long as an address, or longer", async (monitor) => {
  using site = new EngineSite({ monitor, runtime: runc({ devpts: true }), script: "sleep 1000" });
  // The session's id has 64 characters; with the slash in front of it, the whole comes to 107 and 108.
  for (const length of [42, 43]) {
    const name = "s".repeat(length - site.directories.root.length - 1);
    const place = { ...site.place, socketDir: join(site.directories.root, name) };
    mkdirSync(place.socketDir);
    const container = await createContainer({ place, environment: site.environment });
    await container.start();
    {
      using session = await container.exec({ ...shell("echo out"), environment: site.environment, timeout: 10_000 });
      expect(await received(session.attachment)).toEqual({ stdout: "out\n", stderr: "" });
      expect(await session.wait()).toBe(0);
    }
    await container.delete({ force: true });
    site.allEnded();
    expect(readdirSync(place.socketDir)).toEqual([]);
  }
});

test("a monitor that ends between its word and the attaching is not waited for", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("monitor");
  // 3 is its sync pipe, 4 its start pipe, 5 the one for its word.
  const script = `while test "$1" != --conmon-pidfile; do shift; done; echo $$ >"$2"\nhead -c 1 <&4 >/dev/null\necho '{"data": 0}' >&5`;
  writeFileSync(path, `#!${BUSYBOX} sh\n${script}\n`);
  chmodSync(path, 0o755);
  using site = new EngineSite({ monitor: { path } });
  const error = await failureOf(execAttached(site.place, { ...shell("true"), timeout: 30_000 }));
  expect(error).toEqual(new MonitorError("The monitor has ended without a report"));
  expect(readdirSync(join(site.place.bundle, "exec"))).toEqual([]);
});

leavesNothing();

function shell(script: string): { readonly args: readonly string[] } {
  return { args: ["/bin/busybox", "sh", "-c", script] };
}

async function received(attachment: Attachment): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const texts = { stdout: "", stderr: "" };
  for await (const { stream, payload } of attachment.frames()) texts[stream] += new TextDecoder().decode(payload);
  return texts;
}
