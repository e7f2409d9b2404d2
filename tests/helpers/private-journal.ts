// A real systemd-journald of the test's own: mount namespaces give it, and the monitors that log to it, another /run/systemd/journal.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { O_RDWR, SIGKILL } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { cString } from "../../ffi/os-string.ts";
import { kill } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { exitOf, waitUntil } from "./deadline.ts";
import type { Directories } from "./directories.ts";
import { Session, type SessionSetup } from "./session.ts";

const JOURNALD = "/lib/systemd/systemd-journald";
const SOCKETS = "/run/systemd/journal";
/** Binary fields come as lists of bytes, long ones only with --all. */
const OUTPUT = ["--all", "--output=json", "--quiet"];

/** One entry's fields. What is no text comes as a list of bytes. */
export type ReadEntry = Readonly<Record<string, string | readonly number[]>>;

export class PrivateJournal implements Disposable {
  readonly #sockets: string;
  readonly #journal: string;
  #pid = 0;

  constructor({ aside }: Directories) {
    this.#sockets = join(aside, "sockets");
    this.#journal = join(aside, "journal");
    for (const path of [this.#sockets, this.#journal]) mkdirSync(path);
  }

  /** Goes in front of a monitor's command line. */
  static wrapper(): readonly string[] {
    const mount = `mount --bind "$CTRMON_TEST_SESSION/aside/sockets" ${SOCKETS}`;
    return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", `mkdir -p ${SOCKETS}; ${mount} && exec "$@"`, "sh"];
  }

  /** Starts journald, once more maybe, and waits until it listens. */
  start(): void {
    const mounts = `mount --bind ${this.#sockets} ${SOCKETS} && mount -t tmpfs none /run/log`;
    const journal = `mkdir /run/log/journal && mount --bind ${this.#journal} /run/log/journal`;
    const script = `mkdir -p ${SOCKETS} /run/log; ${mounts} && ${journal} && exec ${JOURNALD}`;
    using nothing = open("/dev/null", O_RDWR);
    const argv = ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script].map(cString);
    const fds = new Map([0, 1, 2].map((number) => [number, nothing]));
    this.#pid = spawn("/usr/bin/unshare", { argv, env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"].map(cString), fds });
    waitUntil("journald", () => this.#journalctl(["--sync"]).success);
  }

  /** Kills it without a warning. Its sockets stay, with nobody behind them. */
  kill(): void {
    if (this.#pid === 0) return;
    kill(this.#pid, SIGKILL);
    exitOf(this.#pid, "journald");
    this.#pid = 0;
  }

  /** All entries of containers so far. */
  entries(): ReadEntry[] {
    const synced = this.#journalctl(["--sync"]);
    if (!synced.success) throw new Error(`journald does not answer: ${synced.stderr.toString()}`);
    const read = this.#journalctl([...OUTPUT, `--directory=${this.#journal}`]);
    const lines = read.stdout.toString("utf8").split("\n").filter(Boolean);
    return lines.map((line): ReadEntry => JSON.parse(line)).filter((entry) => "CONTAINER_ID_FULL" in entry);
  }

  [Symbol.dispose](): void {
    this.kill();
  }

  #journalctl(args: readonly string[]): Bun.SyncSubprocess<"pipe", "pipe"> {
    const command = ["/usr/bin/nsenter", `--mount=/proc/${this.#pid}/ns/mnt`, "/usr/bin/journalctl", ...args];
    return Bun.spawnSync(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  }
}

/** A session whose monitor sees a journald of its own. */
export class JournalledSession implements Disposable {
  readonly journal: PrivateJournal;
  readonly session: Session;

  constructor(setup: SessionSetup) {
    const made: PrivateJournal[] = [];
    const before = (its: { readonly directories: Directories }): void => {
      const journal = new PrivateJournal(its.directories);
      made.push(journal);
      journal.start();
      setup.before?.(its);
    };
    this.session = new Session({ ...setup, before, wrapper: PrivateJournal.wrapper() });
    const [journal] = made;
    if (journal === undefined) throw new Error("the session was not prepared");
    this.journal = journal;
  }

  [Symbol.dispose](): void {
    this.journal[Symbol.dispose]();
    this.session[Symbol.dispose]();
  }
}

/** A field of an entry, one character for each byte. */
export function fieldOf(entry: ReadEntry | undefined, name: string): string | undefined {
  const value = entry?.[name];
  if (value === undefined || typeof value === "string") return value;
  return Buffer.from(value).toString("latin1");
}
