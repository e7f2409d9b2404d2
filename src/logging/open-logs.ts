// Opens the logs that the options name, and makes one log of them.
import { messageOf } from "../../ffi/errno.ts";
import type { LogSettings, WrittenLog } from "../protocol/log-settings.ts";
import type { LogDriver, StreamName } from "./driver.ts";
import { JournalSocket } from "./journal-socket.ts";
import { JournaldDriver } from "./journald.ts";
import { JsonFileDriver } from "./json-file.ts";
import { K8sFileDriver } from "./k8s-file.ts";
import { LogFile } from "./log-file.ts";
import { LogPlace } from "./log-place.ts";
import { LossReport } from "./loss-report.ts";

const JOURNAL_SOCKET = "/run/systemd/journal/socket";

/** Whose output it is. */
export interface LoggedContainer {
  readonly cid: string;
  readonly name: string | undefined;
}

/** What tells people about trouble. */
export interface Warnings {
  warn(text: string): void;
}

/**
 * Opens every log; with none, the output goes nowhere.
 *
 * @throws {Error} `Failed to open log file …` when one cannot be opened; none stays open then
 */
export function openLogs(settings: LogSettings, container: LoggedContainer, warnings: Warnings): LogDriver {
  const drivers: LogDriver[] = [];
  try {
    for (const target of settings.targets) {
      drivers.push(openDriver(target, settings, container, warnings));
    }
  } catch (error) {
    for (const driver of drivers) driver[Symbol.dispose]();
    throw error;
  }
  const [only] = drivers;
  return drivers.length === 1 && only !== undefined ? only : new Fanout(drivers);
}

function openDriver(
  target: WrittenLog,
  settings: LogSettings,
  container: LoggedContainer,
  warnings: Warnings,
): LogDriver {
  switch (target.driver) {
    case "k8s-file":
      return new K8sFileDriver(openFile(target.path, settings, warnings));
    case "json-file":
      return new JsonFileDriver(openFile(target.path, settings, warnings));
    case "journald":
      return new JournaldDriver(new JournalSocket(JOURNAL_SOCKET, lossReport(warnings)), { ...settings, ...container });
  }
}

function openFile(path: string, settings: LogSettings, warnings: Warnings): LogFile {
  const place = new LogPlace(path, settings.allowlistDirs);
  const limits = {
    fileSize: settings.sizeMax,
    totalSize: settings.globalSizeMax,
    keptFiles: settings.rotate ? settings.maxFiles : 0,
  };
  try {
    return new LogFile(place, limits, lossReport(warnings));
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`Failed to open log file ${JSON.stringify(path)}: ${reason}`, { cause: error });
  }
}

function lossReport(warnings: Warnings): LossReport {
  return new LossReport((text) => warnings.warn(text));
}

/** Several logs at once; what happens to one does not concern the others. */
class Fanout implements LogDriver {
  readonly #drivers: readonly LogDriver[];

  constructor(drivers: readonly LogDriver[]) {
    this.#drivers = drivers;
  }

  write(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    for (const driver of this.#drivers) driver.write(stream, bytes, start, end);
  }

  reopen(): void {
    for (const driver of this.#drivers) driver.reopen();
  }

  rest(): void {
    for (const driver of this.#drivers) driver.rest();
  }

  sync(): void {
    for (const driver of this.#drivers) driver.sync();
  }

  [Symbol.dispose](): void {
    for (const driver of this.#drivers) driver[Symbol.dispose]();
  }
}
