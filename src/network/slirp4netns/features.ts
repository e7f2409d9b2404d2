// What the installed slirp4netns can do, by what its --help names.
import { messageOf } from "../../../ffi/errno.ts";
import { NetworkError } from "../network-error.ts";

const OPTIONS = {
  disableHostLoopback: "--disable-host-loopback",
  mtu: "--mtu",
  enableSandbox: "--enable-sandbox",
  enableSeccomp: "--enable-seccomp",
  cidr: "--cidr",
  outboundAddr: "--outbound-addr",
  ipv6: "--enable-ipv6",
} as const;

export type SlirpFeatures = Readonly<Record<keyof typeof OPTIONS, boolean>>;

const probed = new Map<string, Promise<SlirpFeatures>>();

/**
 * Finds slirp4netns.
 *
 * @param path a program to use instead of the one in PATH
 * @throws {NetworkError} when there is none
 */
export function findSlirp4netns(path = "slirp4netns"): string {
  const found = Bun.which(path);
  if (found === null) throw new NetworkError(`${path} not found: apt-get install slirp4netns`);
  return found;
}

/** Asks the program, once for each path. @throws {NetworkError} when it cannot be asked */
export function slirpFeatures(path: string): Promise<SlirpFeatures> {
  const known = probed.get(path);
  if (known !== undefined) return known;
  const asked = ask(path);
  probed.set(path, asked);
  // A program that could not be asked may be put in order.
  asked.catch(() => probed.delete(path));
  return asked;
}

/** @param help the text of `slirp4netns --help` */
export function featuresIn(help: string): SlirpFeatures {
  const has = (option: string): boolean => new RegExp(`${option}\\b`).test(help);
  return {
    disableHostLoopback: has(OPTIONS.disableHostLoopback),
    mtu: has(OPTIONS.mtu),
    enableSandbox: has(OPTIONS.enableSandbox),
    enableSeccomp: has(OPTIONS.enableSeccomp),
    cidr: has(OPTIONS.cidr),
    outboundAddr: has(OPTIONS.outboundAddr),
    ipv6: has(OPTIONS.ipv6),
  };
}

async function ask(path: string): Promise<SlirpFeatures> {
  try {
    await using program = Bun.spawn([path, "--help"], { stdin: "ignore", stderr: "pipe" });
    const [help, complaint, code] = await Promise.all([program.stdout.text(), program.stderr.text(), program.exited]);
    if (code !== 0) throw new Error(`exit code ${code}: ${complaint.trim()}`);
    return featuresIn(help);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new NetworkError(`Cannot ask "${path}" what it can do: ${reason}`, { cause });
  }
}
