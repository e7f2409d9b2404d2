// Packets of the attach socket. From monitor to client: one byte that names the stream, then output. The other way: input.

/** What engines' clients read at once; conmon's STDIO_BUF_SIZE. They lose what is beyond. */
export const MAX_FRAME_PAYLOAD = 8192;
/** Bytes of the largest packet. */
export const MAX_FRAME = 1 + MAX_FRAME_PAYLOAD;

/** Bytes of input that a monitor reads of one packet, and loses the rest: conmon's CONN_SOCK_BUF_SIZE. */
export const MAX_INPUT = 32 * 1024;

/** The stream byte. With a terminal everything is stdout. */
export const FRAME_STREAMS = { stdout: 2, stderr: 3 } as const;

/** One packet, taken apart. */
export interface AttachFrame {
  readonly stream: keyof typeof FRAME_STREAMS;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Decodes one packet. @throws {RangeError} when it is empty or names no stream */
export function readFrame(packet: Uint8Array<ArrayBuffer>): AttachFrame {
  const payload = packet.subarray(1);
  if (packet[0] === FRAME_STREAMS.stdout) return { stream: "stdout", payload };
  if (packet[0] === FRAME_STREAMS.stderr) return { stream: "stderr", payload };
  throw new RangeError(`an attach packet starts with 2 or 3, not ${packet[0]}`);
}
