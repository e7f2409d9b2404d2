// Signals as events of the reactor, by signalfd: no handler ever interrupts the program.
import { EPOLLIN } from "../../ffi/constants.ts";
import { readSignal, SignalSet, signalFd } from "../../ffi/signal.ts";
import type { Reactor } from "./reactor.ts";

/**
 * Calls `handler` for every signal of the list that arrives.
 *
 * @param signals numbers; all must be blocked before the first thread starts (see `setSignalMask`)
 */
export function onSignals(reactor: Reactor, signals: readonly number[], handler: (signal: number) => void): Disposable {
  const fd = signalFd(SignalSet.of(...signals));
  return reactor.watchOwned(fd, EPOLLIN, () => {
    // The handler may end the watch.
    while (!fd.closed) {
      const signal = readSignal(fd);
      if (signal === undefined) return;
      handler(signal);
    }
  });
}
