// Tests of src/engine/exec/exec-place.ts.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { makeExecPlace, removeExecPlace } from "../../../../../src/engine/exec/exec-place.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { PLACE } from "../made-up-place.ts";

test("makeExecPlace() makes directories that are nobody else's, each with an id of its own", () => {
  using bundle = new TemporaryDirectory();
  const place = { ...PLACE, bundle: bundle.path };
  const [one, other] = [makeExecPlace(place), makeExecPlace(place)];
  expect(one.id).toMatch(/^[0-9a-f]{64}$/);
  expect(other.id).not.toBe(one.id);
  expect(statSync(one.directory).mode & 0o777).toBe(0o700);
  expect(statSync(one.exitDir).isDirectory()).toBe(true);
  expect(one.exitFile).toBe(`${one.exitDir}/a-container`);
  expect(one.attachSocket).toBe(`${one.directory}/attach`);
});

test("removeExecPlace() removes all of it, with the link to it", () => {
  using bundle = new TemporaryDirectory();
  const session = makeExecPlace({ ...PLACE, bundle: bundle.path, socketDir: bundle.path });
  writeFileSync(`${session.directory}/process.json`, "{}");
  symlinkSync(session.directory, bundle.at(session.id));
  removeExecPlace(session);
  expect(existsSync(session.directory)).toBe(false);
  expect(readdirSync(bundle.path)).toEqual(["exec"]);
  removeExecPlace(session);
});
