// Talking with a container that was attached to: our streams are its streams, and our signals its signals.
import type { Attachment } from "../../../engine/attach/attach.ts";
import { converse } from "../../../engine/attach/converse.ts";
import type { Inventory } from "../life/inventory.ts";
import { signalContainer } from "../life/stop.ts";
import { STDERR, STDIN, STDOUT } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { SignalProxy } from "./signal-proxy.ts";

export interface ConversationOptions {
  /** Whether our stdin goes to the container. */
  readonly input: boolean;
  readonly detachKeys: string | undefined;
  readonly signal?: AbortSignal;
}

/** @returns how it has come to its end; after `detached` the container goes on */
export function talk(
  attachment: Attachment,
  record: ContainerRecord,
  { input, detachKeys = record.config.detachKeys, signal }: ConversationOptions,
): Promise<"ended" | "detached"> {
  return converse(attachment, {
    ...(input ? { input: STDIN } : {}),
    output: STDOUT,
    errorOutput: STDERR,
    terminal: record.config.terminal,
    ...(detachKeys === undefined ? {} : { detachKeys }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Where signals go while a container is in the foreground. */
export interface SignalPath {
  /** Whether the container's process runs. */
  readonly isBegun: () => boolean;
  /** Takes those that come before. */
  readonly onEarly: (signal: number) => void;
  readonly onProblem: (text: string) => void;
}

export function proxySignals(
  inventory: Inventory,
  record: ContainerRecord,
  { isBegun, onEarly, onProblem }: SignalPath,
): SignalProxy {
  const pass = async (signal: number): Promise<void> => {
    try {
      await signalContainer(inventory, record, signal);
    } catch (error) {
      onProblem(`Cannot pass signal ${signal} on: ${error instanceof Error ? error.message : error}`);
    }
  };
  return new SignalProxy((signal) => {
    if (isBegun()) void pass(signal);
    else onEarly(signal);
  });
}
