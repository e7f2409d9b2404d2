// Runs `ctrun` before the eyes of the reader: the command line, its output as it comes, its exit code and how long it took.

import { code, muted, prompt, say } from "./narrator.ts";

/** Milliseconds after which something that should take a blink is taken for broken. */
const PATIENCE = 15_000;

export interface CtrunOptions {
  /** As the reader would type it in the directory. */
  readonly program: string;
  readonly directory: string;
  /** Its state directory. */
  readonly state: string;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

export interface Expectation {
  /** What it must end with. */
  readonly exitCode?: number;
  /** Lines of output after which it is ended, as ctrl-C does. */
  readonly lines?: number;
}

export class Ctrun implements AsyncDisposable {
  /** Its state directory. */
  readonly state: string;
  readonly signal: AbortSignal;
  readonly #program: string;
  readonly #directory: string;

  constructor({ program, directory, state, signal }: CtrunOptions) {
    this.state = state;
    this.signal = signal;
    this.#program = program;
    this.#directory = directory;
  }

  /**
   * Shows how a command runs.
   *
   * @throws {Error} when it ends with another code than expected or does not end, or the demo is interrupted
   */
  async show(
    args: readonly string[],
    { exitCode = 0, lines = Number.POSITIVE_INFINITY }: Expectation = {},
  ): Promise<void> {
    this.signal.throwIfAborted();
    prompt([this.#program, ...args]);
    const began = performance.now();
    const child = this.#spawn(args);
    const end = AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]);
    end.addEventListener("abort", () => child.kill("SIGKILL"));
    let left = lines;
    const each = (line: string): void => {
      left -= 1;
      if (left >= 0) code(line);
      if (left === 0) child.kill("SIGINT");
    };
    await Promise.all([eachLine(child.stdout, each), eachLine(child.stderr, each), child.exited]);
    this.signal.throwIfAborted();
    if (end.aborted) throw new Error(`ctrun ${args[0]} has not ended within ${PATIENCE / 1000} s`);
    const milliseconds = `${(performance.now() - began).toFixed(0)} ms`;
    if (left <= 0) return say(muted(`    ctrl-C, after ${milliseconds}`));
    say(muted(child.exitCode === 0 ? `    ${milliseconds}` : `    exit code ${child.exitCode}, ${milliseconds}`));
    if (child.exitCode !== exitCode) throw new Error(`ctrun ${args[0]} should have ended with ${exitCode}`);
  }

  /** One value that `ctrun inspect` knows. @param field such as `State.Pid` */
  inspect(name: string, field: string): Promise<string> {
    return this.output(["inspect", "--format", `{{${field}}}`, name]);
  }

  /** What a command says, without showing it. @throws {Error} when it fails */
  async output(args: readonly string[]): Promise<string> {
    const child = this.#spawn(args);
    const [value, problem] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    this.signal.throwIfAborted();
    if (child.exitCode !== 0) throw new Error(`ctrun ${args[0]}: ${problem}`);
    return value.trimEnd();
  }

  /** Removes all containers. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#spawn(["rm", "--force", "--all"]);
    const [, problem] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    if (child.exitCode !== 0) throw new Error(`its containers cannot be removed: ${problem}`);
  }

  #spawn(args: readonly string[]): Bun.Subprocess<"ignore", "pipe", "pipe"> {
    return Bun.spawn([this.#program, ...args], {
      cwd: this.#directory,
      env: { ...process.env, CTRUN_ROOT: this.state },
      stdio: ["ignore", "pipe", "pipe"],
      // In a session of its own the terminal's ctrl-C does not reach it: what it ends is for the demo to decide.
      detached: true,
    });
  }
}

async function eachLine(stream: ReadableStream<Uint8Array>, each: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(each);
  }
  if (rest !== "") each(rest);
}
