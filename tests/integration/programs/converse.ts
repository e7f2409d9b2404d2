// Joins its own standard streams with a container: SOCKET CONTROL-FIFO OPTIONS-AS-JSON
import { Fd } from "../../../ffi/fd.ts";
import { attach } from "../../../src/engine/attach/attach.ts";
import { type ConverseOptions, converse } from "../../../src/engine/attach/converse.ts";

/** What the program does besides. */
interface Conduct extends Pick<ConverseOptions, "terminal" | "detachKeys"> {
  /** Leaves stdin alone. */
  readonly noInput?: true;
  /** How it ends when it gets SIGUSR2. */
  readonly end?: "throw" | "exit" | "abort" | "reject";
  /** Has a handler of its own for SIGTERM. */
  readonly handlesTerm?: true;
}

const [socket = "", controlFifo = "", text = "{}"] = process.argv.slice(2);
const conduct: Conduct = JSON.parse(text);
const controller = new AbortController();

process.on("SIGUSR2", () => {
  if (conduct.end === "exit") process.exit(33);
  if (conduct.end === "abort") controller.abort(new Error("aborted as asked"));
  if (conduct.end === "reject") void Promise.reject(new Error("rejected as asked"));
  if (conduct.end === "throw") throw new Error("thrown as asked");
});
if (conduct.handlesTerm === true) process.on("SIGTERM", () => void process.stderr.write("own handler\n"));

// Not awaited here: as long as its first module waits, Bun goes on after an exception that nobody has caught.
void talk();

async function talk(): Promise<void> {
  using attachment = await attach({ socket, controlFifo }, { timeout: 10_000 });
  const how = await converse(attachment, {
    ...(conduct.noInput === true ? {} : { input: new Fd(0) }),
    output: new Fd(1),
    errorOutput: new Fd(2),
    signal: controller.signal,
    ...conduct,
  });
  // Statuses of its own: a program that has come to nothing exits with 0, too.
  process.exitCode = how === "ended" ? 10 : 11;
}
