// The forwarder at work: everything on one loop, until it is told to end.

import { writeAtomically } from "../../../ffi/atomic-file.ts";
import { EPOLLIN } from "../../../ffi/constants.ts";
import { EPERM, messageOf, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { makeDirectory } from "../../../ffi/file.ts";
import { read } from "../../../ffi/io.ts";
import type { PortForwarderConfig } from "../../protocol/port-forwarder-config.ts";
import { Reactor } from "../../reactor/reactor.ts";
import { onSignals } from "../../reactor/signals.ts";
import { NetworkError } from "../network-error.ts";
import { AttentiveEpoll } from "./attentive-epoll.ts";
import { BulkTraffic } from "./bulk-traffic.ts";
import { statisticsLine } from "./counters.ts";
import { ENDING_SIGNALS, FORWARDER_SIGNALS } from "./forwarder-signals.ts";
import { type OpenPort, Ports } from "./ports.ts";
import { serveReloads } from "./reload-socket.ts";
import { SocketSupply } from "./socket-supply.ts";
import { sayOnStderr } from "./standard-streams.ts";
import type { Target } from "./target.ts";

export interface Service {
  readonly config: PortForwarderConfig;
  readonly target: Target;
  /** Owned from now on. */
  readonly opened: readonly OpenPort[];
  /** The engine's end is closed when all is over. */
  readonly exit: Fd;
  /** To the child. */
  readonly channel: Fd;
}

/**
 * Returns when the engine or a signal has said so.
 *
 * @param ready called when every client is served
 * @throws {NetworkError} when the child has ended, without which nobody can be connected
 */
export function serve({ config, target, opened, exit, channel }: Service, ready: () => void): void {
  const bulk = new BulkTraffic();
  using reactor = new Reactor({ failed: report, epoll: new AttentiveEpoll(bulk) });
  let failure: string | undefined;
  const end = (reason?: string): void => {
    failure ??= reason;
    reactor.stop();
  };
  using held = new DisposableStack();
  const supply = held.use(new SocketSupply(reactor, channel, end));
  const ports = held.use(new Ports(opened, { reactor, supply, target, bulk }));
  held.use(
    onSignals(reactor, FORWARDER_SIGNALS, (signal) =>
      ENDING_SIGNALS.includes(signal) ? end() : writeStatistics(config, opened),
    ),
  );
  watchExit(reactor, exit, end);
  if (config.rootlessCni) held.use(serveReloads(reactor, reloadPlace(config), (ip) => ports.retarget(ip)));
  ready();
  reactor.run();
  if (failure !== undefined) throw new NetworkError(`Cannot go on forwarding: ${failure}`);
}

/** What comes through it means nothing. @param end called when it is at its end */
function watchExit(reactor: Reactor, exit: Fd, end: () => void): void {
  const buffer = new Uint8Array(new ArrayBuffer(4096));
  try {
    reactor.watch(exit, EPOLLIN, () => {
      if (read(exit, buffer) === 0) end();
    });
  } catch (error) {
    // A file has an end already.
    if (!(error instanceof SystemError && error.errno === EPERM)) throw error;
    reactor.defer(end);
  }
}

/** `TmpDir/rp/CONTAINER_ID`, as Podman's clients know it. */
function reloadPlace({ tmpDir, containerId }: PortForwarderConfig): { directory: string; name: string } {
  return { directory: `${tmpDir}/rp`, name: containerId };
}

/** `TmpDir/rp/CONTAINER_ID.json`, since stderr is nobody's any more. Without a TmpDir there is no place for it. */
function writeStatistics(config: PortForwarderConfig, opened: readonly OpenPort[]): void {
  if (config.tmpDir === "") return;
  const { directory, name } = reloadPlace(config);
  makeDirectory(directory, 0o700);
  writeAtomically(
    `${directory}/${name === "" ? process.pid : name}.json`,
    statisticsLine(opened.map(({ counters }) => counters)),
    0o600,
  );
}

function report(error: unknown): void {
  sayOnStderr(`rootlessport: ${messageOf(error)}`);
}
