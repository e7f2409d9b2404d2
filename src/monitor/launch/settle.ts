// The monitor makes itself at home: a quiet daemon that inherits orphans and is the last to be killed.
import { O_RDWR } from "../../../ffi/constants.ts";
import { placeAt } from "../../../ffi/fd.ts";
import { open, setUmask } from "../../../ffi/file.ts";
import { setProcessName, setSubreaper } from "../../../ffi/process.ts";
import { exemptFromOomKiller } from "../create/oom-score.ts";

export const MONITOR_UMASK = 0o022;

/**
 * @param options.keepStdio the container gets this process's own standard streams
 * @throws {SystemError} when /dev/null cannot be opened
 */
export function settle({ keepStdio }: { readonly keepStdio: boolean }): void {
  // The kernel took the name from /proc/self/exe, which is how this process was started.
  setProcessName("ctrmon");
  setUmask(MONITOR_UMASK);
  // The container's process is the runtime's child; only a subreaper inherits it, and may ask how it ended.
  setSubreaper(true);
  exemptFromOomKiller();
  if (keepStdio) return;
  using nothing = open("/dev/null", O_RDWR);
  for (const standard of [0, 1, 2]) placeAt(nothing, standard);
}
