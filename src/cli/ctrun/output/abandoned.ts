// Whether anybody is left who could see what we write.
import type { Fd } from "../../../../ffi/fd.ts";
import { waitReady } from "../../../../ffi/poll.ts";

/** Whether it is a pipe that nobody reads, or a terminal that has hung up: of these alone poll(2) tells unasked. */
export function isAbandoned(output: Fd): boolean {
  return waitReady(output, 0, 0);
}
