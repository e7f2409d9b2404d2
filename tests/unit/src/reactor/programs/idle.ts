// A reactor like an idle monitor's: descriptors, signals, a child and a timer far away. It says when it is about to block.
import { EPOLLIN, SIGCHLD, SIGTERM } from "../../../../../ffi/constants.ts";
import { Fd } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { kill } from "../../../../../ffi/process.ts";
import { SignalSet } from "../../../../../ffi/signal.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import { Children } from "../../../../../src/reactor/children.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { onSignals } from "../../../../../src/reactor/signals.ts";
import { after } from "../../../../../src/reactor/timer.ts";

using reactor = new Reactor();
const children = new Children(reactor);
using _signals = onSignals(reactor, [SIGCHLD, SIGTERM], (signal) => {
  if (signal === SIGCHLD) children.collect();
  else kill(child, signal);
});
using ends = pipe();
using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => {});
using _timer = after(reactor, 3_600_000, () => {});
const fds = new Map([[0, ends.readEnd]]);
const child = spawn("/bin/cat", { argv: [cString("cat")], env: [], fds, mask: new SignalSet() });
children.watch(child, () => reactor.stop());
reactor.afterNextTurn(() => void write(new Fd(1), cString("")));
reactor.run();
