// Receives three descriptors with room for fewer, and prints what comes of it for each number that there is room for.
import { RLIMIT_NOFILE, SOCK_SEQPACKET } from "../../../../ffi/constants.ts";
import { Fd } from "../../../../ffi/fd.ts";
import { receiveWithFds, sendWithFds } from "../../../../ffi/pass-fd.ts";
import { resourceLimit, setSoftLimit } from "../../../../ffi/process.ts";
import { socketPair } from "../../../../ffi/socket.ts";
import { openFiles } from "../../../helpers/processes.ts";

const [sender, receiver] = socketPair(SOCK_SEQPACKET);
const before = resourceLimit(0, RLIMIT_NOFILE).soft;
const results = [0, 1, 2, 3].map((room) => {
  sendWithFds(sender, Uint8Array.of(1), [sender, receiver, new Fd(0)]);
  const open = [...openFiles("self").keys()];
  setSoftLimit(RLIMIT_NOFILE, firstFree(open) + room);
  const result = attempt();
  setSoftLimit(RLIMIT_NOFILE, before);
  return { room, result, left: openFiles("self").size - open.length };
});
console.log(JSON.stringify(results));

function attempt(): string {
  try {
    const message = receiveWithFds(receiver, 16);
    for (const fd of message?.fds ?? []) fd.close();
    return `${message?.fds.length} received`;
  } catch (error) {
    return String(error);
  }
}

/** The number from which on there are only free ones. */
function firstFree(open: readonly number[]): number {
  return Math.max(...open) + 1;
}
