// Checks where a log may be: links, allowed directories, rotation, and nothing that follows a link set by somebody else.
import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { Fd } from "../../../../ffi/fd.ts";
import { writeAll } from "../../../../ffi/io.ts";
import { LogPlace } from "../../../../src/logging/log-place.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf } from "../bytes.ts";

function put(fd: Fd, text: string): void {
  writeAll(fd, bytesOf(text));
  fd.close();
}

/** A directory with `logs` in it, which is allowed, and `secret`, a file that no log may touch. */
class Site extends TemporaryDirectory {
  readonly logs = this.at("logs");
  readonly log = this.at("logs/ctr.log");
  readonly secret = this.at("secret");

  constructor() {
    super();
    mkdirSync(this.logs);
    writeFileSync(this.secret, "secret");
  }

  place(path = this.log): LogPlace {
    return new LogPlace(path, [this.logs]);
  }
}

test("LogPlace opens for appending, with permissions for owner and group", () => {
  using site = new Site();
  for (const text of ["a", "b"]) put(site.place().open(), text);
  expect(readFileSync(site.log, "utf8")).toBe("ab");
  expect(statSync(site.log).mode & 0o777).toBe(0o640);
});

test("LogPlace takes a path without directories for a file right here", () => {
  const name = `ctr-${process.pid}.log`;
  const place = new LogPlace(name, ["/nowhere-at-all"]);
  expect(() => place.open()).toThrow("is in none of the directories of --log-allowlist-dir");
  expect(existsSync(name)).toBe(false);
});

test("LogPlace.replace() puts an empty file in place of the log", () => {
  using site = new Site();
  put(site.place().open(), "old");
  put(site.place().replace(), "new");
  expect(readFileSync(site.log, "utf8")).toBe("new");
  expect(statSync(site.log).mode & 0o777).toBe(0o640);
  expect(existsSync(`${site.log}.tmp`)).toBe(false);
});

test("LogPlace.rotate() shifts every file by one and drops the last", () => {
  using site = new Site();
  for (const text of ["1", "2", "3", "4", "5"]) put(site.place().rotate(3), text);
  const contents = ["", ".1", ".2", ".3"].map((suffix) => readFileSync(site.log + suffix, "utf8"));
  expect(contents).toEqual(["5", "4", "3", "2"]);
  expect(existsSync(`${site.log}.4`)).toBe(false);
});

test("LogPlace.rotate() does not mind gaps, not even that the log itself is gone", () => {
  using site = new Site();
  writeFileSync(`${site.log}.2`, "two");
  put(site.place().rotate(3), "new");
  expect(readFileSync(site.log, "utf8")).toBe("new");
  expect(readFileSync(`${site.log}.3`, "utf8")).toBe("two");
  expect(existsSync(`${site.log}.1`)).toBe(false);
});

test("LogPlace follows a link that is the engine's choice", () => {
  using site = new Site();
  symlinkSync(site.at("elsewhere"), site.log);
  put(new LogPlace(site.log, []).open(), "text");
  expect(readFileSync(site.at("elsewhere"), "utf8")).toBe("text");
});

test("LogPlace follows no link when it is said where logs have to be", () => {
  using site = new Site();
  symlinkSync(site.secret, site.log);
  expect(() => site.place().open()).toThrow("ELOOP");
  expect(readFileSync(site.secret, "utf8")).toBe("secret");
});

test("LogPlace writes through no link that lies where it puts the new log", () => {
  using site = new Site();
  put(site.place().open(), "log");
  symlinkSync(site.secret, `${site.log}.tmp`);
  symlinkSync(site.secret, `${site.log}.1`);
  put(site.place().rotate(2), "new");
  expect(readFileSync(site.secret, "utf8")).toBe("secret");
  expect(lstatSync(site.log).isSymbolicLink()).toBe(false);
  expect(readFileSync(`${site.log}.1`, "utf8")).toBe("log");
  expect(lstatSync(`${site.log}.2`).isSymbolicLink()).toBe(true);
});

