// Checks the runtime's command line against the one that Debian's conmon makes of the same options.
import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { runtimeArgv } from "../../../../../src/monitor/create/runtime-argv.ts";
import { parseArgv } from "../../../../../src/protocol/argv.ts";
import { validateOptions } from "../../../../../src/protocol/validate.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { CONMON } from "../../../../helpers/monitors.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { CID, CUUID, checkedOptions } from "../../checked-options.ts";

const CONSOLE = /^.*(?:conmon-term|ctrmon-term)\..*$/;

/** A runtime that only writes down its arguments, and fails. */
function recordingRuntime(directory: TemporaryDirectory): string {
  const path = directory.at("runtime");
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$0" "$@" > ${directory.at("argv.new")}\nmv ${directory.at("argv.new")} ${directory.at("argv")}\nexit 1\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** What conmon starts the runtime with. */
function argvOfConmon(directory: TemporaryDirectory, args: readonly string[]): string[] {
  const { stderr } = Bun.spawnSync([CONMON.path, ...args], { cwd: directory.path, stderr: "pipe" });
  waitUntil(`conmon to start the runtime: ${stderr.toString()}`, () => existsSync(directory.at("argv")));
  return readFileSync(directory.at("argv"), "utf8").trimEnd().split("\n");
}

test.each([
  ["create", []],
  ["create with a terminal", ["-t"]],
  ["create with flags", ["--no-new-keyring", "--systemd-cgroup", "--no-pivot", "-i"]],
  [
    "create with arguments",
    ["--runtime-arg", "--root", "--runtime-arg", "/r", "--runtime-opt", "--a", "--runtime-opt", "b"],
  ],
  ["create with all", ["-t", "-s", "--no-pivot", "--no-new-keyring", "--runtime-arg", "x", "--runtime-opt", "--y"]],
  ["restore", ["--restore", "/criu"]],
  [
    "restore with all",
    ["--restore", "/criu", "-s", "--no-pivot", "--no-new-keyring", "--runtime-arg", "x", "--runtime-opt", "y"],
  ],
  ["exec", ["-e", "--exec-process-spec", "/spec.json"]],
  ["exec with a terminal", ["-e", "--exec-process-spec", "/spec.json", "-t"]],
  [
    "exec with all",
    [
      "-e",
      "--exec-process-spec",
      "/s",
      "-s",
      "--no-pivot",
      "--no-new-keyring",
      "--runtime-arg",
      "x",
      "--runtime-opt",
      "y",
    ],
  ],
])("runtimeArgv() is conmon's for %s", (_, extra) => {
  using directory = new TemporaryDirectory();
  const runtime = recordingRuntime(directory);
  const [bundle, sockets] = [directory.at("bundle"), directory.at("sockets")];
  for (const path of [bundle, sockets]) mkdirSync(path);
  const args = ["--cid", CID, "--cuuid", CUUID, "--runtime", runtime, "--bundle", bundle, "--api-version"];
  args.push(
    "--container-pidfile",
    directory.at("pid"),
    "--socket-dir-path",
    sockets,
    "--log-path",
    directory.at("log"),
  );
  args.push("--sync", ...extra);

  const theirs = argvOfConmon(directory, args);
  const { options } = validateOptions(parseArgv(args), { cwd: directory.path, whyNotExecutable: () => undefined });
  const ours = runtimeArgv(options, options.terminal ? "/tmp/ctrmon-term.abc" : undefined);
  const neutral = (argv: readonly string[]): string[] => argv.map((arg) => arg.replace(CONSOLE, "CONSOLE"));
  expect(neutral(ours)).toEqual(neutral(theirs));
});

test("runtimeArgv() passes arguments on whatever they look like", () => {
  const options = checkedOptions("--runtime-arg", "", "--runtime-arg", "--", "--runtime-opt", "a b", "--bundle", "/b");
  expect(runtimeArgv(options, "/c")).toEqual([
    "/bin/true",
    "",
    "--",
    "create",
    "--bundle",
    "/b",
    "--pid-file",
    `/cwd/pidfile-${CID}`,
    "a b",
    "--console-socket",
    "/c",
    CID,
  ]);
});
