// Pressure on the garbage collector, at the moment when a lost buffer would hurt.
import { type Libc, libc } from "../../../ffi/libc.ts";

/** Fills small and large blocks with 0xAA, so that memory which is given back too early changes its content. */
export function makeGarbage(): void {
  for (let size = 8; size <= 4096; size *= 2) {
    for (let count = 0; count < 8; count++) new Uint8Array(new ArrayBuffer(size)).fill(0xaa);
  }
}

/** Until disposed, everything that nothing holds is collected and overwritten right before each call of a function. */
export function collectBefore(name: "posix_spawn" | "sendmsg" | "recvmsg" | "prctl"): Disposable {
  const original: (...args: never[]) => number = libc[name];
  const replace = (value: unknown): void => void Object.assign(libc, { [name]: value } as Partial<Libc>);
  replace((...args: never[]) => {
    Bun.gc(true);
    makeGarbage();
    return original(...args);
  });
  return { [Symbol.dispose]: () => replace(original) };
}
