// The options of `--network slirp4netns:…`, in Podman's words.
import { existsSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { NetworkError } from "../network-error.ts";
import { parseSubnet } from "./subnet.ts";

/** Who forwards published ports: slirp4netns itself, or the port forwarder, by the name that Podman gives it. */
export type PortHandler = "slirp4netns" | "rootlesskit";

export interface SlirpOptions {
  /** The container's network, such as `10.0.2.0/24`; without it, slirp4netns's own default. */
  readonly cidr?: string;
  readonly portHandler: PortHandler;
  /** Whether the container reaches what listens on the host's 127.0.0.1. */
  readonly allowHostLoopback: boolean;
  readonly enableIpv6: boolean;
  /** Address or interface that connections to the outside come from. */
  readonly outboundAddr?: string;
  readonly outboundAddr6?: string;
  /** Bytes. */
  readonly mtu: number;
}

/** What Podman takes: slirp4netns's own 1500 would make it three times as slow. */
export const DEFAULT_MTU = 65520;
/** What slirp4netns takes, and IPv4 needs. */
const MTU = { min: 68, max: 65521 };

type Draft = { -readonly [Key in keyof SlirpOptions]: SlirpOptions[Key] };

/**
 * Reads options, each `NAME=VALUE`; a later one counts.
 *
 * @param isInterface whether a network interface of that name is there
 * @throws {NetworkError} for an unknown option or a bad value
 *
 * @example
 * ```ts
 * const options = parseSlirpOptions(["enable_ipv6=true", "mtu=1500"]);
 * ```
 */
export function parseSlirpOptions(texts: readonly string[], isInterface = hasInterface): SlirpOptions {
  const draft: Draft = { portHandler: "rootlesskit", allowHostLoopback: false, enableIpv6: false, mtu: DEFAULT_MTU };
  for (const text of texts) {
    const equals = text.indexOf("=");
    const read = equals < 0 ? undefined : READERS.get(text.slice(0, equals));
    if (read === undefined) throw new NetworkError(`unknown option for slirp4netns: "${text}"`);
    read(draft, text.slice(equals + 1), isInterface);
  }
  if (draft.outboundAddr6 !== undefined && !draft.enableIpv6) {
    throw new NetworkError("enable_ipv6=true is required for outbound_addr6");
  }
  return draft;
}

type InterfaceTest = (name: string) => boolean;
type Reader = (draft: Draft, value: string, isInterface: InterfaceTest) => void;

const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    cidr: (draft: Draft, value: string) => {
      if (parseSubnet(value) === undefined) throw new NetworkError(`invalid cidr "${value}"`);
      draft.cidr = value;
    },
    port_handler: (draft: Draft, value: string) => {
      if (value !== "slirp4netns" && value !== "rootlesskit") {
        throw new NetworkError(`unknown port_handler for slirp4netns: "${value}"`);
      }
      draft.portHandler = value;
    },
    allow_host_loopback: (draft: Draft, value: string) => {
      draft.allowHostLoopback = booleanOf("allow_host_loopback", value);
    },
    enable_ipv6: (draft: Draft, value: string) => {
      draft.enableIpv6 = booleanOf("enable_ipv6", value);
    },
    outbound_addr: (draft: Draft, value: string, isInterface: InterfaceTest) => {
      if (!isIPv4(value) && !isInterface(value)) throw new NetworkError(`invalid outbound_addr "${value}"`);
      draft.outboundAddr = value;
    },
    outbound_addr6: (draft: Draft, value: string, isInterface: InterfaceTest) => {
      if (!isIPv6(value) && !isInterface(value)) throw new NetworkError(`invalid outbound_addr6: "${value}"`);
      draft.outboundAddr6 = value;
    },
    mtu: (draft: Draft, value: string) => {
      const mtu = /^\d{1,6}$/.test(value) ? Number(value) : 0;
      if (mtu < MTU.min || mtu > MTU.max) throw new NetworkError(`invalid mtu "${value}"`);
      draft.mtu = mtu;
    },
  }),
);

function booleanOf(option: string, value: string): boolean {
  if (value !== "true" && value !== "false") {
    throw new NetworkError(`invalid value of ${option} for slirp4netns: "${value}"`);
  }
  return value === "true";
}

function hasInterface(name: string): boolean {
  return /^[^/\0]+$/.test(name) && name !== "." && name !== ".." && existsSync(`/sys/class/net/${name}`);
}
