// Keeps the size of a container's terminal that of the caller's window.
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { windowSize } from "../../../ffi/terminal.ts";
import { MAX_WINDOW } from "../../protocol/control-line.ts";
import { EngineError } from "../errors.ts";
import type { Attachment } from "./attachment.ts";

/** Tells the container the window's size now, and whenever it changes until this is disposed of. */
export class WindowFollower implements Disposable {
  readonly #terminal: Fd;
  readonly #attachment: Pick<Attachment, "resize">;

  /** @param terminal stays the caller's */
  constructor(terminal: Fd, attachment: Pick<Attachment, "resize">) {
    this.#terminal = terminal;
    this.#attachment = attachment;
    process.on("SIGWINCH", this.#tell);
    // A program that is stopped hears of no change meanwhile.
    process.on("SIGCONT", this.#tell);
    this.#tell();
  }

  [Symbol.dispose](): void {
    process.off("SIGWINCH", this.#tell);
    process.off("SIGCONT", this.#tell);
  }

  /** A container that has just ended has no size: that is no reason for its last output not to be shown. */
  readonly #tell = (): void => {
    try {
      const { height, width } = windowSize(this.#terminal);
      // A terminal that nobody has given a size says 0.
      if (height === 0 || width === 0) return;
      this.#attachment.resize({
        height: Math.min(height, MAX_WINDOW),
        width: Math.min(width, MAX_WINDOW),
      });
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof SystemError)) throw error;
    }
  };
}
