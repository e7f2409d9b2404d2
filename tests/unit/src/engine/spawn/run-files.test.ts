// Tests of src/engine/spawn/run-files.ts.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { removeAttachSite, removeRunFiles } from "../../../../../src/engine/spawn/run-files.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { PLACE } from "../made-up-place.ts";

test("removeRunFiles() removes what one run leaves, and nothing else", () => {
  using directory = new TemporaryDirectory();
  for (const folder of ["bundle", "exits", "persist"]) mkdirSync(directory.at(folder));
  const files = ["pid", "monitor.pid", "oci-log", "exits/a-container", "bundle/oom", "persist/exit", "persist/oom"];
  for (const file of [...files, "bundle/config.json", "exits/another", "log"]) writeFileSync(directory.at(file), "");
  const place = {
    ...PLACE,
    bundle: directory.at("bundle"),
    pidfile: directory.at("pid"),
    monitorPidfile: directory.at("monitor.pid"),
    ociLog: directory.at("oci-log"),
    exitDir: directory.at("exits"),
    persistDir: directory.at("persist"),
  };
  removeRunFiles(place);
  removeRunFiles(place);
  const left = readdirSync(directory.path, { recursive: true }).toSorted();
  expect(left).toEqual(["bundle", "bundle/config.json", "exits", "exits/another", "log", "persist"]);
});

test("removeAttachSite() removes the socket, the FIFOs and the link to them", () => {
  using directory = new TemporaryDirectory();
  for (const folder of ["bundle", "sockets"]) mkdirSync(directory.at(folder));
  for (const file of ["attach", "ctl", "winsz", "config.json"]) writeFileSync(directory.at(`bundle/${file}`), "");
  symlinkSync(directory.at("bundle"), directory.at("sockets/uuid"));
  removeAttachSite({ uuid: "uuid", bundle: directory.at("bundle"), socketDir: directory.at("sockets") });
  expect(readdirSync(directory.at("bundle"))).toEqual(["config.json"]);
  expect(readdirSync(directory.at("sockets"))).toEqual([]);
});

test("removeAttachSite() leaves a directory where the link should be", () => {
  using directory = new TemporaryDirectory();
  mkdirSync(directory.at("uuid"));
  removeAttachSite({ uuid: "uuid", bundle: directory.at("bundle"), socketDir: directory.path });
  expect(readdirSync(directory.path)).toEqual(["uuid"]);
});

test("removeAttachSite() removes a link that conmon has shortened, but not somebody else's", () => {
  using directory = new TemporaryDirectory();
  mkdirSync(directory.at("bundle"));
  const uuid = "u".repeat(106 - directory.path.length);
  const remove = (): void => removeAttachSite({ uuid, bundle: directory.at("bundle"), socketDir: directory.path });
  symlinkSync(directory.at("other"), directory.at(uuid.slice(0, -1)));
  remove();
  expect(readdirSync(directory.path).toSorted()).toEqual(["bundle", uuid.slice(0, -1)]);
  rmSync(directory.at(uuid.slice(0, -1)));
  symlinkSync(directory.at("bundle"), directory.at(uuid.slice(0, -1)));
  remove();
  expect(readdirSync(directory.path)).toEqual(["bundle"]);
});
