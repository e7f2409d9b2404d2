// One call of the OCI runtime, from its start to its end.
import { LISTEN_FDNAMES, LISTEN_FDS, LISTEN_PID, NOTIFY_SOCKET } from "../../protocol/environment.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import type { RuntimeProgram } from "../place.ts";
import { CapturedOutput } from "./captured-output.ts";
import { cannotStart, ociRuntimeError } from "./runtime-error.ts";

/**
 * Runs the runtime and waits for it.
 *
 * @param args the verb and what belongs to it
 * @returns what it has written to stdout
 * @throws {OciRuntimeError} when it cannot be started, or fails: with the words on its stderr
 * @throws {TimeoutError} when the time is over, or the signal's reason when it is aborted; the runtime is killed then
 */
export async function runRuntime(
  program: RuntimeProgram,
  args: readonly string[],
  waiting: Waiting = {},
): Promise<string> {
  const verb = args[0] ?? "";
  using deadline = new Deadline(`${program.path} ${verb}`, waiting);
  deadline.signal.throwIfAborted();
  using stdout = new CapturedOutput();
  using stderr = new CapturedOutput();
  const child = start(program, args, stdout, stderr);
  await endOf(child, [stdout, stderr], deadline.signal);
  if (child.exitCode === 0) return stdout.text;
  const ending =
    child.signalCode === null ? `failed with status ${child.exitCode}` : `was ended by ${child.signalCode}`;
  throw ociRuntimeError(program.path, stderr.text.trim() === "" ? `${verb} ${ending}` : stderr.text);
}

/** A started program, as far as it matters here. */
type Child = Pick<Bun.Subprocess, "exited" | "exitCode" | "signalCode" | "kill" | "unref">;

function start(
  { path, args: ownArgs = [] }: RuntimeProgram,
  args: readonly string[],
  stdout: CapturedOutput,
  stderr: CapturedOutput,
): Child {
  try {
    return Bun.spawn([path, ...ownArgs, ...args], {
      // Ours may have been removed, which runc does not survive.
      cwd: "/",
      env: environment(),
      stdio: ["ignore", stdout.writeEnd.number, stderr.writeEnd.number],
    });
  } catch (cause) {
    throw cannotStart(path, cause);
  } finally {
    stdout.writeEnd.close();
    stderr.writeEnd.close();
  }
}

/** Our own, without what service managers tell this process: `runc start` would wait for a READY=1 on NOTIFY_SOCKET. */
function environment(): Record<string, string | undefined> {
  const {
    [NOTIFY_SOCKET]: _socket,
    [LISTEN_PID]: _pid,
    [LISTEN_FDS]: _fds,
    [LISTEN_FDNAMES]: _names,
    ...rest
  } = process.env;
  return rest;
}

/** Waits for the program's end, and kills it when the signal comes first. */
async function endOf(child: Child, outputs: readonly CapturedOutput[], signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const collected = Promise.all(outputs.map((output) => output.collect(over.signal)));
  try {
    // The middle one is there to fail: without its reader, the program might never end.
    await Promise.race([child.exited, collected.then(() => child.exited), abortOf(signal)]);
  } catch (error) {
    // It is not waited for: one that hangs in the kernel cannot even be killed, and must not keep us either.
    child.kill("SIGKILL");
    child.unref();
    throw error;
  } finally {
    over.abort();
    await collected;
  }
}

/** Never resolves; rejects with the signal's reason. */
function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
