// Takes signals on a reactor, all of which it was started with blocked, and prints what its handlers have seen.
import { SIGCHLD, SIGTERM, SIGUSR1 } from "../../../../../ffi/constants.ts";
import { kill } from "../../../../../ffi/process.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { onSignals } from "../../../../../src/reactor/signals.ts";
import { openFiles } from "../../../../helpers/processes.ts";

using reactor = new Reactor();
const before = openFiles("self").size;
const seen: number[] = [];
const afterEnd: number[] = [];

const signals = onSignals(reactor, [SIGCHLD, SIGTERM], (signal) => {
  seen.push(signal);
  if (seen.length === 1) kill(process.pid, SIGCHLD);
  if (seen.length === 3) {
    // Both are pending when the handler ends its own watch.
    kill(process.pid, SIGTERM);
    kill(process.pid, SIGUSR1);
    signals[Symbol.dispose]();
    signals[Symbol.dispose]();
    reactor.stop();
  }
});
reactor.defer(() => kill(process.pid, SIGTERM));
reactor.afterNextTurn(() => kill(process.pid, SIGCHLD));
reactor.run();

using _rest = onSignals(reactor, [SIGTERM, SIGUSR1], (signal) => {
  afterEnd.push(signal);
  if (afterEnd.length === 2) reactor.stop();
});
reactor.run();
console.log(JSON.stringify({ seen, afterEnd, leftOpen: openFiles("self").size - before - 1 }));
