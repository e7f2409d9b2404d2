// An executable of ctrmon's that a test may replace while it runs, as an upgrade does.
import { chmodSync, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PREFIX } from "./directories.ts";
import { CTRMON, type MonitorProgram } from "./monitors.ts";

/** How installers put a new file in place of one that is in use. */
export const REPLACEMENTS = ["renamed over it", "written where it was removed"] as const;

export type Replacement = (typeof REPLACEMENTS)[number];

export class InstalledCopy implements Disposable {
  readonly program: MonitorProgram;
  readonly #directory = mkdtempSync(join(tmpdir(), PREFIX));

  constructor() {
    this.program = { name: "ctrmon", path: join(this.#directory, "ctrmon") };
    copyFileSync(CTRMON.path, this.program.path);
  }

  /** Puts another version in its place: a script that notes that it was started, which no process of the old one may do. */
  replaceByTrap(how: Replacement): void {
    this.#replace(how, (path) => {
      writeFileSync(path, `#!/bin/sh\necho "$0 $*" >>"${this.#trace}"\nexit 99\n`);
      chmodSync(path, 0o755);
    });
  }

  /** Puts the same program in its place, in a file of its own. */
  replaceByCopy(how: Replacement): void {
    this.#replace(how, (path) => copyFileSync(CTRMON.path, path));
  }

  /** Whether anything has started the trap. */
  get trapped(): boolean {
    return existsSync(this.#trace);
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true });
  }

  get #trace(): string {
    return join(this.#directory, "trace");
  }

  #replace(how: Replacement, write: (path: string) => void): void {
    const { path } = this.program;
    if (how === "written where it was removed") {
      rmSync(path);
      write(path);
    } else {
      write(`${path}.new`);
      renameSync(`${path}.new`, path);
    }
  }
}
