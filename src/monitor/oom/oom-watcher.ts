// Watches for the container running out of memory.
import { EPOLLIN, IN_MODIFY, O_RDONLY } from "../../../ffi/constants.ts";
import { eventFd } from "../../../ffi/event.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open, readFile, writeExisting } from "../../../ffi/file.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { read } from "../../../ffi/io.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { type MemoryCgroup, oomCount } from "./memory-cgroup.ts";

const EVENTS_SIZE = 4096;

/** Tells once, as soon as the kernel does or at the last look, that the memory of a cgroup has run out. */
export class OomWatcher implements Disposable {
  readonly #counters: string;
  readonly #happened: () => void;
  readonly #fds: readonly Fd[];
  readonly #watch: Watch;
  /** What had happened in the cgroup before there was this container in it. */
  readonly #before: number;
  #told = false;

  /** @throws {SystemError} when the kernel offers no such events for this cgroup, or it is gone already */
  constructor(cgroup: MemoryCgroup, reactor: Reactor, happened: () => void) {
    this.#happened = happened;
    this.#counters = `${cgroup.path}/${cgroup.version === 1 ? "memory.oom_control" : "memory.events"}`;
    this.#before = oomCount(textOf(this.#counters));
    const [events, ...others] =
      cgroup.version === 1 ? oomEvents(cgroup, this.#counters) : [watchPath(this.#counters, IN_MODIFY)];
    this.#fds = [events, ...others];
    this.#watch = reactor.watch(events, EPOLLIN, () => {
      read(events, new Uint8Array(new ArrayBuffer(EVENTS_SIZE)));
      this.look();
    });
  }

  /** Looks whether it has happened. A cgroup that is removed raises an event, too, but has no counters any more. */
  look(): void {
    if (this.#told || oomCount(textOf(this.#counters)) <= this.#before) return;
    this.#told = true;
    this.#happened();
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    for (const fd of this.#fds) fd.close();
  }
}

/** Version 1 signals an eventfd that is registered together with an open memory.oom_control. */
function oomEvents(cgroup: MemoryCgroup, control: string): readonly [Fd, Fd] {
  using opened = new DisposableStack();
  const oomControl = opened.use(open(control, O_RDONLY));
  const events = opened.use(eventFd());
  writeExisting(`${cgroup.path}/cgroup.event_control`, `${events.number} ${oomControl.number}`);
  opened.move();
  return [events, oomControl];
}

function textOf(path: string): string {
  try {
    return decodeOsString(readFile(path));
  } catch {
    // Gone, with the container.
    return "";
  }
}
