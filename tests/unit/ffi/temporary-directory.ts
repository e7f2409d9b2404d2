// A directory that is gone at the end of the test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PREFIX } from "../../helpers/directories.ts";

export class TemporaryDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), PREFIX));

  /** The path of a name in it. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}
