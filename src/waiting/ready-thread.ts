// The thread behind ready.ts: blocks in epoll_wait, as the one with the event loop must not, and tells what it hears.
import { Epoll } from "../../ffi/epoll.ts";
import { Fd } from "../../ffi/fd.ts";

/** Tokens and EPOLL… bits of the descriptors that have become ready. */
export type Readiness = readonly { readonly token: number; readonly events: number }[];

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<number>): void => {
  const epoll = new Epoll(new Fd(data));
  const heard: { token: number; events: number }[] = [];
  // The other thread asks for one event at a time (EPOLLONESHOT), so nothing is told twice and no answer is needed.
  for (;;) {
    epoll.wait(-1, (token, events) => heard.push({ token, events }));
    if (heard.length > 0) self.postMessage(heard.splice(0));
  }
};
