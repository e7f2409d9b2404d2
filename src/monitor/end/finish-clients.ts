// The last bytes for attach clients that are behind when the container has ended.
import type { Reactor } from "../../reactor/reactor.ts";
import { every } from "../../reactor/timer.ts";
import type { AttachServer } from "../streams/attach-server.ts";

/** Milliseconds in which the clients must take something; then they are taken for dead. */
const PATIENCE = 500;

/**
 * Goes on until every client has all of its output, or has stopped reading. The reactor is stopped by the last client
 * that goes.
 */
export function finishClients(attach: AttachServer, reactor: Reactor): void {
  let queued = attach.queued;
  if (queued === 0) return;
  using _patience = every(reactor, PATIENCE, () => {
    // The kernel tells of room only when most of its buffer is free, which takes a slow reader too long.
    attach.sendQueued();
    if (attach.queued === queued) reactor.stop();
    queued = attach.queued;
  });
  reactor.run();
}
