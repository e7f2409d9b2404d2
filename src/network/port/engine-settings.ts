// How the JavaScript engine is to run in the forwarder's two processes: one thread each, and little memory.
import { cString } from "../../../ffi/os-string.ts";

/**
 * Variables for the environment. No threads for compiling and collecting; no memory touched before it is used; and
 * not the last of the compilers, since nearly all of the forwarder's time is the kernel's.
 */
export const ENGINE_SETTINGS: readonly Uint8Array<ArrayBuffer>[] = [
  "BUN_JSC_useConcurrentJIT=0",
  "BUN_JSC_useConcurrentGC=0",
  "BUN_JSC_numberOfGCMarkers=1",
  "BUN_JSC_useWarmUpMarkedBlocks=0",
  "BUN_JSC_useFTLJIT=0",
].map(cString);
