// Types what comes from a pipe or a file into a container's terminal, as a person would, with ctrl-D at its end.
import { setTimeout } from "node:timers/promises";
import type { Fd } from "../../../../ffi/fd.ts";
import type { Attachment } from "../../../engine/attach/attach.ts";
import { CallerInput } from "../../../engine/attach/caller-input.ts";
import { ContainerStateError } from "../../../engine/errors.ts";

const READ_SIZE = 32 * 1024;
const NEWLINE = 0x0a;
const CTRL_D = Uint8Array.of(4);
/** Milliseconds; each pause is twice as long as the one before. */
const FIRST_PAUSE = 100;

/**
 * A file is at its end for everybody who reads it, and a terminal for one read for each ctrl-D. And a ctrl-D that is typed
 * before a program takes its terminal out of the line mode reaches that as a zero byte: n_tty keeps it so. Hence it is typed
 * again and again, ever more rarely, until the container ends.
 *
 * @param input stays the caller's
 * @param signal ends the typing
 * @throws {SystemError} when the input cannot be read
 */
export async function typeInput(input: Fd, attachment: Attachment, signal: AbortSignal): Promise<void> {
  using from = new CallerInput(input);
  try {
    // In the middle of a line, ctrl-D only sends what is there.
    if ((await typeAll(from, attachment, signal)) !== NEWLINE) await attachment.write(Uint8Array.of(NEWLINE), signal);
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      await attachment.write(CTRL_D, signal);
      await setTimeout(pause, undefined, { signal });
    }
  } catch (error) {
    // The container takes no input any more, or has ended.
    if (!signal.aborted && !(error instanceof ContainerStateError)) throw error;
  }
}

/** @returns the last byte; as if a line had ended when there was none */
async function typeAll(from: CallerInput, attachment: Attachment, signal: AbortSignal): Promise<number> {
  const buffer = new Uint8Array(new ArrayBuffer(READ_SIZE));
  let last = NEWLINE;
  for (let count = await from.read(buffer, signal); count > 0; count = await from.read(buffer, signal)) {
    await attachment.write(buffer.slice(0, count), signal);
    last = buffer[count - 1] ?? last;
  }
  return last;
}
