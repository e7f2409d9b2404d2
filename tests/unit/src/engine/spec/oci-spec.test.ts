// Checks reading and writing of config.json: nothing is lost, and a flaw is named by its place.
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OciSpec, readSpec, SpecError, writeSpec } from "../../../../../src/engine/spec/oci-spec.ts";

class Bundle implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "ctrmon-spec-"));
  readonly config = join(this.path, "config.json");

  constructor(content?: string) {
    if (content !== undefined) writeFileSync(this.config, content);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

const SPEC: OciSpec = {
  ociVersion: "1.0.2",
  process: {
    user: { uid: 0, gid: 0 },
    cwd: "/",
    args: ["sh"],
    rlimits: [{ type: "RLIMIT_NOFILE", hard: 0xffff_ffff_ffff_ffffn, soft: 1 }],
  },
  mounts: [{ destination: "/proc", type: "proc" }],
};

test("writeSpec() writes what readSpec() reads, for the owner only, and leaves no other file", () => {
  using bundle = new Bundle("an older one");
  writeSpec(bundle.path, SPEC);
  expect(readSpec(bundle.path)).toEqual(SPEC);
  expect(statSync(bundle.config).mode & 0o777).toBe(0o600);
  expect(readdirSync(bundle.path)).toEqual(["config.json"]);
});

test("readSpec() keeps members it does not know, at every depth", () => {
  const text = `{"ociVersion":"1.0.2","process":{"user":{"uid":1,"gid":2,"username":"x"},"cwd":"/","scheduler":{"policy":
    "SCHED_IDLE"}},"hooks":{"poststop":[{"path":"/bin/true"}]},"linux":{"intelRdt":{"closID":"a"}},"vm":[9007199254740993]}`;
  using bundle = new Bundle(text);
  writeSpec(bundle.path, readSpec(bundle.path));
  expect(JSON.parse(readFileSync(bundle.config, "utf8"))).toEqual(JSON.parse(text));
  expect(readFileSync(bundle.config, "utf8")).toContain("9007199254740993");
});

test("readSpec() names the file and the reason when there is nothing to read", () => {
  using bundle = new Bundle();
  const call = (): OciSpec => readSpec(bundle.path);
  expect(call).toThrow(SpecError);
  expect(call).toThrow(`Cannot read "${bundle.config}": ENOENT`);
});

test("readSpec() refuses what is no JSON", () => {
  using bundle = new Bundle("{");
  expect(() => readSpec(bundle.path)).toThrow(`Cannot use "${bundle.config}": it is no JSON`);
});

test("readSpec() names the place of every flaw", () => {
  const process = '{"user":{"uid":"0","gid":0},"cwd":"bin","rlimits":[{"type":"RLIMIT_CPU","hard":1.5,"soft":1}]}';
  using bundle = new Bundle(`{"ociVersion":"1.0.2","process":${process},"mounts":[{}]}`);
  const call = (): OciSpec => readSpec(bundle.path);
  expect(call).toThrow(`Cannot use "${bundle.config}": process.user.uid: Invalid type: Expected number`);
  expect(call).toThrow("process.cwd: Invalid path: Expected an absolute one");
  expect(call).toThrow("process.rlimits.0.hard: ");
  expect(call).toThrow("mounts.0.destination: ");
});
