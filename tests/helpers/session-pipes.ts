// The engine's side of a session: its pipes, the descriptors that the monitor is started with, and the variables that name them.
import type { Fd } from "../../ffi/fd.ts";
import { LineReader, type PipeKind, type PipePair, pipePair, sendStart } from "./engine-pipes.ts";

export interface SessionPipesSetup {
  readonly pipes?: PipeKind | "none";
  /** A third pipe, as Podman has for an attached exec session. */
  readonly attachPipe?: true;
  /** Descriptors for the container, from 3 up; they and the leaked ones are closed here once the monitor has them. */
  readonly preserved?: readonly Fd[];
  /** Further descriptors, behind the pipes. */
  readonly leaked?: readonly Fd[];
}

interface Pipe extends PipePair {
  readonly variable: string;
}

export class SessionPipes {
  /** Podman's order: what the user wants preserved, the pipes, and what else happens to be open. */
  readonly fds: readonly (readonly [number, Fd])[];
  readonly variables: Readonly<Record<string, string>>;
  readonly #sync: Pipe | undefined;
  readonly #start: Pipe | undefined;
  readonly #attach: Pipe | undefined;
  readonly #theirs: readonly Fd[];
  #syncReader: LineReader | undefined;
  #attachReader: LineReader | undefined;
  readonly #attachLines: string[] = [];

  constructor({ pipes = "seqpacket", attachPipe, preserved = [], leaked = [] }: SessionPipesSetup) {
    if (pipes !== "none") {
      this.#sync = { variable: "_OCI_SYNCPIPE", ...pipePair(pipes, "to us") };
      this.#start = { variable: "_OCI_STARTPIPE", ...pipePair(pipes, "to them") };
      this.#syncReader = new LineReader(this.#sync.ours);
    }
    if (pipes !== "none" && attachPipe === true) {
      this.#attach = { variable: "_OCI_ATTACHPIPE", ...pipePair(pipes, "to us") };
      this.#attachReader = new LineReader(this.#attach.ours);
    }
    const made = [this.#sync, this.#start, this.#attach].filter((pipe) => pipe !== undefined);
    this.#theirs = [...preserved, ...made.map((pipe) => pipe.theirs), ...leaked];
    this.fds = this.#theirs.map((fd, index) => [3 + index, fd]);
    const first = 3 + preserved.length;
    this.variables = Object.fromEntries(made.map(({ variable }, index) => [variable, String(first + index)]));
  }

  /** Sizes of the packets that came on the sync pipe. */
  get packets(): readonly number[] {
    return this.#syncReader?.reads ?? [];
  }

  /** Closes everything here that the monitor has now. */
  handedOver(): void {
    for (const fd of this.#theirs) fd.close();
  }

  sendStart(): void {
    if (this.#start !== undefined) sendStart(this.#start.ours);
  }

  closeStart(): void {
    this.#start?.ours.close();
  }

  closeSync(): void {
    this.#sync?.ours.close();
    this.#syncReader = undefined;
  }

  /** The next line on the sync pipe; undefined at its end. */
  syncLine(): string | undefined {
    return this.#syncReader?.line();
  }

  /** All further lines up to the end of the sync pipe. */
  syncLines(): string[] {
    return this.#syncReader?.lines() ?? [];
  }

  /** The next line on the attach pipe; undefined at its end. */
  attachLine(): string | undefined {
    const line = this.#attachReader?.line();
    if (line !== undefined) this.#attachLines.push(line);
    return line;
  }

  /** Everything that has come on the attach pipe, up to its end. */
  attachLines(): readonly string[] {
    this.#attachLines.push(...(this.#attachReader?.lines() ?? []));
    return this.#attachLines;
  }

  close(): void {
    this.closeSync();
    this.closeStart();
    this.#attach?.ours.close();
    this.#attachReader = undefined;
  }
}
