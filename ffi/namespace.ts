// setns(2): the calling thread moves into namespaces that exist already.
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

const CLONE_NEWNET = 0x40000000;
const CLONE_NEWUSER = 0x10000000;
const NS_GET_USERNS = 0xb701;

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
