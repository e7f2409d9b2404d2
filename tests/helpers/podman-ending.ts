// Waits for a command to end, up to a deadline, and tells how it ended.

const DEADLINE = 60_000;

export interface Result {
  /** 128 + N for a death by signal N. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is needed of a process that Bun has spawned. */
export interface Ending {
  readonly exited: Promise<number>;
  readonly stdout?: ReadableStream<Uint8Array<ArrayBuffer>> | number | null | undefined;
  readonly stderr?: ReadableStream<Uint8Array<ArrayBuffer>> | number | null | undefined;
  kill(signal: "SIGKILL"): void;
}

/** @throws {Error} when it has not ended, or its output has not, after so many milliseconds; it is killed then */
export async function finished(child: Ending, title: string, deadline = DEADLINE): Promise<Result> {
  const all = Promise.all([child.exited, textOf(child.stdout), textOf(child.stderr)]);
  const [status, stdout, stderr] = await before(deadline, title, all).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return { status, stdout, stderr };
}

/** The promise's value. @throws {Error} when it has none after so many milliseconds */
export async function before<T>(deadline: number, title: string, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const signal = AbortSignal.timeout(deadline);
  const fail = (): void => late.reject(new Error(`Not over after ${deadline} ms: ${title}`));
  signal.addEventListener("abort", fail);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    signal.removeEventListener("abort", fail);
  }
}

function textOf(stream: Ending["stdout"]): Promise<string> {
  return stream instanceof ReadableStream ? new Response(stream).text() : Promise.resolve("");
}
