// A directory that can only be read for a while.

/**
 * Mounts a directory on itself, read-only: what is open for writing stays so, which would keep the kernel from making the
 * directory's own mount read-only.
 *
 * @returns undoes it when it is disposed of
 */
export function readOnly(directory: string): Disposable {
  mount("mount", "--bind", directory, directory);
  const undo = { [Symbol.dispose]: () => mount("umount", directory) };
  try {
    mount("mount", "-o", "remount,bind,ro", directory);
  } catch (error) {
    undo[Symbol.dispose]();
    throw error;
  }
  return undo;
}

function mount(...command: readonly string[]): void {
  const { success, stderr } = Bun.spawnSync([...command], { stdin: "ignore" });
  if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
}
