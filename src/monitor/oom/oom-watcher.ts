// Watches for the container running out of memory.
import { EPOLLIN, IN_MODIFY, O_RDONLY } from "../../../ffi/constants.ts";
import { eventFd } from "../../../ffi/event.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open, readFile, writeExisting } from "../../../ffi/file.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { type MemoryCgroup, oomCount } from "./memory-cgroup.ts";

const EVENTS_SIZE = 4096;

/** Tells once, as soon as the kernel does or at the last look, that the memory of a cgroup has run out. */
export class OomWatcher implements Disposable {
  readonly #counters: string;
  readonly #happened: () => void;
  readonly #events: Fd;
  readonly #others: readonly Fd[];
  readonly #countersDecide: boolean;
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
    this.#events = events;
    this.#others = others;
    this.#countersDecide = cgroup.version === 2;
    this.#watch = reactor.watch(events, EPOLLIN, () => this.look());
  }

  /**
   * Looks whether it has happened. The counters of version 1 cannot be relied on: a kill of a process whose memory is
   * gone already is not counted. There the event itself says enough, but for that of a cgroup that is removed, which
   * has no counters any more.
   */
  look(): void {
    const notified = read(this.#events, new Uint8Array(new ArrayBuffer(EVENTS_SIZE))) !== NOT_READY;
    const counters = textOf(this.#counters);
    const happened = oomCount(counters) > this.#before || (notified && counters !== "" && !this.#countersDecide);
    if (!happened || this.#told) return;
    this.#told = true;
    this.#happened();
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    for (const fd of [this.#events, ...this.#others]) fd.close();
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
