// Cases in which no container comes to be, or the engine misbehaves.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SIGTERM } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { fakeRuntime, runc } from "../helpers/runtimes.ts";
import type { Case } from "./case.ts";

export const CASES_OF_FAILURE: readonly Case[] = [
  { title: "a runtime that fails with a reason", setup: failing("say=no such container\n", "exit=1") },
  {
    title: "a runtime that fails with quotes, tabs and backslashes",
    setup: failing('say="a\\b"\tc\n\x01\x7f/\n', "exit=3"),
  },
  { title: "a runtime that fails silently", setup: failing("exit=2") },
  { title: "a runtime that dies of a signal", setup: failing("say=ouch", "signal=9") },
  { title: "a runtime that leaves no pid file", setup: failing("say=fine", "pidfile=none") },
  { title: "a runtime that leaves an empty pid file", setup: failing("pidfile=empty") },
  { title: "a runtime that leaves no number in the pid file", setup: failing("pidfile=garbage") },
  { title: "a runtime that writes to stdout and fails", setup: failing("print-bytes=100", "say=bad", "exit=1") },
  {
    title: "a runtime that succeeds with a warning",
    setup: { runtime: fakeRuntime("say=careful\n"), script: "echo out" },
  },
  { title: "a runtime that succeeds with 60 KB of warnings", setup: { runtime: fakeRuntime("say-bytes=60000") } },
  { title: "a failing runtime and a plain pipe", setup: { ...failing("say=no", "exit=1"), pipes: "pipe" } },
  {
    title: "a failing runtime and an engine without API version",
    setup: { ...failing("say=no", "exit=1"), options: { "api-version": undefined } },
  },
  { title: "a failing runtime and no pipes", setup: { ...failing("say=no", "exit=1"), pipes: "none" } },
  {
    title: "a failing runtime and an exit command",
    setup: {
      ...failing("say=no", "exit=1"),
      options: ({ aside }) => ({ "exit-command": "/bin/touch", "exit-command-arg": [join(aside, "touched")] }),
    },
    afterwards: ({ directories }) => ({ "exit command ran": String(existsSync(join(directories.aside, "touched"))) }),
  },
  { title: "a command that is not in the container", setup: { runtime: runc({ command: "/nonexistent" }) } },
  {
    title: "SIGTERM sent to the monitor while it creates",
    setup: failing("hang=ASIDE/hangs"),
    creating: (session) => {
      waitUntil("the runtime", () => existsSync(join(session.directories.aside, "hangs")));
      kill(session.monitorPid(), SIGTERM);
    },
  },
  {
    title: "an engine that closes the sync pipe",
    setup: { script: "echo still here; exit 8" },
    creating: (session) => session.closeSync(),
  },
  { title: "a sync pipe that is no number", setup: { env: { _OCI_SYNCPIPE: "three" } } },
  { title: "a start pipe that is no number", setup: { env: { _OCI_STARTPIPE: "4x" } } },
  {
    title: "a log in a directory that is not there",
    setup: { options: { "log-path": "k8s-file:/nonexistent/ctr.log" } },
  },
  {
    title: "an exit directory that is not there",
    setup: { script: "exit 3", options: { "exit-dir": "/nonexistent" } },
  },
  {
    title: "a persist directory that is not there",
    setup: { script: "exit 3", options: { "persist-dir": "/nonexistent" } },
  },
  { title: "a bundle that is not there", setup: { options: { bundle: "/nonexistent" } } },
  { title: "a socket directory that is not there", setup: { options: { "socket-dir-path": "/nonexistent" } } },
  {
    title: "an exit command that is not there",
    setup: { script: "exit 3", options: { "exit-command": "/nonexistent" } },
  },
];

function failing(...words: readonly string[]): NonNullable<Case["setup"]> & object {
  return { runtime: fakeRuntime(...words) };
}
