// Waiting for whichever of several descriptors can be read first.
import { EPOLLIN } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { ready } from "../../waiting/ready.ts";

/**
 * @returns the first that is readable, has failed or has hung up; nothing waits for the others any more then
 * @throws the signal's reason when it is aborted
 */
export async function firstReady(fds: readonly Fd[], signal: AbortSignal): Promise<Fd> {
  const decided = new AbortController();
  const until = AbortSignal.any([signal, decided.signal]);
  const waits = fds.map((fd) => ready(fd, EPOLLIN, until).then(() => fd));
  try {
    return await Promise.race(waits);
  } finally {
    decided.abort();
    // The descriptors may be closed once their waits are over.
    await Promise.allSettled(waits);
  }
}
