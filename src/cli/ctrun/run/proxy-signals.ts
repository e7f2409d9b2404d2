// Signals that come to ctrun while it is in front of a container: they are the container's, up to a point.

import { constants } from "node:os";
import { messageOf } from "../../../../ffi/errno.ts";
import type { Inventory } from "../life/inventory.ts";
import { signalContainer } from "../life/stop.ts";
import { isAbandoned } from "../output/abandoned.ts";
import { STDOUT } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { hearsSignal } from "./hears-signal.ts";
import { SignalProxy } from "./signal-proxy.ts";

const { SIGHUP, SIGINT, SIGTERM } = constants.signals;

/** Where signals go. */
export interface SignalPath {
  /** Whether the container's process runs. */
  readonly isBegun: () => boolean;
  /** Takes those that come before that. */
  readonly onEarly: (signal: number) => void;
  /** Takes those that the container has got, and that mean ctrun as well. */
  readonly onInsistence: (signal: number) => void;
  readonly onProblem: (text: string) => void;
}

/**
 * Passes signals on to the container. The first process of a container gets no signal that it has no handler for, not
 * even SIGTERM: pid_namespaces(7). So whoever sends SIGTERM or SIGINT once more means ctrun, unless it is a SIGINT that
 * the container hears: it may be a program that is interrupted now and then, such as an interpreter. And without its
 * terminal, ctrun has nothing to stay for.
 */
export function proxySignals(
  inventory: Inventory,
  { id }: ContainerRecord,
  { isBegun, onEarly, onInsistence, onProblem }: SignalPath,
): SignalProxy {
  const before = new Set<number>();
  const pass = async (signal: number): Promise<void> => {
    const record = inventory.store.get(id);
    if (record?.pid === undefined) return;
    const again = before.has(signal);
    before.add(signal);
    const heard = hearsSignal(record.pid, signal);
    try {
      await signalContainer(inventory, record, signal);
    } catch (error) {
      onProblem(`Cannot pass signal ${signal} on: ${messageOf(error)}`);
    }
    const insists = again && (signal === SIGTERM || (signal === SIGINT && !heard));
    if (insists || (signal === SIGHUP && isAbandoned(STDOUT))) onInsistence(signal);
  };
  return new SignalProxy((signal) => {
    if (isBegun()) void pass(signal);
    else onEarly(signal);
  });
}
