// Which signals the port forwarder deals with.
import { SIGHUP, SIGINT, SIGTERM, SIGUSR1 } from "../../../ffi/constants.ts";
import { SignalSet } from "../../../ffi/signal.ts";

/** Each ends it, as the engine's word does. */
export const ENDING_SIGNALS: readonly number[] = [SIGTERM, SIGINT, SIGHUP];

/** Has it write its statistics. */
export const STATISTICS_SIGNAL: number = SIGUSR1;

export const FORWARDER_SIGNALS: readonly number[] = [STATISTICS_SIGNAL, ...ENDING_SIGNALS];

/** To be set before the process has a second thread. */
export const FORWARDER_MASK: SignalSet = SignalSet.of(...FORWARDER_SIGNALS);
