// What every log driver does, and nothing of how.

/** Which of the container's two outputs bytes came from. With a terminal, everything is stdout. */
export type StreamName = "stdout" | "stderr";

/** The longest piece of a line that is kept in one record; a longer line becomes several partial records. */
export const MAX_PIECE = 8192;

/** One destination of a container's output. */
export interface LogDriver extends Disposable {
  /**
   * Records output. Lines end with a newline; a piece without one, at the end or beyond `MAX_PIECE` bytes, is a
   * partial line. Never throws for a destination that cannot take the bytes: that is counted and reported, and the
   * container goes on.
   *
   * The output is the bytes from `start` to before `end`: a view of them for every call would be garbage, and garbage is
   * most of what a busy monitor's memory would consist of.
   *
   * @param bytes valid only during the call
   */
  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start?: number, end?: number): void;
  /** Opens the destination afresh, because somebody has moved or removed the file. */
  reopen(): void;
  /** Gives back memory that is only needed while there is output. */
  rest(): void;
  /** Brings what was written to stable storage. */
  sync(): void;
}
