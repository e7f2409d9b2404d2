// A program of some lines of shell, in a directory of its own.
import { chmodSync, writeFileSync } from "node:fs";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

export class Script implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly path = this.at("runtime");

  /** @param text in which HERE stands for the directory */
  constructor(text: string) {
    writeFileSync(this.path, `#!/bin/sh\n${text.replaceAll("HERE", this.#directory.path)}\n`);
    chmodSync(this.path, 0o755);
  }

  /** The path of a name in its directory. */
  at(name: string): string {
    return this.#directory.at(name);
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}
