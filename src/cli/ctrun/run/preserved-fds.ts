// `--preserve-fds N`: descriptors of whoever has started ctrun, for the container.
import { Fd } from "../../../../ffi/fd.ts";
import { inheritedDescriptors } from "../../../../ffi/self.ts";
import { UsageError } from "../grammar/usage-error.ts";

/**
 * The descriptors 3 to 2 + count. To be called before anything is opened, because then they are told from our own.
 *
 * @throws {UsageError} when one of them is not there
 */
export function preservedFds(count: number): Fd[] {
  if (count === 0) return [];
  const inherited = new Set(inheritedDescriptors());
  return Array.from({ length: count }, (_, index) => {
    if (!inherited.has(index + 3)) throw new UsageError(`--preserve-fds ${count}: descriptor ${index + 3} is not open`);
    return new Fd(index + 3);
  });
}
