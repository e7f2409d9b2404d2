// Options that are understood but not built yet: using one is an error, never a silent omission.
import type { CheckedOptions } from "../../protocol/checked-options.ts";

/** @throws {Error} naming the first option that does nothing yet */
export function refuseUnsupported(options: CheckedOptions): void {
  const used: readonly (readonly [name: string, yes: boolean])[] = [
    ["--syslog", options.syslog],
    ["--sdnotify-socket", options.sdnotifySocket !== undefined],
    ["--replace-listen-pid", options.replaceListenPid],
    ["--seccomp-notify-socket", options.seccompNotifySocket !== undefined],
  ];
  const [first] = used.filter(([, yes]) => yes);
  if (first !== undefined) throw new Error(`${first[0]} is not supported yet`);
}
