// `rootlessport`: the port forwarder, as its parent or its child process.
import { messageOf } from "../../ffi/errno.ts";
import { Fd } from "../../ffi/fd.ts";
import { writeAll } from "../../ffi/io.ts";
import { exitNow } from "../../ffi/process.ts";
import { commandLine, textOf } from "../../ffi/self.ts";
import { isTerminal } from "../../ffi/terminal.ts";
import { SUPPLIER_ARGUMENT } from "../network/port/supplier-process.ts";

const SUCCESS = 0;
const FAILURE = 1;
const STDIN = 0;
const STDOUT = 1;

/** Does what it was started for, and ends the process. Errors go to stdout in one line, where engines look for them. */
export async function rootlessport(): Promise<never> {
  const args = commandLine().slice(1).map(textOf);
  try {
    // What a process does not need it does not load.
    if (args[0] === SUPPLIER_ARGUMENT) {
      (await import("../network/port/supplier.ts")).runSupplier();
    } else if (args.includes("--help") || isTerminal(new Fd(STDIN))) {
      // Nobody types a configuration.
      const { ROOTLESSPORT_HELP } = await import("./rootlessport-help.ts");
      writeAll(new Fd(STDOUT), new TextEncoder().encode(ROOTLESSPORT_HELP));
    } else {
      const { isRestarted, restart } = await import("../network/port/restart.ts");
      if (!isRestarted()) restart();
      (await import("../network/port/forwarder.ts")).runForwarder();
    }
    exitNow(SUCCESS);
  } catch (error) {
    const { sayOnStderr, sayOnStdout } = await import("../network/port/standard-streams.ts");
    const text = messageOf(error);
    sayOnStdout(text);
    sayOnStderr(`rootlessport: ${text}`);
    exitNow(FAILURE);
  }
}
