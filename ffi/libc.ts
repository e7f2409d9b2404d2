// The C library: its functions, each linked on first use. The prototypes are in prototypes/.
import { dlopen, type FFIFunction } from "bun:ffi";
import { FILES } from "./prototypes/files.ts";
import { MEMORY } from "./prototypes/memory.ts";
import { PROCESSES } from "./prototypes/processes.ts";
import type { Callable } from "./prototypes/prototype.ts";
import { SOCKETS } from "./prototypes/sockets.ts";
import { SPAWN } from "./prototypes/spawn.ts";
import { TERMINALS } from "./prototypes/terminals.ts";
import { WAITING } from "./prototypes/waiting.ts";

const prototypes = { ...FILES, ...SOCKETS, ...WAITING, ...PROCESSES, ...SPAWN, ...TERMINALS, ...MEMORY };

type Prototypes = typeof prototypes;

/** The table as functions. */
export type Libc = { -readonly [Name in keyof Prototypes]: Callable<Prototypes[Name]> };

/**
 * The functions of the C library. A symbol costs 5 µs to link, so each is linked when it is first named: a program
 * that only prints its version links one or two.
 *
 * Call through the object (`libc.read(…)`): it is the one seam between the programs and the kernel, and fault
 * injection replaces its members.
 */
export const libc: Libc = linkOnFirstUse();

function linkOnFirstUse(): Libc {
  const symbols = {} as Libc;
  for (const name of Object.keys(prototypes) as (keyof Prototypes)[]) {
    Object.defineProperty(symbols, name, {
      get: () => link(symbols, name),
      set: (value: Libc[typeof name]) => define(symbols, name, value),
      configurable: true,
      enumerable: true,
    });
  }
  return symbols;
}

function link<Name extends keyof Prototypes>(symbols: Libc, name: Name): Libc[Name] {
  // The typings of bun:ffi do not know the names i64_fast and u64_fast.
  const { symbol = name, ...prototype } = prototypes[name] as unknown as FFIFunction & { readonly symbol?: string };
  const value = dlopen("libc.so.6", { [symbol]: prototype }).symbols[symbol] as unknown as Libc[Name];
  define(symbols, name, value);
  return value;
}

function define<Name extends keyof Prototypes>(symbols: Libc, name: Name, value: Libc[Name]): void {
  Object.defineProperty(symbols, name, { value, writable: true, configurable: true, enumerable: true });
}
