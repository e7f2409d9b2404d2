// The engine's own command at the end of a container, such as `podman container cleanup`.
import { O_RDONLY, O_WRONLY } from "../../../ffi/constants.ts";
import { open } from "../../../ffi/file.ts";
import { cString } from "../../../ffi/os-string.ts";
import { exitCode, setSubreaper, waitForChild } from "../../../ffi/process.ts";
import type { SignalSet } from "../../../ffi/signal.ts";
import { type CStrings, spawn } from "../../../ffi/spawn.ts";
import type { ExitCommand } from "../../protocol/checked-options.ts";
import { Reactor } from "../../reactor/reactor.ts";
import { after } from "../../reactor/timer.ts";
import { withOriginalOomScore } from "../create/oom-score.ts";

export interface ExitCommandStart {
  readonly command: ExitCommand;
  readonly environment: CStrings;
  readonly mask: SignalSet;
}

/**
 * Waits for the delay, then runs the command and waits for it. It gets /dev/null as its standard streams and no other
 * descriptor, and is no child of a subreaper: what it leaves behind is not ours to wait for.
 *
 * @returns the command's exit code, which is nobody's business but its own
 * @throws {SystemError} when the command cannot be started
 */
export function runExitCommand({ command, environment, mask }: ExitCommandStart): number {
  if (command.delaySeconds > 0) sleep(command.delaySeconds * 1000);
  setSubreaper(false);
  using empty = open("/dev/null", O_RDONLY);
  using sink = open("/dev/null", O_WRONLY);
  const argv = [command.path, ...command.args].map(cString);
  const fds = new Map([empty, sink, sink].map((fd, number) => [number, fd]));
  const pid = withOriginalOomScore(() => spawn(command.path, { argv, env: environment, fds, mask }));
  return exitCode(waitForChild(pid));
}

function sleep(milliseconds: number): void {
  using reactor = new Reactor();
  after(reactor, milliseconds, () => reactor.stop());
  reactor.run();
}
