// A monitor that does as a script says; 3 is its sync pipe, 4 its start pipe.
import { chmodSync, writeFileSync } from "node:fs";
import type { MonitorStart } from "../../../../../src/engine/spawn/start-monitor.ts";
import { parseArgv } from "../../../../../src/protocol/argv.ts";
import { BUSYBOX } from "../../../../helpers/monitors.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

/** The script's command that waits for the start byte. */
export const WAIT = "head -c 1 <&4 >/dev/null";

export class StagedMonitor implements Disposable {
  readonly directory = new TemporaryDirectory();
  readonly request: MonitorStart;

  constructor(script: string, more: Partial<MonitorStart> = {}) {
    const path = this.directory.at("monitor");
    writeFileSync(path, `#!${BUSYBOX} sh\n${script.replaceAll("DIRECTORY", this.directory.path)}\n`);
    chmodSync(path, 0o755);
    this.request = {
      path,
      options: parseArgv(["--cid", "a-container"]),
      directory: this.directory.path,
      pidfile: this.directory.at("monitor.pid"),
      id: "a-container",
      ...more,
    };
  }

  [Symbol.dispose](): void {
    this.directory[Symbol.dispose]();
  }
}
