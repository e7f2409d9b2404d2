// A running monitor under random bytes from all sides: it survives, still does what it is for, and has the exit code.
import { expect } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { O_DIRECTORY, O_PATH, SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { connectUnix, send, unixSocket } from "../../ffi/socket.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { damaged, fuzz, randomBytes } from "../helpers/fuzz.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { openFiles } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";
import type { Random } from "../unit/src/protocol/random.ts";

leavesNothing();

/** Of each kind, to one monitor. */
const TIMES = 150;
/** Those that the monitor listens on: for clients, and for notifications. */
const OWN_SOCKETS = 2;
const LINES = ["1 24 80\n", "2 0 0\n", "24 80\n", "1 -1 5000\n", `${"9".repeat(300)}\n`] as const;
const NOTIFICATION = "READY=1\nSTATUS=well\nMAINPID=1\n";

for (const terminal of [undefined, true] as const) {
  const kind = terminal === true ? "of a terminal" : "of pipes";
  fuzz(`a monitor ${kind} outlives everything that is written to its FIFOs and sockets`, 3, (random) => {
    using session = new Session({
      before: makeTurns,
      // It reads to the very end: a shell whose child ends is interrupted where it waits.
      script: `exec 3<&0; cat <&3 >/dev/null & ${waitsFor("first")}; echo word; ${waitsFor("second")}; exit 7`,
      options: ({ root }) => ({
        terminal,
        stdin: true,
        "leave-stdin-open": true,
        "sdnotify-socket": join(root, "host.sock"),
      }),
    });
    session.run();
    const { bundle, log } = session.directories;
    for (let times = 0; times < TIMES; times++) {
      for (const fifo of ["ctl", "winsz"]) writeFileSync(join(bundle, fifo), damaged(random, random.pick(LINES)));
      notify(bundle, damaged(random, NOTIFICATION));
      if (times % 10 === 0) converse(session, random);
    }
    waitUntil("the last client to be let go", () => socketsOf(session.monitorPid()) === OWN_SOCKETS);
    // An unfinished line may still be there.
    writeFileSync(join(bundle, "ctl"), "\n");
    rmSync(log);
    writeFileSync(join(bundle, "ctl"), "2 0 0\n");
    waitUntil("the new log", () => existsSync(log));
    using client = new AttachClient(session.attachPath);
    goOn(session.directories, "first");
    expect(client.receive(({ stdout }) => stdout.includes("word")).stdout.toString()).toContain("word");
    goOn(session.directories, "second");
    expect(session.monitor()).toBe(7);
    expect(session.exitFileContent()).toBe("7");
  });
}

function socketsOf(pid: number): number {
  return [...openFiles(pid).values()].filter((link) => link.startsWith("socket:")).length;
}

/** A client that sends what comes into its mind, and goes without a word. A terminal's own keys are left out. */
function converse(session: Session, random: Random): void {
  using client = new AttachClient(session.attachPath);
  for (let packets = random.integer(5); packets > 0; packets--) {
    client.send(randomBytes(random, 3000).map((byte) => byte | 0x20));
  }
  if (random.integer(2) === 0) client.endInput();
}

/** Not waited for: the monitor drops what nobody on the host takes. */
function notify(bundle: string, message: Uint8Array<ArrayBuffer>): void {
  using directory = open(join(bundle, "notify"), O_PATH | O_DIRECTORY);
  using socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
  connectUnix(socket, `/proc/self/fd/${directory.number}/notify.sock`);
  send(socket, message);
}
