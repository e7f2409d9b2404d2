// What the monitor runs when its container has ended: this program, to bring the database up to date.

/** Where Bun keeps the sources inside a compiled executable. */
const INSIDE_EXECUTABLE = "/$bunfs/";

/**
 * A command line that needs nothing of the environment: neither PATH nor CTRUN_ROOT.
 *
 * @param root the state directory
 */
export function exitCommand(root: string, id: string): string[] {
  const inside = import.meta.path.startsWith(INSIDE_EXECUTABLE);
  const program = inside ? [process.execPath] : [process.execPath, new URL("../../main.ts", import.meta.url).pathname];
  return [...program, "--as=ctrun", "--root", root, "cleanup", id];
}
