// Tests of src/engine/exec/exec-argv.ts.
import { expect, test } from "bun:test";
import { Fd } from "../../../../../ffi/fd.ts";
import type { ExecOptions } from "../../../../../src/engine/exec/exec.ts";
import { execArgv } from "../../../../../src/engine/exec/exec-argv.ts";
import type { ExecPlace } from "../../../../../src/engine/exec/exec-place.ts";
import { renderArgv } from "../../../../../src/protocol/argv.ts";
import { PLACE } from "../made-up-place.ts";

const SESSION: ExecPlace = {
  id: "s",
  directory: "/b/exec/s",
  pidfile: "/b/exec/s/pid",
  monitorPidfile: "/b/exec/s/monitor.pid",
  ociLog: "/b/exec/s/oci-log",
  exitDir: "/b/exec/s/exit",
  exitFile: "/b/exec/s/exit/a-container",
  socketDir: "/sockets",
  attachSocket: "/sockets/s/attach",
  controlFifo: "/b/exec/s/ctl",
};

function argv(more: Partial<ExecOptions> = {}, attached = false): string[] {
  const options = { args: ["true"], ...more };
  return renderArgv(execArgv({ container: PLACE, session: SESSION, options, processSpec: "/spec", attached }));
}

test("execArgv() is about the container, in the session's directories", () => {
  expect(argv().join(" ")).toBe(
    "--cid a-container --cuuid s --bundle /b/exec/s --container-pidfile /b/exec/s/pid " +
      "--runtime /usr/bin/runc --runtime-arg --root --runtime-arg /r --runtime-arg --log-format=json " +
      "--runtime-arg --log --runtime-arg /b/exec/s/oci-log --exec --exec-process-spec /spec " +
      "--socket-dir-path /sockets --log-path none --exit-dir /b/exec/s/exit --conmon-pidfile /b/exec/s/monitor.pid " +
      "--api-version",
  );
});

test.each([
  [{ terminal: true, stdin: true }, ["--terminal"]],
  [{ stdin: true }, ["--stdin"]],
  [{ timeLimit: 3 }, ["--timeout", "3"]],
  [{ exitCommand: ["/x", "y"] }, ["--exit-command", "/x", "--exit-command-arg", "y"]],
  [{ preserveFds: [new Fd(900)] }, ["--runtime-opt", "--preserve-fds", "--runtime-opt", "1"]],
] satisfies [Partial<ExecOptions>, string[]][])("execArgv() renders %j as %j", (options, args) => {
  expect(argv(options)).toEqual(expect.arrayContaining(args));
  expect(argv(options)).toHaveLength(argv().length + args.length);
});

test("execArgv() has the command wait for whoever attaches", () => {
  expect(argv({}, true)).toContain("--exec-attach");
  expect(argv()).not.toContain("--exec-attach");
});
