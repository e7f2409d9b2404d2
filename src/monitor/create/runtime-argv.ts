// The OCI runtime's command line for a container, a restored container, or an exec session.
import type { CheckedOptions } from "../../protocol/checked-options.ts";

/**
 * Renders the arguments in conmon's order; engines' tests and wrappers of the runtime know it.
 *
 * @param consoleSocket where the runtime is to send the terminal, when there is one
 * @returns the arguments, the runtime's own path first
 */
export function runtimeArgv(options: CheckedOptions, consoleSocket?: string): string[] {
  return [
    ...beforeOptions(options),
    ...options.runtime.opts,
    ...(consoleSocket === undefined ? [] : ["--console-socket", consoleSocket]),
    options.cid,
  ];
}

function beforeOptions({ runtime, mode, containerPidfile, terminal }: CheckedOptions): string[] {
  const systemdCgroup = runtime.systemdCgroup ? ["--systemd-cgroup"] : [];
  const noPivot = runtime.noPivot ? ["--no-pivot"] : [];
  const noNewKeyring = runtime.noNewKeyring ? ["--no-new-keyring"] : [];
  const head = [runtime.path, ...systemdCgroup, ...runtime.args];
  switch (mode.kind) {
    case "create":
      return [...head, "create", "--bundle", mode.bundle, "--pid-file", containerPidfile, ...noPivot, ...noNewKeyring];
    case "restore":
      return [
        ...head,
        "restore",
        "--bundle",
        mode.bundle,
        "--pid-file",
        containerPidfile,
        ...noPivot,
        ...noNewKeyring,
        "--detach",
        "--image-path",
        mode.imagePath,
        "--work-path",
        mode.bundle,
      ];
    case "exec":
      return [
        runtime.path,
        ...runtime.args,
        "exec",
        "--pid-file",
        containerPidfile,
        "--process",
        mode.processSpec,
        "--detach",
        ...(terminal ? ["--tty"] : []),
      ];
  }
}
