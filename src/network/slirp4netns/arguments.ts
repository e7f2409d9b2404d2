// The command line of slirp4netns.
import { EXIT_FD, READY_FD } from "../helper-process.ts";
import { NetworkError } from "../network-error.ts";
import type { SlirpFeatures } from "./features.ts";
import type { SlirpOptions } from "./options.ts";

/** The namespace to serve: kept at a path, or the one of a process, which is entered with its user namespace. */
export type SlirpTarget = { readonly path: string } | { readonly pid: number };

/** The device in the container. */
const TAP = "tap0";

export interface SlirpCommand {
  readonly options: SlirpOptions;
  readonly features: SlirpFeatures;
  readonly target: SlirpTarget;
  /** Whether it may shut itself into an empty root directory. */
  readonly sandbox: boolean;
  readonly apiSocket?: string;
}

/** @returns the arguments without the program's name @throws {NetworkError} for an option that the program does not have */
export function slirpArguments({ options, features, target, sandbox, apiSocket }: SlirpCommand): string[] {
  const { cidr, outboundAddr, outboundAddr6 } = options;
  return [
    ...given(!options.allowHostLoopback && features.disableHostLoopback, "--disable-host-loopback"),
    ...given(features.mtu, `--mtu=${options.mtu}`),
    ...given(sandbox && features.enableSandbox, "--enable-sandbox"),
    ...given(features.enableSeccomp, "--enable-seccomp"),
    ...wanted(cidr !== undefined, features.cidr, "cidr", `--cidr=${cidr}`),
    ...wanted(options.enableIpv6, features.ipv6, "enable_ipv6", "--enable-ipv6"),
    ...wanted(outboundAddr !== undefined, features.outboundAddr, "outbound_addr", `--outbound-addr=${outboundAddr}`),
    ...wanted(
      outboundAddr6 !== undefined,
      features.outboundAddr && features.ipv6,
      "outbound_addr6",
      `--outbound-addr6=${outboundAddr6}`,
    ),
    ...["-c", "-e", String(EXIT_FD), "-r", String(READY_FD)],
    ...(apiSocket === undefined ? [] : ["--api-socket", apiSocket]),
    // Versions before 0.4 know no --netns-type; the pid form is theirs, too.
    ...("path" in target ? ["--netns-type=path", target.path] : [String(target.pid)]),
    TAP,
  ];
}

/** What is only a default is left out where the program does not know it. */
function given(condition: boolean, argument: string): string[] {
  return condition ? [argument] : [];
}

/** What somebody has asked for is not. */
function wanted(asked: boolean, supported: boolean, option: string, argument: string): string[] {
  if (asked && !supported) throw new NetworkError(`${option} not supported by this version of slirp4netns`);
  return given(asked, argument);
}
