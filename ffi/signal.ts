// Signals: sets, the mask, and signalfd.
import { O_CLOEXEC, O_NONBLOCK, SIG_BLOCK, SIG_SETMASK } from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { NOT_READY, read } from "./io.ts";
import { SIGSET_SIZE, SignalfdSiginfo } from "./layouts.ts";
import { libc } from "./libc.ts";

/** A sigset_t. Bit N-1 stands for signal N; Linux has 64. */
export class SignalSet {
  readonly bytes = new Uint8Array(new ArrayBuffer(SIGSET_SIZE));

  /** @param signals numbers from 1 to 64; glibc's own 32 and 33 are allowed, unlike in sigaddset(3) */
  static of(...signals: readonly number[]): SignalSet {
    const set = new SignalSet();
    for (const signal of signals) set.add(signal);
    return set;
  }

  /** The inverse of `toHex`. @throws {RangeError} for anything but sixteen hexadecimal digits */
  static fromHex(hex: string): SignalSet {
    if (!/^[0-9a-f]{16}$/.test(hex)) throw new RangeError(`not a signal mask: ${JSON.stringify(hex)}`);
    const set = new SignalSet();
    for (let index = 0; index < 8; index++)
      set.bytes[index] = Number.parseInt(hex.slice(14 - 2 * index, 16 - 2 * index), 16);
    return set;
  }

  /** @throws {RangeError} for what is no signal */
  add(signal: number): this {
    if (!Number.isInteger(signal) || signal < 1 || signal > 64) throw new RangeError(`not a signal: ${signal}`);
    const index = (signal - 1) >> 3;
    this.bytes[index] = (this.bytes[index] ?? 0) | (1 << ((signal - 1) & 7));
    return this;
  }

  has(signal: number): boolean {
    return ((this.bytes[(signal - 1) >> 3] ?? 0) & (1 << ((signal - 1) & 7))) !== 0;
  }

  /** As /proc/PID/status shows it: sixteen hexadecimal digits, signal 64 first. */
  toHex(): string {
    return Array.from(this.bytes.subarray(0, 8).toReversed(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** The calling thread's mask of blocked signals. */
export function signalMask(): SignalSet {
  const set = new SignalSet();
  check(libc.sigprocmask(SIG_BLOCK, null, set.bytes), "sigprocmask");
  return set;
}

/**
 * Replaces the mask of the calling thread; threads started later inherit it. Threads that exist already keep theirs,
 * take a blocked signal and die of it: block before anything starts a thread.
 */
export function setSignalMask(set: SignalSet): void {
  check(libc.sigprocmask(SIG_SETMASK, set.bytes, null), "sigprocmask");
}

/** A descriptor that becomes readable when one of the signals, which must be blocked, is pending. */
export function signalFd(set: SignalSet): Fd {
  return new Fd(check(libc.signalfd(-1, set.bytes, O_NONBLOCK | O_CLOEXEC), "signalfd"));
}

/** Takes one pending signal from a `signalFd`. @returns its number, undefined when none is pending */
export function readSignal(fd: Fd): number | undefined {
  return read(fd, signalInfo.bytes) === NOT_READY ? undefined : signalInfo.get("ssi_signo");
}

// Reused: a subreaper may get thousands of SIGCHLDs.
const signalInfo = SignalfdSiginfo.create();
