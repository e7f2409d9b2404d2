// Runs an exit command that its arguments name, after a delay in seconds, as the monitor does at its end.
import { addressOf } from "../../../../../../ffi/address.ts";
import { libc } from "../../../../../../ffi/libc.ts";
import { setSubreaper } from "../../../../../../ffi/process.ts";
import { initialEnvironment } from "../../../../../../ffi/self.ts";
import { signalMask } from "../../../../../../ffi/signal.ts";
import { runExitCommand } from "../../../../../../src/monitor/end/exit-command.ts";

// <sys/prctl.h>
const PR_GET_CHILD_SUBREAPER = 37;

const [, , delay = "0", path = "", ...args] = process.argv;
setSubreaper(true);
runExitCommand({
  command: { path, args, delaySeconds: Number(delay) },
  environment: initialEnvironment(),
  mask: signalMask(),
});

const subreaper = new Uint8Array(new ArrayBuffer(4));
libc.prctl(PR_GET_CHILD_SUBREAPER, addressOf(subreaper), 0, 0, 0);
console.log(`subreaper: ${subreaper[0]}`);
