// A systemd-journald of the test's own, in a mount namespace with an empty /run, whether or not the machine has one.

import { existsSync } from "node:fs";
import { waitUntil } from "./deadline.ts";
import { before } from "./podman-ending.ts";

const JOURNALD = "/usr/lib/systemd/systemd-journald";
const DIRECTORY = "/run/log/journal";
const SCRIPT = `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal ${DIRECTORY} && exec ${JOURNALD}`;
const PATIENCE = 10_000;

export class Journal {
  readonly #daemon: Bun.Subprocess;

  constructor() {
    if (!existsSync(JOURNALD)) throw new Error(`${JOURNALD} is missing: install the package systemd`);
    this.#daemon = Bun.spawn(["unshare", "--mount", "--propagation", "private", "sh", "-c", SCRIPT], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    const socket = `/proc/${this.#daemon.pid}/root/run/systemd/journal/stdout`;
    waitUntil("the journal's socket", () => this.#isInside() && existsSync(socket));
  }

  /** What a command line is put behind to see this journal instead of the machine's. */
  get wrapper(): readonly string[] {
    return ["nsenter", "--target", String(this.#daemon.pid), "--mount", "--wdns=/", "--"];
  }

  /** All records of a container, with the fields that are asked for. */
  records(container: string, fields: readonly string[]): unknown[] {
    this.#command(["journalctl", "--sync"]);
    const format = ["--output", "json", "--output-fields", fields.join(",")];
    const text = this.#command(["journalctl", "--directory", DIRECTORY, ...format, `CONTAINER_NAME=${container}`]);
    return text
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  /** Waits until the journal has everything that was sent to it. */
  sync(): void {
    this.#command(["journalctl", "--sync"]);
  }

  async close(): Promise<void> {
    this.#daemon.kill("SIGTERM");
    await before(PATIENCE, "the end of journald", this.#daemon.exited);
  }

  /** Until the namespace is made, /run is the machine's own. */
  #isInside(): boolean {
    if (this.#daemon.exitCode !== null) throw new Error(`journald has ended with status ${this.#daemon.exitCode}`);
    return Bun.spawnSync(["cmp", "-s", `/proc/${this.#daemon.pid}/mountinfo`, "/proc/self/mountinfo"]).exitCode !== 0;
  }

  #command(command: readonly string[]): string {
    const { success, stdout, stderr } = Bun.spawnSync([...this.wrapper, ...command]);
    if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
    return stdout.toString();
  }
}
