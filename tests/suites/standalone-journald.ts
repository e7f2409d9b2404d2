// A systemd-journald of the tests' own, in a mount namespace where /run is empty: the system's is left alone.
import { existsSync, readFileSync } from "node:fs";
import { O_RDWR, SIGTERM } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { cString } from "../../ffi/os-string.ts";
import { kill } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { exitOf, waitUntil } from "../helpers/deadline.ts";
import { type JournalEntry, parseEntries } from "../helpers/journal-receiver.ts";

/** Everything in memory, and nothing thrown away for coming too fast. */
const SETTINGS = ["[Journal]", "Storage=volatile", "RateLimitBurst=0", "RuntimeMaxUse=256M", "ReadKMsg=no", "Audit=no"];
const CONFIGURATION = "/run/systemd/journald.conf.d";
const START = [
  "mount -t tmpfs tmpfs /run",
  `mkdir -p ${CONFIGURATION} /run/log/journal`,
  `printf '%s\\n' ${SETTINGS.join(" ")} > ${CONFIGURATION}/test.conf`,
  "exec /lib/systemd/systemd-journald",
];

/** Disposing it ends the program; what it has in memory goes with its namespace. */
export class StandaloneJournald implements Disposable {
  readonly #pid: number;

  constructor() {
    using nothing = open("/dev/null", O_RDWR);
    const fds = new Map([0, 1, 2].map((number) => [number, nothing]));
    const argv = ["unshare", "--mount", "--propagation", "private", "sh", "-c", START.join(" && ")].map(cString);
    this.#pid = spawn("/usr/bin/unshare", { argv, env: [cString("PATH=/usr/bin:/bin:/usr/sbin:/sbin")], fds });
    waitUntil("journald to listen", () => this.#isRunning() && existsSync(this.socketPath));
  }

  /** Where it listens, as seen from here. */
  get socketPath(): string {
    return `${this.#run}/systemd/journal/socket`;
  }

  /** Entries with this value of CONTAINER_NAME, in their order, when there are so many. */
  entries(name: string, count: number): JournalEntry[] {
    return waitUntil(`${count} entries of ${name}`, () => {
      const entries = this.#entriesNow(name);
      return entries.length >= count && entries;
    });
  }

  [Symbol.dispose](): void {
    kill(this.#pid, SIGTERM);
    exitOf(this.#pid, "journald");
  }

  #entriesNow(name: string): JournalEntry[] {
    const fields = "--output-fields=MESSAGE,PRIORITY,CONTAINER_PARTIAL_MESSAGE";
    const command = [
      "journalctl",
      "--directory",
      `${this.#run}/log/journal`,
      "--output=export",
      fields,
      `CONTAINER_NAME=${name}`,
    ];
    const { stdout } = Bun.spawnSync(command, { stdout: "pipe", stderr: "ignore" });
    return parseEntries(stdout);
  }

  get #run(): string {
    return `/proc/${this.#pid}/root/run`;
  }

  /** Before that, it is the shell, in whose /run somebody else's socket may be. */
  #isRunning(): boolean {
    return readFileSync(`/proc/${this.#pid}/comm`, "latin1").startsWith("systemd-journal");
  }
}
