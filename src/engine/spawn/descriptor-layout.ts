// Which descriptor of the monitor has which number: programs on the other side know some of them by number alone.
import type { Fd } from "../../../ffi/fd.ts";
import { ATTACH_PIPE, type PipeVariable, START_PIPE, SYNC_PIPE } from "../../protocol/environment.ts";

/** What a monitor gets besides its standard streams. */
export interface MonitorDescriptors {
  /** Sockets that the container is activated with; sd_listen_fds(3) finds them from 3 up, and nowhere else. */
  readonly listenFds?: readonly Fd[] | undefined;
  /** Behind those, what the user wants the container to have. */
  readonly preserveFds?: readonly Fd[] | undefined;
  readonly sync: Fd;
  readonly start: Fd;
  readonly attach?: Fd | undefined;
  /** Kept open by the monitor for as long as the container lives, and by nobody else. */
  readonly held?: readonly Fd[] | undefined;
}

export interface DescriptorLayout {
  /** By number, from 3 up without a gap. */
  readonly fds: ReadonlyMap<number, Fd>;
  /** The environment variables that tell the monitor its pipes. */
  readonly variables: Readonly<Partial<Record<PipeVariable, string>>>;
}

const FIRST = 3;

/**
 * Numbers the descriptors: for the container first, because there the numbers are part of the interface; then the pipes,
 * which the environment names; then what is only held open. The OCI runtime counts alike: LISTEN_FDS come before those of
 * `--preserve-fds`.
 */
export function layOut({ listenFds, preserveFds, sync, start, attach, held }: MonitorDescriptors): DescriptorLayout {
  const forContainer = [...(listenFds ?? []), ...(preserveFds ?? [])];
  const pipes: readonly (readonly [PipeVariable, Fd])[] = [
    [SYNC_PIPE, sync],
    [START_PIPE, start],
    ...(attach === undefined ? [] : [[ATTACH_PIPE, attach] as const]),
  ];
  const all = [...forContainer, ...pipes.map(([, fd]) => fd), ...(held ?? [])];
  const firstPipe = FIRST + forContainer.length;
  return {
    fds: new Map(all.map((fd, index) => [FIRST + index, fd])),
    variables: Object.fromEntries(pipes.map(([name], index) => [name, String(firstPipe + index)])),
  };
}
