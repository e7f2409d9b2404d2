// Checks one call of a runtime: what the program gets, what comes back, and that it is killed in time.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { kill } from "../../../../../ffi/process.ts";
import type { OciRuntimeError } from "../../../../../src/engine/errors.ts";
import { runRuntime } from "../../../../../src/engine/runtime/run-runtime.ts";
import { TimeoutError, type Waiting } from "../../../../../src/waiting/deadline.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { openFiles, processOf } from "../../../../helpers/processes.ts";
import { Script } from "./script.ts";

/** Runs a script as a runtime, with the verb `verb`. */
async function run(text: string, waiting?: Waiting): Promise<string> {
  using script = new Script(text);
  return await runRuntime({ path: script.path }, ["verb"], waiting);
}

function failureOf(text: string): Promise<OciRuntimeError> {
  return run(text).then(
    () => expect.unreachable(),
    (error) => error,
  );
}

/** A program that ends only by force. It leaves its pid in a file. */
const ENDLESS = "echo $$ >HERE/pid.new; mv HERE/pid.new HERE/pid; exec sleep 300";

test("runRuntime() returns what the program has written to stdout", async () => {
  expect(await run("echo warning >&2; echo answer")).toBe("answer\n");
  expect(await run(":")).toBe("");
});

test("runRuntime() puts the runtime's own arguments in front", async () => {
  using script = new Script('printf "<%s>" "$@"');
  const program = { path: script.path, args: ["--root", "/a b"] };
  expect(await runRuntime(program, ["state", "--", "id"])).toBe("<--root></a b><state><--><id>");
});

test("runRuntime() passes nothing of a service manager on, nor input, nor the working directory", async () => {
  const mine = {
    NOTIFY_SOCKET: "/run/x",
    LISTEN_PID: "1",
    LISTEN_FDS: "1",
    LISTEN_FDNAMES: "a",
    XDG_RUNTIME_DIR: "/y",
  };
  const before = { ...process.env };
  Object.assign(process.env, mine);
  try {
    const script = 'pwd; readlink /proc/self/fd/0; env | grep -c "^NOTIFY\\|^LISTEN"; echo $XDG_RUNTIME_DIR';
    expect(await run(script)).toBe("/\n/dev/null\n0\n/y\n");
  } finally {
    for (const name of Object.keys(mine)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});

test("runRuntime() rejects with what the program says on stderr", async () => {
  const words = 'time="2026-11-22T09:19:01Z" level=error msg="exec: \\"x\\": permission denied"';
  expect(await failureOf(`echo out; echo '${words}' >&2; exit 3`)).toMatchObject({
    ...{ name: "OciRuntimeError", kind: "permission-denied" },
    ...{ text: 'exec: "x": permission denied', runtime: expect.stringMatching(/\/runtime$/) },
  });
});

test("runRuntime() rejects with how the program ended when it says nothing", async () => {
  expect(await failureOf("exit 3")).toMatchObject({ kind: "other", text: "verb failed with status 3" });
  expect(await failureOf("kill -SEGV $$")).toMatchObject({ text: "verb was ended by SIGSEGV" });
});

test("runRuntime() says that the runtime is missing, and leaves nothing open", async () => {
  const attempt = async (): Promise<void> => {
    const missing = { kind: "not-found", text: "runc not found: apt-get install runc" };
    await expect(runRuntime({ path: "/no/such/runc" }, ["state"])).rejects.toMatchObject(missing);
    await expect(runRuntime({ path: "/etc/passwd" }, ["state"])).rejects.toMatchObject({ kind: "permission-denied" });
  };
  await attempt();
  const before = [...openFiles("self").keys()];
  await attempt();
  expect([...openFiles("self").keys()]).toEqual(before);
});

test("runRuntime() takes more output than a pipe holds", async () => {
  expect(await run("head -c 2000000 /dev/zero >&2; head -c 2000000 /dev/zero")).toHaveLength(256 * 1024);
});

test("runRuntime() does not wait for a daemon that holds the output open", async () => {
  const pid = Number(await run("sleep 300 & echo $!"));
  expect(processOf(pid)).toMatchObject({ name: "sleep" });
  kill(pid, 9);
});

test("runRuntime() kills the program when it is aborted, and rejects with the reason", async () => {
  using script = new Script(ENDLESS);
  const controller = new AbortController();
  const ended = runRuntime({ path: script.path }, ["verb"], { signal: controller.signal });
  const pid = Number(
    waitUntil("the program's pid", () => existsSync(script.at("pid")) && readFileSync(script.at("pid"))),
  );
  controller.abort(new Error("enough"));
  await expect(ended).rejects.toThrow("enough");
  waitUntil("the program's end", () => (processOf(pid)?.state ?? "Z") === "Z");
});

test("runRuntime() kills the program when the time is over", async () => {
  using script = new Script("exec sleep 300");
  const error = new TimeoutError(`${script.path} verb`, 1);
  await expect(runRuntime({ path: script.path }, ["verb"], { timeout: 1 })).rejects.toThrow(error);
});

test("runRuntime() starts nothing when it is aborted beforehand", async () => {
  using script = new Script("echo >HERE/started");
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(runRuntime({ path: script.path }, ["verb"], { signal })).rejects.toThrow("too late");
  expect(existsSync(script.at("started"))).toBe(false);
});
