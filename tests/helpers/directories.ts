// A directory of its own for each started monitor, with everything that an engine keeps for a container.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The prefix of everything that this run of tests makes, by which leftovers are told. */
export const PREFIX = `ctrmon-test-${process.pid}-`;

export class Directories implements Disposable {
  readonly root: string;
  readonly bundle: string;
  readonly exit: string;
  readonly persist: string;
  readonly sockets: string;
  /** For the tests' own files: nothing there is compared. */
  readonly aside: string;
  readonly log: string;
  readonly containerPidfile: string;
  readonly monitorPidfile: string;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), PREFIX));
    this.bundle = this.#make("bundle");
    this.exit = this.#make("exits");
    this.persist = this.#make("persist");
    this.sockets = this.#make("sockets");
    this.aside = this.#make("aside");
    this.log = join(this.root, "ctr.log");
    this.containerPidfile = join(this.root, "pidfile");
    this.monitorPidfile = join(this.root, "conmon.pid");
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #make(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path);
    return path;
  }
}
