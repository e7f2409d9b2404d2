// A log file with limits, for the tests of the drivers that write to one.
import { LogFile, type LogLimits } from "../../../../src/logging/log-file.ts";
import { LogPlace } from "../../../../src/logging/log-place.ts";
import { LossReport } from "../../../../src/logging/loss-report.ts";

/** @param warnings takes what is said to people */
export function openedFile(path: string, limits: Partial<LogLimits> = {}, warnings: string[] = []): LogFile {
  const all = { fileSize: undefined, totalSize: undefined, keptFiles: 0, ...limits };
  return new LogFile(new LogPlace(path, []), all, new LossReport((text) => warnings.push(text)));
}
