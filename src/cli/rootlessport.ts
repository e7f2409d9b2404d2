// `rootlessport`: the port forwarder, as its parent or its child process.
import { exitNow } from "../../ffi/process.ts";
import { commandLine, textOf } from "../../ffi/self.ts";
import { SUPPLIER_ARGUMENT } from "../network/port/supplier-process.ts";

const SUCCESS = 0;
const FAILURE = 1;

/** Does what it was started for, and ends the process. Errors go to stdout in one line, where engines look for them. */
export async function rootlessport(): Promise<never> {
  const [, role] = commandLine();
  try {
    // What a process does not need it does not load.
    if (role !== undefined && textOf(role) === SUPPLIER_ARGUMENT) {
      (await import("../network/port/supplier.ts")).runSupplier();
    } else {
      const { isRestarted, restart } = await import("../network/port/restart.ts");
      if (!isRestarted()) restart();
      (await import("../network/port/forwarder.ts")).runForwarder();
    }
    exitNow(SUCCESS);
  } catch (error) {
    const { sayOnStderr, sayOnStdout } = await import("../network/port/standard-streams.ts");
    const text = error instanceof Error ? error.message : String(error);
    sayOnStdout(text);
    sayOnStderr(`rootlessport: ${text}`);
    exitNow(FAILURE);
  }
}
