// A Podman command that a test talks to while it runs: `attach`, `logs --follow`, `run --interactive`.

import { before, type Result } from "./podman-ending.ts";
import { Transcript } from "./podman-transcript.ts";

const DEADLINE = 60_000;

export class PodmanSession {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly #title: string;
  readonly #stdout = new Transcript();
  readonly #stderr = new Transcript();
  readonly #ends: Promise<unknown>;

  constructor(command: readonly string[], env: Record<string, string>) {
    this.#title = command.join(" ");
    this.#child = Bun.spawn([...command], { stdio: ["pipe", "pipe", "pipe"], env });
    this.#ends = Promise.all([this.#stdout.follow(this.#child.stdout), this.#stderr.follow(this.#child.stderr)]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Waits until stdout has what is wanted. */
  says(wanted: string | RegExp): Promise<void> {
    return this.#stdout.has(wanted);
  }

  /** Waits until stderr has what is wanted. */
  complains(wanted: string | RegExp): Promise<void> {
    return this.#stderr.has(wanted);
  }

  async write(text: string): Promise<void> {
    this.#child.stdin.write(text);
    await this.#child.stdin.flush();
  }

  /** Ends the command's input. */
  async closeInput(): Promise<void> {
    await this.#child.stdin.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for the command's end. */
  async finished(): Promise<Result> {
    try {
      const [status] = await before(DEADLINE, this.#title, Promise.all([this.#child.exited, this.#ends]));
      return { status, stdout: this.#stdout.text, stderr: this.#stderr.text };
    } catch (error) {
      this.#child.kill("SIGKILL");
      throw error;
    }
  }
}
