// A system log of the test's own: a mount namespace gives the monitor another /dev, in which /dev/log is ours.
import { join } from "node:path";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { NOT_READY, read } from "../../ffi/io.ts";
import { bindUnix, unixSocket } from "../../ffi/socket.ts";
import { waitUntil } from "./deadline.ts";
import type { Directories } from "./directories.ts";

const LONGEST = 64 * 1024;
/** What programs in a test open. */
const DEVICES = "null zero full random urandom tty";
/** The devices stay reachable beside the new /dev while they are bound into it. */
const MOUNTS = [
  'aside="$CTRMON_TEST_SESSION/aside"',
  'mkdir "$aside/dev" && mount --bind /dev "$aside/dev" && mount -t tmpfs none /dev',
  `for name in ${DEVICES}; do : >/dev/$name; mount --bind "$aside/dev/$name" /dev/$name; done`,
  'umount -l "$aside/dev" && ln -s "$aside/log" /dev/log',
].join("; ");

export class PrivateSyslog implements Disposable {
  readonly #socket: Fd;
  readonly #texts: string[] = [];

  constructor({ aside }: Directories) {
    this.#socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
    bindUnix(this.#socket, join(aside, "log"));
  }

  /** Goes in front of a monitor's command line. @param more what else is to be done in the mount namespace */
  static wrapper(more = "true"): readonly string[] {
    return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", `${MOUNTS}; ${more}; exec "$@"`, "sh"];
  }

  /** Everything that has come so far, without time and program. */
  texts(): readonly string[] {
    const buffer = new Uint8Array(new ArrayBuffer(LONGEST));
    for (let count = read(this.#socket, buffer); count !== NOT_READY; count = read(this.#socket, buffer)) {
      this.#texts.push(new TextDecoder().decode(buffer.subarray(0, count)).replace(/^.*?\]: \w+ /s, ""));
    }
    return this.#texts;
  }

  /** Waits for one. */
  awaitText(pattern: RegExp): string {
    return waitUntil(`${pattern} in the system's log`, () => this.texts().find((text) => pattern.test(text)));
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
