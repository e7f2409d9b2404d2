// Network namespaces (network_namespaces(7)): making one, and recognising one.
import { check } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

const CLONE_NEWNET = 0x40000000;
const NS_GET_NSTYPE = 0xb703;

/** The namespace of the calling thread; /proc/self/ns/net would be the one of the program's first thread. */
export const OWN_NETWORK_NAMESPACE = "/proc/thread-self/ns/net";

/** Moves this thread into a new network namespace with nothing but a loopback device. @throws {SystemError} EPERM */
export function enterNewNetworkNamespace(): void {
  check(libc.unshare(CLONE_NEWNET), "unshare");
}

/** Whether an open file is a network namespace. */
export function isNetworkNamespace(fd: Fd): boolean {
  return libc.ioctl(fd.number, NS_GET_NSTYPE, null) === CLONE_NEWNET;
}
