// A file system of a few pages, to be filled up. It is unmounted at the end of the test.
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";

export class SmallDisk implements Disposable {
  readonly #directory = new TemporaryDirectory();

  /** @param kilobytes rounded up to pages of 4 */
  constructor(kilobytes: number) {
    run("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", this.#directory.path);
  }

  at(name: string): string {
    return this.#directory.at(name);
  }

  [Symbol.dispose](): void {
    run("umount", this.#directory.path);
    this.#directory[Symbol.dispose]();
  }
}

function run(...command: string[]): void {
  const { success, stderr } = Bun.spawnSync(command, { stderr: "pipe" });
  if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
}