test("LogPlace.replace() replaces a link, not what it points to", () => {
  using site = new Site();
  symlinkSync(site.secret, site.log);
  put(site.place().replace(), "new");
  expect(readFileSync(site.secret, "utf8")).toBe("secret");
  expect(readFileSync(site.log, "utf8")).toBe("new");
});

test("LogPlace allows what is below an allowed directory, by its real place", () => {
  using site = new Site();
  mkdirSync(site.at("logs/deep"));
  put(site.place(site.at("logs/deep/ctr.log")).open(), "a");
  symlinkSync(site.logs, site.at("alias"));
  put(site.place(site.at("alias/ctr.log")).open(), "b");
  put(new LogPlace(site.log, [site.at("alias")]).open(), "c");
  expect(readFileSync(site.log, "utf8")).toBe("bc");
});

test("LogPlace allows every directory below the root", () => {
  using site = new Site();
  put(new LogPlace(site.log, ["/"]).open(), "a");
  expect(readFileSync(site.log, "utf8")).toBe("a");
});

test.each([
  ["a directory beside it", "outside/ctr.log"],
  ["a directory whose name only begins like it", "logs-of-others/ctr.log"],
  ["a way out of it", "logs/../outside/ctr.log"],
])("LogPlace refuses %s", (_, path) => {
  using site = new Site();
  mkdirSync(site.at("outside"));
  mkdirSync(site.at("logs-of-others"));
  for (const act of [(place: LogPlace) => place.open(), (place: LogPlace) => place.rotate(1)]) {
    expect(() => act(site.place(site.at(path)))).toThrow("is in none of the directories of --log-allowlist-dir");
  }
  expect(existsSync(site.at(path))).toBe(false);
});

test("LogPlace refuses when no allowed directory exists", () => {
  using site = new Site();
  expect(() => new LogPlace(site.log, [site.at("nothing")]).open()).toThrow("--log-allowlist-dir");
});

test("LogPlace looks again each time: a directory may have become a link to somewhere else", () => {
  using site = new Site();
  const place = site.place(site.at("logs/deep/ctr.log"));
  mkdirSync(site.at("logs/deep"));
  put(place.open(), "log");
  mkdirSync(site.at("outside"));
  writeFileSync(site.at("outside/ctr.log"), "theirs");
  renameSync(site.at("logs/deep"), site.at("logs/moved"));
  symlinkSync(site.at("outside"), site.at("logs/deep"));
  for (const act of [() => place.open(), () => place.replace(), () => place.rotate(2)]) {
    expect(act).toThrow("--log-allowlist-dir");
  }
  expect(readFileSync(site.at("outside/ctr.log"), "utf8")).toBe("theirs");
  expect(existsSync(site.at("outside/ctr.log.1"))).toBe(false);
});

test("LogPlace leaves the log alone when no new one can be made", () => {
  using site = new Site();
  put(site.place().open(), "log");
  mkdirSync(`${site.log}.tmp`);
  for (const act of [() => site.place().replace(), () => site.place().rotate(1)]) expect(act).toThrow("EISDIR");
  expect(readFileSync(site.log, "utf8")).toBe("log");
});

test("LogPlace leaves nothing behind when it fails half-way", () => {
  using site = new Site();
  put(site.place().open(), "log");
  mkdirSync(`${site.log}.1`);
  const failing = (): void => expect(() => site.place().rotate(1)).toThrow("EISDIR");
  expect(leftOpenBy(failing)).toEqual([]);
  expect(existsSync(`${site.log}.tmp`)).toBe(false);
  expect(readFileSync(site.log, "utf8")).toBe("log");
});

test("LogPlace gives the file that it has just put in place", () => {
  using site = new Site();
  using fd = site.place().rotate(1);
  expect(fstatSync(fd.number).ino).toBe(statSync(site.log).ino);
  chmodSync(site.log, 0o600);
  expect(fstatSync(fd.number).mode & 0o777).toBe(0o600);
});
