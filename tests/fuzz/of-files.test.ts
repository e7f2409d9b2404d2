// Files that others write: logs, the runtime's messages, pid files, process specifications.
import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import * as v from "valibot";
import { jsonRecordParser } from "../../src/engine/logs/json-record.ts";
import { k8sRecordParser } from "../../src/engine/logs/k8s-record.ts";
import type { RecordParser } from "../../src/engine/logs/log-entry.ts";
import { RecordReader } from "../../src/engine/logs/record-reader.ts";
import { readPidfile } from "../../src/engine/pidfile.ts";
import { readOciLog } from "../../src/engine/runtime/oci-log.ts";
import { parseExactJson, renderExactJson } from "../../src/engine/spec/exact-json.ts";
import { ProcessSchema } from "../../src/engine/spec/oci-schema.ts";
import { readContainerPid } from "../../src/monitor/create/runtime.ts";
import { damaged, damagedText, expectOnly, fuzz, randomBytes, randomJson } from "../helpers/fuzz.ts";
import { TemporaryDirectory } from "../unit/ffi/temporary-directory.ts";
import type { Random } from "../unit/src/protocol/random.ts";

const TIME = "2026-11-22T10:00:00.123456789+01:00";
const LOGS: readonly (readonly [string, () => RecordParser, string])[] = [
  ["k8s", k8sRecordParser, `${TIME} stdout F one\n${TIME} stderr P two\n${TIME} stdout F \n`],
  [
    "JSON",
    jsonRecordParser,
    `{"log":"one\\n","stream":"stdout","time":"${TIME}"}\n{"log":"é","stream":"stderr","time":"${TIME}"}\n`,
  ],
];
const LARGEST_PID = 9_999_999;

for (const [name, parser, good] of LOGS) {
  fuzz(
    `a damaged ${name} log gives the same entries wherever it is cut, and loses only what is damaged`,
    4000,
    (random) => {
      const log = damaged(random, good.repeat(1 + random.integer(3)));
      const whole = entriesOf(parser(), [log]);
      expect(entriesOf(parser(), piecesOf(random, log))).toEqual(whole);
      const last = good.trimEnd().split("\n").at(-1) ?? "";
      expect(entriesOf(parser(), [log, Uint8Array.from(Buffer.from(`\n${last}\n`))]).at(-1)).toEqual(
        entriesOf(parser(), [Uint8Array.from(Buffer.from(`${last}\n`))]).at(-1),
      );
    },
  );
}

fuzz("the runtime's damaged messages are read as far as they can be", 1500, (random) => {
  using directory = new TemporaryDirectory();
  const path = directory.at("oci-log");
  const json = `{"level":"error","msg":"no such file: \\"x\\"","time":"${TIME}"}\n`;
  const text = `time="${TIME}" level=error msg="unable to start: \\x41\\u00e9\\n"\n`;
  writeFileSync(path, damaged(random, random.pick([json, text, json + text])));
  expect(["string", "undefined"]).toContain(typeof readOciLog(path));
});

fuzz("a pid file has a pid that Linux knows, or none, for engine and monitor alike", 1500, (random) => {
  using directory = new TemporaryDirectory();
  const path = directory.at("pid");
  writeFileSync(
    path,
    random.integer(3) === 0 ? randomBytes(random, 40) : damaged(random, random.pick(["1234", "1\n", "4194304\n"])),
  );
  const found = readPidfile(path);
  const byMonitor = readContainerPid(path);
  if (found.kind === "pid") expect(found.pid).toBeWithin(1, LARGEST_PID + 1);
  if (byMonitor !== undefined) expect(byMonitor).toBeWithin(1, LARGEST_PID + 1);
});

fuzz("a damaged process specification is refused or written again as it was", 3000, (random) => {
  const good = `{"args":["sh"],"cwd":"/","env":["A=1"],"user":{"uid":0,"gid":0},"rlimits":[{"type":"RLIMIT_NOFILE","hard":18446744073709551615,"soft":1}]}`;
  expectOnly(() => {
    const value = parseExactJson(damagedText(random, good));
    if (!v.is(ProcessSchema, value)) return;
    const rendered = renderExactJson(value);
    expect(renderExactJson(parseExactJson(rendered))).toBe(rendered);
  }, SyntaxError);
});

fuzz("no JSON at all makes the schema of processes fail otherwise than by saying no", 3000, (random) => {
  const value = randomJson(random, ["args", "cwd", "env", "user", "uid", "rlimits", "capabilities", "__proto__"]);
  expect(typeof v.safeParse(ProcessSchema, value).success).toBe("boolean");
});

function piecesOf(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.integer(20);
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** The entries as text. */
function entriesOf(parser: RecordParser, pieces: readonly Uint8Array<ArrayBuffer>[]): string[] {
  const reader = new RecordReader(parser);
  return pieces.flatMap((piece) =>
    reader
      .feed("ctr.log", piece)
      .map((entry) => JSON.stringify({ ...entry, bytes: Buffer.from(entry.bytes).toString("hex") }, bigints)),
  );
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
