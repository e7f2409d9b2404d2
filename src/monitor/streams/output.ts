// Where the container's output goes: to the attach clients as it comes, to the logs line by line.
import type { Fd } from "../../../ffi/fd.ts";
import type { LogDriver, StreamName } from "../../logging/driver.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import { Excerpt } from "./excerpt.ts";
import { HEADROOM, LineJoiner } from "./line-joiner.ts";
import { type OutputSource, OutputStream } from "./output-stream.ts";
import { PromptLines } from "./prompt-lines.ts";
import { ReadBuffer } from "./read-buffer.ts";
import { Rest } from "./rest.ts";
import { TerminalStream } from "./terminal-stream.ts";
import { Trickle } from "./trickle.ts";

/** Bytes that are held back while the runtime is at work; a pipe alone would hold as many. */
const HELD_LIMIT = 64 * 1024;

/** Sees the output before it is cut into lines. */
export interface LiveAudience {
  /** Whether anybody is there. */
  readonly present: boolean;
  /** Shows the bytes from `start` to before `end`. @param bytes valid only during the call */
  show(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Gives back memory that is only needed while there is output. */
  rest(): void;
}

export interface OutputParts {
  readonly reactor: Reactor;
  readonly log: LogDriver;
  readonly audience: LiveAudience | undefined;
}

/**
 * Reads both outputs. While the runtime is at work they carry its own messages, which are the container's first words
 * when it succeeds and the reason when it fails: so they are held back until `release()`, as far as they fit.
 */
export class Output implements Disposable {
  readonly #reactor: Reactor;
  readonly #audience: LiveAudience | undefined;
  readonly #log: LogDriver;
  readonly #rest: Rest;
  readonly #buffer = new ReadBuffer();
  readonly #lines: Readonly<Record<StreamName, PromptLines>>;
  readonly #sources: OutputSource[] = [];
  /** Undefined when there is a container: what comes then is the container's. */
  #runtimeMessages: Excerpt | undefined = new Excerpt();
  #held: { readonly stream: StreamName; readonly bytes: Uint8Array<ArrayBuffer> }[] | undefined = [];
  #heldLength = 0;

  constructor({ reactor, log, audience }: OutputParts) {
    this.#reactor = reactor;
    this.#audience = audience;
    this.#log = log;
    this.#rest = new Rest(reactor, () => this.#takeRest());
    this.#lines = {
      stdout: new PromptLines(new LineJoiner("stdout", log), reactor),
      stderr: new PromptLines(new LineJoiner("stderr", log), reactor),
    };
  }

  /** Reads a pipe until its end. @param fd owned from now on */
  readPipe(stream: StreamName, fd: Fd): void {
    const trickle = new Trickle();
    const receive = (length: number): void => {
      if (trickle.came(length)) this.#letGather();
      this.#receive(stream, length);
    };
    this.#sources.push(new OutputStream(fd, this.#reactor, this.#area, receive));
  }

  /** Reads the container's terminal, whose output is all stdout. @param fd owned from now on */
  readTerminal(fd: Fd): void {
    this.#sources.push(new TerminalStream(fd, this.#reactor, this.#area, (length) => this.#receive("stdout", length)));
  }

  /** What the runtime has said on stderr so far, shortened in the middle. */
  get runtimeMessages(): Uint8Array<ArrayBuffer> {
    return this.#runtimeMessages?.bytes ?? new Uint8Array(0);
  }

  /** Lets go of what was held back: there is a container now, and all of it is its output. */
  release(): void {
    this.#runtimeMessages = undefined;
    this.#letGo();
  }

  /** Notes work of other kinds that has left garbage. @param length bytes, about */
  worked(length: number): void {
    this.#rest.worked(length);
  }

  /** Stops reading, or goes on. */
  pause(paused: boolean): void {
    for (const source of this.#sources) {
      if (paused) source.pause();
      else source.resume();
    }
  }

  /** Takes what is there now. */
  drain(): void {
    for (const source of this.#sources) source.drain();
  }

  /** Logs what is left of unfinished lines, and stops reading. */
  [Symbol.dispose](): void {
    for (const source of this.#sources) source[Symbol.dispose]();
    for (const lines of Object.values(this.#lines)) lines.flush();
    this.#rest[Symbol.dispose]();
  }

  readonly #area = (): Uint8Array<ArrayBuffer> => this.#buffer.area;

  /**
   * A container that writes line by line is read after a tenth of a millisecond again, instead of after every few
   * lines: a fifth less processor time. Not while a client is there, which may wait for an answer.
   */
  #letGather(): void {
    if (this.#audience?.present !== true) this.#reactor.breathe();
  }

  #receive(stream: StreamName, length: number): void {
    if (stream === "stderr") this.#runtimeMessages?.add(this.#buffer.area.subarray(0, length));
    if (this.#held === undefined) this.#deliver(stream, length);
    else this.#hold(stream, this.#buffer.area.slice(0, length));
  }

  #hold(stream: StreamName, bytes: Uint8Array<ArrayBuffer>): void {
    this.#held?.push({ stream, bytes });
    this.#heldLength += bytes.length;
    // A runtime that says this much must neither be stalled nor fill the memory.
    if (this.#heldLength > HELD_LIMIT) this.#letGo();
  }

  #letGo(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { stream, bytes } of held) {
      this.#buffer.area.set(bytes);
      this.#deliver(stream, bytes.length);
    }
  }

  #deliver(stream: StreamName, length: number): void {
    const { whole } = this.#buffer;
    this.#audience?.show(stream, whole, HEADROOM, HEADROOM + length);
    this.#lines[stream].push(whole, length);
    this.#rest.worked(length);
  }

  #takeRest(): void {
    this.#buffer.release();
    this.#log.rest();
    this.#audience?.rest();
  }
}
