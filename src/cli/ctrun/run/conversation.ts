// Talking with a container, or a command in it, that was attached to: our streams are its streams.
import { messageOf } from "../../../../ffi/errno.ts";
import { isTerminal } from "../../../../ffi/terminal.ts";
import type { Attachment } from "../../../engine/attach/attach.ts";
import { converse } from "../../../engine/attach/converse.ts";
import { isAbandoned } from "../output/abandoned.ts";
import { STDERR, STDIN, STDOUT } from "../output/streams.ts";
import { typeInput } from "./typed-input.ts";

export interface ConversationOptions {
  /** Whether our stdin goes to the container. */
  readonly input: boolean;
  /** Whether the container has a terminal. */
  readonly terminal: boolean;
  readonly detachKeys: string | undefined;
  readonly onWarning: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @returns how it has come to its end; after `detached` the container goes on, and after `abandoned`, when our terminal has
 *   hung up or nobody reads our output any more, it may well
 */
export async function talk(
  attachment: Attachment,
  { input, terminal, detachKeys, onWarning, signal }: ConversationOptions,
): Promise<"ended" | "detached" | "abandoned"> {
  const typed = input && terminal && !isTerminal(STDIN);
  const over = new AbortController();
  // Podman's words, up to the colon.
  if (typed) onWarning("The input device is not a TTY: what comes from it is typed, and ctrl-D at its end");
  const typing = typed ? typeInput(STDIN, attachment, over.signal) : Promise.resolve();
  typing.catch((error: unknown) => onWarning(`Cannot read the input: ${messageOf(error)}`));
  try {
    const how = await converse(attachment, {
      ...(input && !typed ? { input: STDIN } : {}),
      output: STDOUT,
      errorOutput: STDERR,
      terminal,
      ...(detachKeys === undefined ? {} : { detachKeys }),
      signal,
    });
    return how === "ended" && [STDOUT, STDERR].some(isAbandoned) ? "abandoned" : how;
  } finally {
    over.abort();
    await Promise.allSettled([typing]);
  }
}
