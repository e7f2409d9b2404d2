// Tests of src/network/helper-process.ts, with shells for helpers.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { pipe } from "../../../../ffi/pipe.ts";
import { type HelperStart, startHelper } from "../../../../src/network/helper-process.ts";

function shell(script: string, options: Partial<HelperStart> = {}): Omit<HelperStart, "exit"> {
  return { name: "helper", path: "/bin/sh", argv: ["sh", "-c", script], complainsOn: "stderr", ...options };
}

test("startHelper() waits for the word, and the helper stays until its pipe ends", async () => {
  using exit = pipe();
  const helper = await startHelper({ ...shell("echo 1 >&4; exec 4>&-; read line <&3; exit 5"), exit: exit.readEnd });
  exit.writeEnd.close();
  expect(await helper.ended()).toEqual({ code: 5 });
});

test("startHelper() gives it its input and a process group", async () => {
  using exit = pipe();
  const script = 'read line; [ "$line" = hello ] && [ "$(ps -o pgid= -p $$)" -eq $$ ] || exit 1; echo 1 >&4';
  const helper = await startHelper({ ...shell(script, { input: "hello\n" }), exit: exit.readEnd });
  expect(await helper.ended()).toEqual({ code: 0 });
});

test.each([
  ["echo no >&2; exit 3", "stderr", "helper has ended (exit code 3): no"],
  ["echo debug >&2; echo no; exit 1", "stdout", "helper has ended (exit code 1): no"],
  ["echo no; exit 1", "stderr", "helper has ended (exit code 1): no"],
  ["kill -9 $$", "stderr", "helper has ended (signal 9): without a word"],
] as const)("startHelper() quotes a helper that ends instead: %j", async (script, complainsOn, problem) => {
  using exit = pipe();
  const failure = await startHelper({ ...shell(script, { complainsOn }), exit: exit.readEnd }).catch(String);
  expect(failure).toBe(`NetworkError: ${problem}`);
});

test("startHelper() says that there is no such program", async () => {
  using exit = pipe();
  const start = { ...shell("", { path: "/no/such/helper" }), exit: exit.readEnd };
  expect(await startHelper(start).catch(String)).toBe(
    'NetworkError: Cannot start helper: posix_spawn "/no/such/helper": ENOENT (No such file or directory)',
  );
});

test("startHelper() ends a helper that does not become ready, and leaves no descriptor", async () => {
  using exit = pipe();
  const start = { ...shell("while :; do :; done", { timeout: 20 }), exit: exit.readEnd };
  await startHelper(start).catch(String);
  const before = readdirSync("/proc/self/fd").length;
  expect(await startHelper(start).catch(String)).toBe("TimeoutError: Timed out after 20 ms waiting for helper");
  expect(readdirSync("/proc/self/fd").length).toBe(before);
  const left = Bun.spawnSync(["ps", "--ppid", String(process.pid), "-o", "args="]).stdout.toString();
  expect(left).not.toContain("while");
});
