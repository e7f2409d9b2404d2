// How the JavaScript engine is to run in a program that is nothing but a reactor, for the environment it is started with.

/**
 * Variables. No compiler threads and no collector threads, which would stay once a load has started them; no thread that
 * touches heap blocks before they are used; and not the last of the compilers, whose working memory is never given back.
 */
export const SINGLE_THREAD: readonly string[] = [
  "BUN_JSC_useConcurrentJIT=0",
  "BUN_JSC_useConcurrentGC=0",
  "BUN_JSC_numberOfGCMarkers=1",
  "BUN_JSC_useWarmUpMarkedBlocks=0",
  "BUN_JSC_useFTLJIT=0",
];
