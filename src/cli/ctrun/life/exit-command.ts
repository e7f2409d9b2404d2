// What the monitor runs when its container has ended: this program, to bring the database up to date.
import { isCompiled } from "../../../../ffi/self.ts";

/**
 * A command line that needs nothing of the environment: neither PATH nor CTRUN_ROOT.
 *
 * @param root the state directory
 */
export function exitCommand(root: string, id: string): string[] {
  const program = isCompiled()
    ? [process.execPath]
    : [process.execPath, new URL("../../main.ts", import.meta.url).pathname];
  return [...program, "--as=ctrun", "--root", root, "cleanup", id];
}
