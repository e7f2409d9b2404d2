// Makes one system call of this process fail: each in turn, to see what is left of whatever was going on.
import { EPOLL_CTL_ADD } from "../../ffi/constants.ts";
import { type Libc, libc, prototypes } from "../../ffi/libc.ts";

/** A function of the C library, and which of its calls. */
export interface Fault {
  readonly name: keyof Libc;
  /** From 1. */
  readonly call: number;
}

type Callable = (...args: unknown[]) => unknown;

/** They cannot fail as we call them; a close that fails has closed. */
const INFALLIBLE: readonly (keyof Libc)[] = [
  "close",
  "waitpid",
  "memcpy",
  "memccpy",
  "__errno_location",
  "getpid",
  "_exit",
];
/** They return the error's number instead of setting errno. */
const RETURNS_ERROR = /^posix_spawn/;
const ENOMEM = 12;

/** Every system call that the action makes, in no order. */
export async function faultsIn(action: () => Promise<unknown>): Promise<Fault[]> {
  const counts = new Map<keyof Libc, number>();
  await withLibc((name, original) => {
    return (...args) => {
      if (canFail(name, args)) counts.set(name, (counts.get(name) ?? 0) + 1);
      return original(...args);
    };
  }, action);
  return [...counts].flatMap(([name, count]) =>
    Array.from({ length: count }, (_, index) => ({ name, call: index + 1 })),
  );
}

/** Runs the action, in which one call fails with an error that nobody expects. */
export async function withFault<T>(fault: Fault, action: () => Promise<T>): Promise<T> {
  let calls = 0;
  const failure = { [fault.name]: true };
  return await withLibc((name, original) => {
    if (failure[name] !== true) return original;
    return (...args) => (canFail(name, args) && ++calls === fault.call ? fail(name) : original(...args));
  }, action);
}

async function withLibc<T>(
  replace: (name: keyof Libc, original: Callable) => Callable,
  action: () => Promise<T>,
): Promise<T> {
  const table = libc as unknown as Record<keyof Libc, Callable>;
  const names = (Object.keys(prototypes) as (keyof Libc)[]).filter((name) => !INFALLIBLE.includes(name));
  const originals = names.map((name) => [name, table[name]] as const);
  for (const [name, original] of originals) table[name] = replace(name, original);
  try {
    return await action();
  } finally {
    for (const [name, original] of originals) table[name] = original;
  }
}

/** Only what enters a descriptor takes memory; neither a change nor a removal can fail. */
function canFail(name: keyof Libc, args: readonly unknown[]): boolean {
  return name !== "epoll_ctl" || args[1] === EPOLL_CTL_ADD;
}

function fail(name: keyof Libc): number {
  if (RETURNS_ERROR.test(name)) return ENOMEM;
  // Leaves EBADF in errno, which no code takes for anything but a failure.
  libc.close(-1);
  return -1;
}
