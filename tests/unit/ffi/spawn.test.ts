// Checks what a program that is started gets: its descriptors, signals, arguments, environment, session and directory.
import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { O_RDONLY, SIGTERM } from "../../../ffi/constants.ts";
import { E2BIG, EACCES, ENOENT, ENOEXEC, ENOTDIR, SystemError } from "../../../ffi/errno.ts";
import { open } from "../../../ffi/file.ts";
import { cString } from "../../../ffi/os-string.ts";
import { SignalSet, signalMask } from "../../../ffi/signal.ts";
import { type SpawnOptions, spawn } from "../../../ffi/spawn.ts";
import { descendants, statusField } from "../../helpers/processes.ts";
import { leftOpenBy } from "./leaks.ts";
import { RunningCat } from "./running-cat.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

const NOTHING: SpawnOptions = { argv: [cString("x")], env: [], fds: new Map() };

test("spawn() passes arguments byte for byte", () => {
  const given = ["sh", "-c", "cat; exit", "", "grün", "\udcff\udc80", " a\nb ", "", "last", ""];
  using shell = new RunningCat({ argv: given.map(cString) }, "/bin/sh");
  expect(readFileSync(`/proc/${shell.pid}/cmdline`)).toEqual(Buffer.concat(given.map(cString)));
});

test("spawn() passes the environment byte for byte", () => {
  for (const given of [[], ["A=1", "A=2", "", "=", "no sign", "B=\udcff\udcfe", "C=", "A=1"]]) {
    using cat = new RunningCat({ env: given.map(cString) });
    expect(readFileSync(`/proc/${cat.pid}/environ`)).toEqual(Buffer.concat(given.map(cString)));
  }
});

test("spawn() clears signals: nothing is ignored that was not, nothing is caught", () => {
  using cat = new RunningCat();
  const ignoredHere = BigInt(`0x${statusField(process.pid, "SigIgn")}`);
  // Bun ignores SIGPIPE (13) and SIGXFSZ (25); 32 and 33 are glibc's.
  const ofOurs = [13n, 25n, 32n, 33n].reduce((set, signal) => set | (1n << (signal - 1n)), 0n);
  expect(BigInt(`0x${statusField(cat.pid, "SigIgn")}`)).toBe(ignoredHere & ~ofOurs);
  expect(statusField(cat.pid, "SigCgt")).toBe("0000000000000000");
});

test("spawn() blocks the given signals, or those that are blocked here", () => {
  using plain = new RunningCat();
  expect(statusField(plain.pid, "SigBlk")).toBe(signalMask().toHex());
  for (const mask of [new SignalSet(), SignalSet.of(SIGTERM, 17, 34, 64)]) {
    using cat = new RunningCat({ mask });
    expect(statusField(cat.pid, "SigBlk")).toBe(mask.toHex());
  }
});

test("spawn() makes the program lead a session, a group, or neither", () => {
  using member = new RunningCat();
  expect(statusField(member.pid, "NSpgid")).toBe(statusField(process.pid, "NSpgid"));
  expect(statusField(member.pid, "NSsid")).toBe(statusField(process.pid, "NSsid"));
  using group = new RunningCat({ lead: "group" });
  expect(statusField(group.pid, "NSpgid")).toBe(String(group.pid));
  expect(statusField(group.pid, "NSsid")).toBe(statusField(process.pid, "NSsid"));
  using session = new RunningCat({ lead: "session" });
  expect(statusField(session.pid, "NSpgid")).toBe(String(session.pid));
  expect(statusField(session.pid, "NSsid")).toBe(String(session.pid));
});

test("spawn() starts the program in the given directory, or in ours", () => {
  using directory = new TemporaryDirectory();
  using there = new RunningCat({ cwd: directory.path });
  expect(readlinkSync(`/proc/${there.pid}/cwd`)).toBe(directory.path);
  using here = new RunningCat();
  expect(readlinkSync(`/proc/${here.pid}/cwd`)).toBe(process.cwd());
});

test("spawn() says why a program cannot be started, and leaves nothing behind", () => {
  using directory = new TemporaryDirectory();
  const plain = directory.at("plain");
  writeFileSync(plain, "text");
  const text = directory.at("text");
  writeFileSync(text, "neither a program nor a script\n");
  chmodSync(text, 0o755);
  mkdirSync(directory.at("folder"));
  symlinkSync("nowhere", directory.at("link"));
  const orphan = directory.at("orphan");
  writeFileSync(orphan, "#!/there/is/no/such/interpreter\n");
  chmodSync(orphan, 0o755);
  const failures = [
    [directory.at("missing"), ENOENT],
    [directory.at("link"), ENOENT],
    [orphan, ENOENT],
    ["", ENOENT],
    [plain, EACCES],
    [directory.at("folder"), EACCES],
    [`${plain}/x`, ENOTDIR],
    [text, ENOEXEC],
  ] as const;
  for (const [path, errno] of failures) {
    const attempt = (): void => expect(() => spawn(path, NOTHING)).toThrow(new SystemError("posix_spawn", errno, path));
    expect(leftOpenBy(attempt)).toEqual([]);
  }
  expect(descendants()).toEqual([]);
});

test("spawn() refuses a directory that is not there, and too many arguments", () => {
  expect(() => spawn("/bin/true", { ...NOTHING, cwd: "/there/is/no/such" })).toThrow(SystemError);
  expect(() => spawn("/bin/true", { ...NOTHING, cwd: "a\0b" })).toThrow(TypeError);
  const argv = [cString("x".repeat(1 << 20))];
  expect(() => spawn("/bin/true", { ...NOTHING, argv })).toThrow(new SystemError("posix_spawn", E2BIG, "/bin/true"));
});

test("spawn() leaves nothing open when it is given what it cannot use", () => {
  using first = open("/", O_RDONLY);
  const closed = open("/", O_RDONLY);
  closed.close();
  // The first one has to be moved out of the way, and the second one fails.
  const fds = new Map([
    [first.number + 100, first],
    [first.number, closed],
  ]);
  const attempt = (): void => expect(() => spawn("/bin/true", { ...NOTHING, fds })).toThrow("used after close");
  expect(leftOpenBy(attempt)).toEqual([]);
});
