// A person, or a pipeline, talks with a container: the caller's own standard streams joined with an attachment.
import type { Fd } from "../../../ffi/fd.ts";
import { isTerminal } from "../../../ffi/terminal.ts";
import { ContainerStateError } from "../errors.ts";
import type { Attachment } from "./attachment.ts";
import { CallerInput } from "./caller-input.ts";
import { CallerOutput } from "./caller-output.ts";
import { DEFAULT_DETACH_KEYS, DetachMatcher, parseDetachKeys } from "./detach-keys.ts";
import { RawTerminal } from "./raw-terminal.ts";
import { WindowFollower } from "./window-follower.ts";

/** The descriptors stay the caller's and are left as they are: blocking, where they are, and in the mode they had. */
export interface ConverseOptions {
  /** For the container's stdin; without it, the container's input is left alone. */
  readonly input?: Fd;
  readonly output: Fd;
  readonly errorOutput: Fd;
  /**
   * Whether the container has a terminal: then the caller's window gives it its size, and the caller's terminal, when
   * that is the input, is in raw mode and knows the detach keys.
   */
  readonly terminal?: boolean;
  /** In the grammar of `parseDetachKeys`; ctrl-p,ctrl-q unless given, empty for none. */
  readonly detachKeys?: string;
  /** Ends the conversation; the container goes on. */
  readonly signal?: AbortSignal | undefined;
}

const READ_SIZE = 32 * 1024;

/**
 * Carries bytes both ways. The end of the input is passed on and does not end the output, unless it is a terminal in raw
 * mode that has hung up.
 *
 * @returns `"detached"` when the keys were typed; `"ended"` when the container has ended and everything is written, or
 *   when nobody takes the output any more, or the terminal has hung up
 * @throws {RangeError} for detach keys that are none
 * @throws {SystemError} when the caller's descriptors cannot be read or written
 * @throws {MonitorError} for output that no monitor sends
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * using attachment = await container.attach();
 * const how = await converse(attachment, { input: new Fd(0), output: new Fd(1), errorOutput: new Fd(2), terminal: true });
 * if (how === "detached") console.error(`${container.id} goes on`);
 * ```
 */
export async function converse(attachment: Attachment, options: ConverseOptions): Promise<"ended" | "detached"> {
  const { input, output, errorOutput, terminal = false } = options;
  const keys = parseDetachKeys(options.detachKeys ?? DEFAULT_DETACH_KEYS);
  const over = new AbortController();
  const signal = AbortSignal.any(options.signal === undefined ? [over.signal] : [over.signal, options.signal]);

  const keyboard = terminal && input !== undefined && isTerminal(input) ? input : undefined;
  // With no key that would end it, a terminal's input ends only when it hangs up: then it shows nothing more, either.
  const endsWithInput = keyboard !== undefined && isTerminal(output);
  const screen = terminal ? [output, keyboard].find((fd) => fd !== undefined && isTerminal(fd)) : undefined;
  using from = input === undefined ? undefined : new CallerInput(input);
  using stdout = new CallerOutput(output);
  using stderr = new CallerOutput(errorOutput);
  using _raw = keyboard === undefined ? undefined : new RawTerminal(keyboard);
  using _window = screen === undefined ? undefined : new WindowFollower(screen, attachment);

  const ending = show(attachment, { stdout, stderr }, signal);
  const matcher = new DetachMatcher(keyboard === undefined ? parseDetachKeys("") : keys);
  const leaving =
    from === undefined
      ? ending
      : listen(from, attachment, { matcher, signal, endsWithInput }).then((how) => how ?? ending);
  try {
    return await Promise.race([ending, leaving]);
  } finally {
    over.abort();
    // What is disposed of now must not be in use any more.
    await Promise.allSettled([ending, leaving]);
  }
}

/** Writes the container's output until there is no more, or nobody who takes it. */
async function show(
  attachment: Attachment,
  outputs: { readonly stdout: CallerOutput; readonly stderr: CallerOutput },
  signal: AbortSignal,
): Promise<"ended"> {
  for await (const { stream, payload } of attachment.frames(signal)) {
    if (!(await outputs[stream].write(payload, signal))) break;
  }
  return "ended";
}

interface Listening {
  readonly matcher: DetachMatcher;
  readonly signal: AbortSignal;
  /** Whether the end of the input is that of the conversation, and not the container's matter. */
  readonly endsWithInput: boolean;
}

/** Passes the input on, to its end or until the keys are typed. @returns undefined when the output goes on */
async function listen(
  from: CallerInput,
  attachment: Attachment,
  { matcher, signal, endsWithInput }: Listening,
): Promise<"ended" | "detached" | undefined> {
  const buffer = new Uint8Array(new ArrayBuffer(READ_SIZE));
  try {
    for (let count = await from.read(buffer, signal); count > 0; count = await from.read(buffer, signal)) {
      const { bytes, detach } = matcher.feed(buffer.subarray(0, count));
      await attachment.write(bytes, signal);
      if (detach) return "detached";
    }
    if (endsWithInput) return "ended";
    await attachment.write(matcher.end(), signal);
    attachment.closeInput();
  } catch (error) {
    // The container takes no input any more, but there may be output of it that we have not shown.
    if (!(error instanceof ContainerStateError)) throw error;
  }
  return undefined;
}
