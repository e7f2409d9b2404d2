// Signals as events of the reactor, by signalfd: no handler ever interrupts the program.
import { EPOLLIN } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { readSignal, SignalSet, signalFd } from "../../ffi/signal.ts";
import type { Reactor } from "./reactor.ts";

/**
 * Calls `handler` for every signal of the list that arrives. What it throws is told like anything else that a handler
 * of the reactor throws, but does not end the watch: without SIGCHLD, no end of a container would ever be noticed.
 *
 * @param signals numbers; all must be blocked before the first thread starts (see `setSignalMask`)
 */
export function onSignals(reactor: Reactor, signals: readonly number[], handler: (signal: number) => void): Disposable {
  const fd = signalFd(SignalSet.of(...signals));
  return reactor.watchOwned(fd, EPOLLIN, () => {
    try {
      takeAll(fd, handler);
    } catch (error) {
      // A signal that could not be read is still there, and reported again.
      reactor.defer(() => {
        throw error;
      });
    }
  });
}

/** The handler may end the watch. */
function takeAll(fd: Fd, handler: (signal: number) => void): void {
  while (!fd.closed) {
    const signal = readSignal(fd);
    if (signal === undefined) return;
    handler(signal);
  }
}
