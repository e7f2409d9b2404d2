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

/** What is known of each function, by the name that it is called by here. */
export const prototypes = { ...FILES, ...SOCKETS, ...WAITING, ...PROCESSES, ...SPAWN, ...TERMINALS, ...MEMORY };

type Prototypes = typeof prototypes;

/** The table as functions. */
export type Libc = { -readonly [Name in keyof Prototypes]: Callable<Prototypes[Name]> };

/**
 * The functions of the C library. A symbol costs some 10 µs to link, so each is linked when it is first named: a
 * program that only prints its version links one or two.
 *
 * Call through the object (`libc.read(…)`): it is the one seam between the programs and the kernel, and fault
 * injection replaces its members.
 */
export const libc: Libc = linkOnFirstUse();

/**
 * An object without functions, whose prototype is asked once for each. A property that links itself for every function
 * would cost each process 0.3 ms at its start; a function that is linked is an ordinary property either way.
 */
function linkOnFirstUse(): Libc {
  const linker: ProxyHandler<object> = {
    get: (_, name, symbols: Libc) => (name in prototypes ? link(symbols, name as keyof Prototypes) : undefined),
  };
  return Object.create(new Proxy({}, linker)) as Libc;
}

function link<Name extends keyof Prototypes>(symbols: Libc, name: Name): Libc[Name] {
  // The typings of bun:ffi do not know the names i64_fast and u64_fast.
  const { symbol = name, ...prototype } = prototypes[name] as unknown as FFIFunction & { readonly symbol?: string };
  const value = dlopen("libc.so.6", { [symbol]: prototype }).symbols[symbol] as unknown as Libc[Name];
  symbols[name] = value;
  return value;
}
