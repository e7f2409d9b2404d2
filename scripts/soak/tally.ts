// What has happened in a soak, and everything that was not as it should be.

const MOST_SHOWN = 50;

export class Tally {
  containers = 0;
  alive = 0;
  mostAlive = 0;
  execs = 0;
  /** Containers, commands and monitors that were killed. */
  kills = 0;
  /** Lines that were checked, in logs and from clients. */
  lines = 0;
  readonly failures: string[] = [];
  /** What each container that lives is waiting for, by its id. */
  readonly #waiting = new Map<string, string>();

  began(): void {
    this.containers++;
    this.alive++;
    this.mostAlive = Math.max(this.mostAlive, this.alive);
  }

  ended(id: string): void {
    this.alive--;
    this.#waiting.delete(id);
  }

  /** Notes what a container waits for from now on. */
  now(id: string, what: string): void {
    this.#waiting.set(id, what);
  }

  /** What those wait for that have not come to their end. */
  waiting(): string[] {
    return [...this.#waiting].map(([id, what]) => `${id} waits for ${what}`);
  }

  /** Notes what is not as expected; values are compared as they are. */
  check(what: string, found: unknown, expected: unknown): void {
    if (found !== expected) this.fail(`${what} is ${String(found)} instead of ${String(expected)}`);
  }

  fail(text: string): void {
    this.failures.push(text);
    if (this.failures.length <= MOST_SHOWN) console.error(`FAILED: ${text}`);
  }

  toString(): string {
    const { alive, containers, execs, kills, lines, failures } = this;
    return `${alive} alive, ${containers} containers, ${execs} execs, ${kills} kills, ${lines} lines, ${failures.length} failures`;
  }
}
