// Sends itself signals, all of which it was started with blocked, and prints what arrives.
import { SIGCHLD, SIGTERM, SIGUSR1 } from "../../../../ffi/constants.ts";
import { kill } from "../../../../ffi/process.ts";
import { readSignal, SignalSet, setSignalMask, signalFd, signalMask } from "../../../../ffi/signal.ts";

const REAL_TIME = 40;
const results: unknown[] = [signalMask().toHex()];
using fd = signalFd(SignalSet.of(SIGCHLD, SIGTERM, REAL_TIME));
results.push(arrived());
kill(process.pid, SIGTERM);
kill(process.pid, SIGTERM);
results.push(arrived());
for (const signal of [REAL_TIME, SIGCHLD, REAL_TIME]) kill(process.pid, signal);
results.push(arrived());

// One that the descriptor is not for stays pending.
kill(process.pid, SIGUSR1);
results.push(arrived());
setSignalMask(SignalSet.of(SIGCHLD, SIGUSR1));
results.push(signalMask().toHex());
using other = signalFd(SignalSet.of(SIGUSR1));
results.push(readSignal(other));
console.log(JSON.stringify(results));

function arrived(): number[] {
  const signals: number[] = [];
  for (let signal = readSignal(fd); signal !== undefined; signal = readSignal(fd)) signals.push(signal);
  return signals;
}
