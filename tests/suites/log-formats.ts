// What the logs of all drivers have in common: records of a stream, a text, and whether the line goes on.
import { readFileSync } from "node:fs";
import type { LogDriver, StreamName } from "../../src/logging/driver.ts";
import { JournalSocket } from "../../src/logging/journal-socket.ts";
import { JournaldDriver } from "../../src/logging/journald.ts";
import { JsonFileDriver } from "../../src/logging/json-file.ts";
import { K8sFileDriver } from "../../src/logging/k8s-file.ts";
import { LogFile } from "../../src/logging/log-file.ts";
import { LogPlace } from "../../src/logging/log-place.ts";
import type { LossReport } from "../../src/logging/loss-report.ts";
import { field } from "../helpers/journal-receiver.ts";
import { readLog } from "../helpers/k8s-log.ts";
import type { StandaloneJournald } from "./standalone-journald.ts";

export interface Line {
  readonly stream: StreamName;
  /** Without a newline; one character for each byte, unless the format knows only text. */
  readonly text: string;
  readonly partial: boolean;
}

/** A log that is written to, and then read back. */
export interface LogFormat {
  readonly name: string;
  /** Whether bytes that are no UTF-8 come back as they were. */
  readonly binary: boolean;
  /** @param path a file that does not exist yet @param id a name that is used for nothing else */
  open(path: string, id: string, losses: LossReport): LogDriver;
  /** All records. @param count how many there must be */
  read(path: string, id: string, count: number): Line[];
}

/** @param journald called when it is needed */
export function logFormats(journald: () => StandaloneJournald): readonly LogFormat[] {
  return [
    {
      name: "k8s-file",
      binary: true,
      open: (path, _, losses) => new K8sFileDriver(logFile(path, losses)),
      read: (path) => readLog(path).map(({ stream, text, tag }) => ({ stream, text, partial: tag === "P" })),
    },
    {
      name: "json-file",
      binary: false,
      open: (path, _, losses) => new JsonFileDriver(logFile(path, losses)),
      read: readJson,
    },
    {
      name: "journald",
      binary: true,
      open: (_, id, losses) => {
        const identity = { cid: "0123456789abcdef", name: id, tag: undefined, labels: [], markPartial: true };
        return new JournaldDriver(new JournalSocket(journald().socketPath, losses), identity);
      },
      read: (_, id, count) => readJournal(journald(), id, count),
    },
  ];
}

function logFile(path: string, losses: LossReport): LogFile {
  return new LogFile(new LogPlace(path, []), { fileSize: undefined, totalSize: undefined, keptFiles: 0 }, losses);
}

function readJson(path: string): Line[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const { log, stream }: { readonly log: string; readonly stream: StreamName } = JSON.parse(line);
    const partial = !log.endsWith("\n");
    return { stream, text: partial ? log : log.slice(0, -1), partial };
  });
}

function readJournal(journald: StandaloneJournald, id: string, count: number): Line[] {
  return journald.entries(id, count).map((entry) => ({
    stream: field(entry, "PRIORITY") === "3" ? "stderr" : "stdout",
    text: field(entry, "MESSAGE") ?? "",
    partial: field(entry, "CONTAINER_PARTIAL_MESSAGE") === "true",
  }));
}
