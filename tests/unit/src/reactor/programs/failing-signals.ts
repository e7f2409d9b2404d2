// Takes signals on a reactor whose first read fails, and whose handler fails once; prints what was told and seen.
import { SIGCHLD, SIGTERM } from "../../../../../ffi/constants.ts";
import { kill } from "../../../../../ffi/process.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { onSignals } from "../../../../../src/reactor/signals.ts";
import { failingOnce } from "../../../failing-once.ts";

const told: string[] = [];
const seen: number[] = [];
using reactor = new Reactor({
  failed: (error) => {
    told.push(error instanceof Error ? error.message : String(error));
    if (told.length === 2) kill(process.pid, SIGCHLD);
  },
});
using _signals = onSignals(reactor, [SIGCHLD, SIGTERM], (signal) => {
  seen.push(signal);
  if (seen.length === 1) throw new Error("not now");
  reactor.stop();
});
kill(process.pid, SIGTERM);
failingOnce(
  "read",
  (real) => real(-1, new Uint8Array(1), 1),
  () => reactor.run(),
);
console.log(JSON.stringify({ told, seen }));
