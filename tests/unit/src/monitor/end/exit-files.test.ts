// Checks the exit files: content, order, and that one which cannot be written does not prevent the other.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { libc } from "../../../../../ffi/libc.ts";
import { writeExitFiles } from "../../../../../src/monitor/end/exit-files.ts";
import { failingOnce } from "../../../failing-once.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { CID, checkedOptions } from "../../checked-options.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";

class Site extends TemporaryDirectory {
  readonly exits = this.at("exits");
  readonly persist = this.at("persist");
  readonly diagnostics = new RecordedDiagnostics();

  constructor() {
    super();
    for (const path of [this.exits, this.persist]) mkdirSync(path);
  }

  write(code: number, ...args: readonly string[]): void {
    writeExitFiles(checkedOptions(...args), code, this.diagnostics);
  }
}

test.each([0, 1, 137, 255, -1])("writeExitFiles() writes %i without a newline, and nothing else", (code) => {
  using site = new Site();
  site.write(code, "--exit-dir", site.exits, "--persist-dir", site.persist);
  expect(readdirSync(site.exits)).toEqual([CID]);
  expect(readdirSync(site.persist)).toEqual(["exit"]);
  expect(readFileSync(`${site.exits}/${CID}`, "utf8")).toBe(String(code));
  expect(readFileSync(`${site.persist}/exit`, "utf8")).toBe(String(code));
});

test("writeExitFiles() writes what is asked for only", () => {
  using site = new Site();
  site.write(0);
  site.write(0, "--exit-dir", site.exits);
  expect([readdirSync(site.exits), readdirSync(site.persist)]).toEqual([[CID], []]);
  expect(site.diagnostics.lines).toEqual([]);
});

test("writeExitFiles() replaces what is there", () => {
  using site = new Site();
  for (const code of [137, 0]) site.write(code, "--exit-dir", site.exits);
  expect(readFileSync(`${site.exits}/${CID}`, "utf8")).toBe("0");
});

test("writeExitFiles() writes the one although the other cannot be", () => {
  using site = new Site();
  site.write(3, "--exit-dir", site.exits, "--persist-dir", site.at("nowhere"));
  site.write(4, "--exit-dir", site.at("nowhere"), "--persist-dir", site.persist);
  expect(readFileSync(`${site.exits}/${CID}`, "utf8")).toBe("3");
  expect(readFileSync(`${site.persist}/exit`, "utf8")).toBe("4");
  expect(site.diagnostics.lines.map((line) => line.slice(0, 40))).toEqual([
    "error: Failed to write 3 to exit file: S",
    "error: Failed to write 4 to exit file: S",
  ]);
});

test("writeExitFiles() tries again when a file cannot be written just then", () => {
  using site = new Site();
  const refused = (real: typeof libc.renameat): number =>
    real(-1, new Uint8Array([120, 0]), -1, new Uint8Array([120, 0]));
  failingOnce("renameat", refused, () => site.write(7, "--exit-dir", site.exits));
  expect(readdirSync(site.exits)).toEqual([CID]);
  expect(readFileSync(`${site.exits}/${CID}`, "utf8")).toBe("7");
  expect(site.diagnostics.lines).toEqual([]);
});

test("writeExitFiles() writes the engine's file last: watchers look for the rest when they see it", () => {
  using site = new Site();
  site.write(0, "--exit-dir", site.exits, "--persist-dir", site.persist);
  const [first, last] = [`${site.persist}/exit`, `${site.exits}/${CID}`].map(
    (path) => statSync(path, { bigint: true }).ctimeNs,
  );
  expect((first ?? 1n) <= (last ?? 0n)).toBe(true);
});
