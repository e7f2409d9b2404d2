// The forwarder's first moment: it becomes itself once more, with one thread, and with its signals blocked from the start.
import { Fd } from "../../../ffi/fd.ts";
import { cString } from "../../../ffi/os-string.ts";
import { commandLine, inheritedDescriptors, initialEnvironment, SELF, textOf } from "../../../ffi/self.ts";
import { setSignalMask } from "../../../ffi/signal.ts";
import { execute } from "../../../ffi/spawn.ts";
import { SINGLE_THREAD } from "../../reactor/single-thread.ts";
import { FORWARDER_MASK } from "./forwarder-signals.ts";

/** Last in the environment of the second start. */
const RESTARTED = "_CTRMON_ROOTLESSPORT=restarted";

/** Whether this is the second start. */
export function isRestarted(): boolean {
  const last = initialEnvironment().at(-1);
  return last !== undefined && textOf(last) === RESTARTED;
}

/**
 * Replaces this process by itself; pid and descriptors stay.
 *
 * The threads that Bun has started by now are older than any mask that could be set: one of them would take SIGTERM
 * and die of it, and all of the forwarder with it.
 *
 * @throws {SystemError}
 */
export function restart(): never {
  const fds = new Map(inheritedDescriptors().map((number) => [number, new Fd(number)]));
  const env = [...initialEnvironment(), ...SINGLE_THREAD.map(cString), cString(RESTARTED)];
  setSignalMask(FORWARDER_MASK);
  execute(SELF, { argv: commandLine(), env, fds });
}
