// Tests of src/engine/spawn/run-files.ts.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
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
