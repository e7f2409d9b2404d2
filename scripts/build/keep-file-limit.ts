// Makes the compiled executable leave the limit of open files alone.

const RAISES = "\0setrlimit\0";
const READS = "\0getrlimit\0";

/**
 * Bun raises the soft limit of open files to the hard one when it starts, and forgets what it was; the container must
 * get what the engine gave. No switch prevents it and nothing tells the old value afterwards. But the call is made
 * through the dynamic symbol `setrlimit`, and nothing else calls that: so the executable is made to import `getrlimit`
 * in its place, which takes the same arguments and changes nothing.
 *
 * @returns the executable, changed
 * @throws {Error} when the symbol is not there: then Bun does it differently, and this must be looked at again
 */
export function keepFileLimit(executable: Buffer): Buffer {
  let found = 0;
  for (let at = executable.indexOf(RAISES); at !== -1; at = executable.indexOf(RAISES, at + 1)) {
    executable.write(READS, at, "latin1");
    found++;
  }
  // Once in .dynstr, which the linker reads, and once in .strtab, which only debuggers do.
  if (found < 1 || found > 2) throw new Error(`the executable names setrlimit ${found} times, not once or twice`);
  return executable;
}
