// The environment of a container's process: defaults, and what was asked for.
import { mergeEnvironment } from "./merge-environment.ts";

/** What containers.conf(5) gives: where distributions keep their programs. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The environment as `NAME=value`. The defaults PATH, TERM (with a terminal) and HOSTNAME come first and give way to
 * the same name in `own`. HOME is the caller's, who knows the user.
 */
export function containerEnvironment(
  own: readonly string[],
  { terminal = false, hostname }: { readonly terminal?: boolean; readonly hostname?: string | undefined },
): readonly string[] {
  const defaults = [
    `PATH=${DEFAULT_PATH}`,
    ...(terminal ? ["TERM=xterm"] : []),
    ...(hostname === undefined ? [] : [`HOSTNAME=${hostname}`]),
  ];
  return mergeEnvironment(defaults, own);
}
