// What the port forwarder says to a person, who has no configuration for it.
import { expect, test } from "bun:test";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { OUR_FORWARDER } from "../helpers/port-forwarder.ts";
import { TerminalProgram } from "../helpers/terminal-program.ts";

leavesNothing();

test("--help explains the configuration, the signals and the exit code", () => {
  const { stdout, stderr, exitCode } = Bun.spawnSync([OUR_FORWARDER.path, "--help"], {
    argv0: "rootlessport",
    stdin: "ignore",
  });
  expect({ stderr: stderr.toString(), exitCode }).toEqual({ stderr: "", exitCode: 0 });
  for (const word of ["Mappings", "NetNSPath", "ExitFD", "ReadyFD", "ChildIP", "SIGUSR1", "exit code 1"]) {
    expect(stdout.toString()).toContain(word);
  }
});

test("started by hand on a terminal it explains itself instead of waiting", () => {
  using program = new TerminalProgram([OUR_FORWARDER.path, "--as=rootlessport"]);
  program.shows("Usage: rootlessport < CONFIGURATION");
  expect(program.status()).toBe(0);
});
