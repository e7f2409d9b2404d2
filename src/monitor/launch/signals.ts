// Which signals the monitor deals with, and that they are blocked from its first moment.
import { SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGUSR1 } from "../../../ffi/constants.ts";
import { SignalSet } from "../../../ffi/signal.ts";

/** Passed on to the container, or to the runtime while that is at work. */
export const FORWARDED_SIGNALS: readonly number[] = [SIGTERM, SIGINT, SIGQUIT];

/** SIGUSR1 has the monitor look after its children once more, as it has conmon; it must not be the end of it. */
export const MONITOR_SIGNALS: readonly number[] = [SIGCHLD, SIGUSR1, ...FORWARDED_SIGNALS];

/**
 * The monitor's mask. It is set before the monitor's first thread exists, by whoever starts it: a thread that is
 * older than the mask would take the signal and die of it.
 */
export const MONITOR_MASK = SignalSet.of(...MONITOR_SIGNALS);
