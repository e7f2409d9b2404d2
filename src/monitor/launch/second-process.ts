// The second process, which becomes the monitor: started at once, and let go when the first one has checked everything.
import { SIGKILL } from "../../../ffi/constants.ts";
import { Fd } from "../../../ffi/fd.ts";
import { read, writeAll } from "../../../ffi/io.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { kill, leadSession, waitForChild } from "../../../ffi/process.ts";
import { SELF } from "../../../ffi/self.ts";
import { setSignalMask, signalMask } from "../../../ffi/signal.ts";
import { type CStrings, execute, spawn } from "../../../ffi/spawn.ts";
import { type Handover, withHandover } from "./handover.ts";
import { MONITOR_MASK } from "./signals.ts";

const WORD = Uint8Array.of(1);

/** What this process was started with, and hands on. */
export interface Given {
  readonly commandLine: CStrings;
  readonly environment: CStrings;
  /** From 3 up. */
  readonly descriptors: readonly Fd[];
}

/**
 * A monitor to be, the leader of a session of its own. It does nothing that anybody could notice before it is let go:
 * it starts up, which takes longer than what there is to check meanwhile. Without the word, because this process has
 * failed or was killed, it finds the pipe at its end and is gone. Disposing it takes it away if it was not let go.
 */
export class SecondProcess implements Disposable {
  readonly pid: number;
  readonly #goAhead: Fd;
  #letGo = false;

  /** @throws {SystemError} and nothing is left */
  constructor({ commandLine, environment, descriptors }: Given) {
    using word = pipe();
    const handover = { mask: signalMask(), descriptors: numbersOf(descriptors), goAhead: word.readEnd.number };
    const fds = new Map([...descriptors, word.readEnd].map((fd) => [fd.number, fd]));
    const program = { argv: commandLine, env: withHandover(environment, handover), fds };
    this.pid = spawn(SELF, { ...program, mask: MONITOR_MASK, lead: "session" });
    this.#goAhead = new Fd(word.writeEnd.release());
  }

  /** Lets it be the monitor. @throws {SystemError} EPIPE when it is no more */
  letGo(): void {
    writeAll(this.#goAhead, WORD);
    this.#letGo = true;
  }

  [Symbol.dispose](): void {
    this.#goAhead.close();
    if (this.#letGo) return;
    this.#letGo = true;
    kill(this.pid, SIGKILL);
    waitForChild(this.pid);
  }
}

/** Waits, in the second process, for the word that it may begin. @returns false when it will never come */
export function mayBegin({ goAhead }: Handover): boolean {
  if (goAhead === undefined) return true;
  using word = new Fd(goAhead);
  return read(word, new Uint8Array(new ArrayBuffer(1))) > 0;
}

/** Turns this process into the monitor, instead: its pid stays. @throws {SystemError} when it cannot */
export function becomeMonitor({ commandLine, environment, descriptors }: Given): never {
  const handover = { mask: signalMask(), descriptors: numbersOf(descriptors), goAhead: undefined };
  const fds = new Map(descriptors.map((fd) => [fd.number, fd]));
  setSignalMask(MONITOR_MASK);
  leadSession();
  execute(SELF, { argv: commandLine, env: withHandover(environment, handover), fds });
}

function numbersOf(descriptors: readonly Fd[]): number[] {
  return descriptors.map((fd) => fd.number);
}
