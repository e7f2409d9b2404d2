// Tests of src/engine/spawn/launch.ts: what the first process is started with, and what is left here.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { O_CREAT, O_RDONLY, O_WRONLY } from "../../../../../ffi/constants.ts";
import { open } from "../../../../../ffi/file.ts";
import { scratchContent } from "../../../../../ffi/scratch-file.ts";
import { MonitorError } from "../../../../../src/engine/errors.ts";
import { type Launched, launch } from "../../../../../src/engine/spawn/launch.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { StagedMonitor } from "./staged-monitor.ts";

const RECORD = 'for fd in /proc/$$/fd/*; do echo "${fd##*/} $(readlink $fd)"; done >DIRECTORY/fds; env >DIRECTORY/env';

function close({ sync, start, attach, messages }: Launched): void {
  for (const fd of [sync, start, attach, messages]) fd?.close();
}

test("launch() gives the monitor its pipes, what is preserved and what is held, each at its number", async () => {
  using staged = new StagedMonitor(RECORD);
  using hosts = open("/etc/hosts", O_RDONLY);
  using passwd = open("/etc/passwd", O_RDONLY);
  using group = open("/etc/group", O_RDONLY);
  const fds = { preserveFds: [hosts, passwd], held: [group], attachPipe: true };
  const launched = launch({ ...staged.request, ...fds, environment: { OWN: "1" } });
  expect(await launched.first.ended()).toEqual({ code: 0 });
  close(launched);
  const lines = readFileSync(staged.directory.at("fds"), "latin1").split("\n");
  const links = Object.fromEntries(lines.map((line) => line.split(" ", 2)));
  expect(links).toMatchObject({ 0: "/dev/null", 3: "/etc/hosts", 4: "/etc/passwd", 5: launched.mark, 8: "/etc/group" });
  const env = readFileSync(staged.directory.at("env"), "latin1").split("\n");
  expect(env).toEqual(expect.arrayContaining(["_OCI_SYNCPIPE=5", "_OCI_STARTPIPE=6", "_OCI_ATTACHPIPE=7", "OWN=1"]));
});

test("launch() starts it in a group and a directory of its own, with its options", async () => {
  const where = 'echo "$(cut -d" " -f1,5 </proc/$$/stat) $(readlink /proc/$$/cwd) $*" >DIRECTORY/where';
  using staged = new StagedMonitor(where);
  const launched = launch(staged.request);
  await launched.first.ended();
  close(launched);
  const { pid } = launched.first;
  const expected = `${pid} ${pid} ${staged.directory.path} --cid a-container\n`;
  expect(readFileSync(staged.directory.at("where"), "latin1")).toBe(expected);
});

test("launch() keeps what it says, unless somebody else gets that", async () => {
  using staged = new StagedMonitor("echo out; echo error >&2");
  const launched = launch(staged.request);
  await launched.first.ended();
  const { messages } = launched;
  expect(messages && new TextDecoder().decode(scratchContent(messages, 100))).toBe("error\n");
  close(launched);

  using file = open(staged.directory.at("messages"), O_WRONLY | O_CREAT, 0o600);
  const other = launch({ ...staged.request, stdio: { stdout: file, stderr: file } });
  await other.first.ended();
  expect(other.messages).toBeUndefined();
  close(other);
  expect(readFileSync(staged.directory.at("messages"), "latin1")).toBe("out\nerror\n");
});

test("launch() has our ends alone when it is done, and nothing when it fails", async () => {
  using staged = new StagedMonitor("exit 0");
  // The first child makes Bun, and the thread that waits, open some of their own.
  const first = launch(staged.request);
  await first.first.ended();
  close(first);
  const before = openFiles("self").size;
  const launched = launch({ ...staged.request, attachPipe: true });
  await launched.first.ended();
  expect(openFiles("self").size).toBe(before + 4);
  close(launched);
  expect(() => launch({ ...staged.request, path: "/nowhere/at/all" })).toThrow(MonitorError);
  expect(openFiles("self").size).toBe(before);
});
