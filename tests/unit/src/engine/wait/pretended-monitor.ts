// A process with a monitor's arguments and pid file, which does nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { SIGKILL } from "../../../../../ffi/constants.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { collectChild, kill } from "../../../../../ffi/process.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import type { ExitPlace } from "../../../../../src/engine/wait/exit.ts";
import { exitOf, waitUntil } from "../../../../helpers/deadline.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

export class PretendedMonitor extends TemporaryDirectory {
  readonly pid: number;
  readonly #stdin = pipe();
  readonly place: ExitPlace & { readonly persistDir: string };

  /** @param words its arguments */
  constructor(id: string, words: readonly string[] = ["--cid", id]) {
    super();
    this.place = {
      id,
      bundle: this.at("bundle"),
      exitDir: this.at("exits"),
      persistDir: this.at("persist"),
      monitorPidfile: this.at("pid"),
    };
    for (const directory of ["bundle", "exits", "persist"]) mkdirSync(this.at(directory));
    // The shell itself waits for a line that never comes, so that the words stay among its arguments.
    const argv = ["sh", "-c", "read line", ...words];
    this.pid = spawn("/bin/sh", { argv: argv.map(cString), env: [], fds: new Map([[0, this.#stdin.readEnd]]) });
    // posix_spawn returns when the old program is gone, which is before the new one's arguments are to be seen.
    waitUntil("the monitor's arguments", () => readFileSync(`/proc/${this.pid}/cmdline`).length > 0);
    writeFileSync(this.place.monitorPidfile, String(this.pid));
  }

  /** Ends as a monitor does that leaves nothing. */
  end(): void {
    kill(this.pid, SIGKILL);
  }

  override [Symbol.dispose](): void {
    if (collectChild(this.pid) === "running") {
      kill(this.pid, SIGKILL);
      exitOf(this.pid, "the pretended monitor");
    }
    this.#stdin[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}
