// ctrun as an ordinary user with subordinate ids: the container's root is the user.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { RootlessUser } from "../helpers/rootless-user.ts";

let user: RootlessUser;
let ctrun: Ctrun;
beforeAll(() => {
  user = new RootlessUser("ctrun");
  ctrun = new Ctrun({ prefix: user.prefix, environment: user.environment, directory: join(user.directory, "own") });
  user.own(user.directory);
});
afterAll(() => {
  ctrun[Symbol.dispose]();
  user[Symbol.dispose]();
});
leavesNothing();

test("ctrun run has a root of its own, which is the user on the host", async () => {
  const script = "id -u; touch /made; cat /proc/self/uid_map";
  const { status, stdout, stderr } = await ctrun.runContainer(["--rm"], "sh", "-c", script);
  expect([status, stderr]).toEqual([0, ""]);
  const [uid, map = ""] = stdout.split("\n");
  expect(uid).toBe("0");
  expect(map.trim().split(/\s+/)).toEqual(["0", String(user.host.uid), "1"]);
  expect(statSync(join(ctrun.rootfs, "made")).uid).toBe(user.host.uid);
  expect(ctrun.leftovers()).toEqual([]);
});

test("ctrun run -d, exec, logs, stop and rm work as they do for root", async () => {
  await ctrun.detached("own", "trap 'exit 4' TERM; echo up; while :; do sleep 0.1; done");
  ctrun.hasWritten("own", "up");
  const pid = await ctrun.inspect("own", "State.Pid");
  expect(readFileSync(`/proc/${pid}/status`, "utf8")).toContain(`Uid:\t${user.host.uid}\t`);
  expect(await ctrun.output("exec", "own", "id", "-u")).toBe("0");
  await ctrun.output("stop", "own");
  expect(await ctrun.output("ps", "-a", "--format", "{{.State}} {{.ExitCode}}")).toBe("exited 4");
  await ctrun.output("rm", "own");
  expect(ctrun.leftovers()).toEqual([]);
});

test("ctrun run -it gives a shell", () => {
  using terminal = ctrun.terminal(["run", "--rm", "-it", ...ctrun.own, "--", "sh"]);
  terminal.shows("# ");
  terminal.type("busybox tty\r");
  terminal.shows("/dev/pts/0\r\n");
  terminal.type("exit 6\r");
  expect(terminal.status()).toBe(6);
});

test("ctrun run --memory says that it takes a cgroup of the user's own", async () => {
  const { status, stderr } = await ctrun.runContainer(["--rm", "--memory", "64m"], "true");
  expect([status, stderr]).toEqual([
    125,
    "Error: Cannot use --memory without root: no cgroup has been delegated to you\n",
  ]);
  expect(ctrun.leftovers()).toEqual([]);
});

test("the state is in the user's own directories unless --root says otherwise", () => {
  const result = user.run(join(import.meta.dir, "../../dist/ctrun"), "ps", "-q");
  expect(result).toEqual({ code: 0, stdout: "", stderr: "" });
  for (const path of [join(user.directory, ".local/share/ctrun"), join(user.runtimeDirectory, "ctrun")]) {
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(path).uid).toBe(user.host.uid);
  }
});
