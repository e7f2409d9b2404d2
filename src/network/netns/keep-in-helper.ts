// The caller's side of keep.ts: starts that process and understands its line.
import * as v from "valibot";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { NetworkError } from "../network-error.ts";
import { ownProgram } from "../own-program.ts";

/** The name that the helper is started by. */
export const KEEP_NAMESPACE = "ctrmon-netns";

const Result = v.union([v.object({ path: v.string() }), v.object({ error: v.string() })]);

/**
 * Mounts a new network namespace on an empty file.
 *
 * @throws {NetworkError} when it cannot; what is at the file then is the caller's to clean up, and the helper has ended
 */
export async function keepInHelper(place: string, waiting: Waiting = {}): Promise<void> {
  using deadline = new Deadline("the helper that makes a network namespace", waiting);
  deadline.signal.throwIfAborted();
  const { path, argv } = ownProgram(KEEP_NAMESPACE, [place, String(process.pid)]);
  await using helper = Bun.spawn({
    cmd: [path, ...argv.slice(1)],
    argv0: argv[0] ?? path,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    signal: deadline.signal,
    killSignal: "SIGKILL",
  });
  const [said, complaint] = await Promise.all([helper.stdout.text(), helper.stderr.text(), helper.exited]);
  deadline.signal.throwIfAborted();
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), Result), said);
  if (!result.success) {
    const ending = helper.signalCode ?? `exit code ${helper.exitCode}`;
    throw new NetworkError(`the helper has ended without a result (${ending}) ${complaint.trim()}`.trim());
  }
  if ("error" in result.output) throw new NetworkError(result.output.error);
}
