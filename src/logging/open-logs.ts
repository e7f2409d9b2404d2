// Opens the logs that the options name, and makes one log of them.
import type { LogSettings, WrittenLog } from "../protocol/log-settings.ts";
import type { LogDriver, StreamName } from "./driver.ts";
import { K8sFileDriver } from "./k8s-file.ts";
import { LogFile } from "./log-file.ts";
import { LossReport } from "./loss-report.ts";

/** What tells people about trouble. */
export interface Warnings {
  warn(text: string): void;
}

/**
 * Opens every log; with none, the output goes nowhere.
 *
 * @throws {Error} `Failed to open log file …` when one cannot be opened; none stays open then
 */
export function openLogs(settings: LogSettings, warnings: Warnings): LogDriver {
  const drivers: LogDriver[] = [];
  try {
    for (const target of settings.targets) drivers.push(openDriver(target, settings, warnings));
  } catch (error) {
    for (const driver of drivers) driver[Symbol.dispose]();
    throw error;
  }
  const [only] = drivers;
  return drivers.length === 1 && only !== undefined ? only : new Fanout(drivers);
}

function openDriver(target: WrittenLog, settings: LogSettings, warnings: Warnings): LogDriver {
  switch (target.driver) {
    case "k8s-file":
      return new K8sFileDriver(openFile(target.path, settings, warnings));
    case "json-file":
    case "journald":
      throw new Error(`The log driver ${target.driver} is not supported yet`);
  }
}

function openFile(path: string, settings: LogSettings, warnings: Warnings): LogFile {
  const limits = { fileSize: settings.sizeMax, totalSize: settings.globalSizeMax };
  try {
    return new LogFile(path, limits, new LossReport((text) => warnings.warn(text)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Failed to open log file ${JSON.stringify(path)}: ${reason}`, { cause: error });
  }
}

/** Several logs at once; what happens to one does not concern the others. */
class Fanout implements LogDriver {
  readonly #drivers: readonly LogDriver[];

  constructor(drivers: readonly LogDriver[]) {
    this.#drivers = drivers;
  }

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>): void {
    for (const driver of this.#drivers) driver.write(stream, bytes);
  }

  reopen(): void {
    for (const driver of this.#drivers) driver.reopen();
  }

  sync(): void {
    for (const driver of this.#drivers) driver.sync();
  }

  [Symbol.dispose](): void {
    for (const driver of this.#drivers) driver[Symbol.dispose]();
  }
}
