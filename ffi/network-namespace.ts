// Network namespaces (network_namespaces(7)): making one, recognising one, and moving into one (setns(2)).
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

const CLONE_NEWUSER = 0x10000000;
const CLONE_NEWNET = 0x40000000;
// ioctl_ns(2)
const NS_GET_USERNS = 0xb701;
const NS_GET_NSTYPE = 0xb703;

/** The namespace of the calling thread; /proc/self/ns/net would be the one of the program's first thread. */
export const OWN_NETWORK_NAMESPACE = "/proc/thread-self/ns/net";

/** Whether an open file is a network namespace. */
export function isNetworkNamespace(fd: Fd): boolean {
  return libc.ioctl(fd.number, NS_GET_NSTYPE, null) === CLONE_NEWNET;
}

/** Moves this thread into a new network namespace with nothing but a loopback device. @throws {SystemError} EPERM */
export function enterNewNetworkNamespace(): void {
  check(libc.unshare(CLONE_NEWNET), "unshare");
}

/**
 * Moves the calling thread into a network namespace; sockets that it makes from now on belong there, whoever they
 * are given to. Threads that exist already stay where they are.
 *
 * @throws {SystemError} EPERM without CAP_SYS_ADMIN over the namespace, EINVAL for what is no network namespace
 */
export function enterNetworkNamespace(namespace: Fd): void {
  check(libc.setns(namespace.number, CLONE_NEWNET), "setns");
}

/**
 * Moves the process into the user namespace that a namespace belongs to, with all rights there. It must have one thread
 * only, and be the user's who has made that user namespace.
 *
 * @throws {SystemError} EINVAL for the user namespace that we are in already, or with several threads, EPERM
 */
export function enterUserNamespaceOf(namespace: Fd): void {
  using owner = new Fd(check(libc.ioctl(namespace.number, NS_GET_USERNS, null), "ioctl"));
  check(libc.setns(owner.number, CLONE_NEWUSER), "setns");
}
