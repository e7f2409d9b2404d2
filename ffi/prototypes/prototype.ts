// How a function of the C library is written down, and the type of the function that comes of it.
import type { Pointer } from "bun:ffi";

/*
 * How C types are written here:
 *   int, pid_t, socklen_t …       i32        returned as a number
 *   pointers to our memory        ptr        a TypedArray is passed as it is (8.6 ns; a cached address may go stale)
 *   size_t                        u64        a number on the way in
 *   ssize_t, off_t, returned      i64_fast   a number on the way out (plain i64 makes a BigInt, 20 ns)
 *   pointers, returned            u64_fast   an address
 * Variadic functions (open, fcntl, ioctl, prctl, syscall) have the fixed signature that we call them with; the
 * calling conventions of x86_64 and Linux arm64 pass those arguments alike.
 */
export interface Prototype {
  /** What to call, when it is not named like the entry: syscall(2), for what the C library has no function for. */
  readonly symbol?: string;
  readonly args: readonly (keyof ArgumentTypes)[];
  readonly returns: keyof ReturnTypes;
}

export type Callable<P extends Prototype> = (...args: Arguments<P["args"]>) => ReturnTypes[P["returns"]];

interface ArgumentTypes {
  i16: number;
  i32: number;
  u32: number;
  i64: number;
  u64: number;
  ptr: Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | null;
}

interface ReturnTypes {
  i32: number;
  u32: number;
  i64_fast: number;
  u64_fast: number;
  ptr: Pointer | null;
  void: undefined;
}

type Arguments<A extends Prototype["args"]> = { -readonly [Index in keyof A]: ArgumentTypes[A[Index]] };
