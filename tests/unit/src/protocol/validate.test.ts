// Checks the monitor's validation: conmon's messages in conmon's order, and the defaults of what passes.
import { expect, test } from "bun:test";
import { parseArgv } from "../../../../src/protocol/argv.ts";
import { type Probe, type Validated, validateOptions } from "../../../../src/protocol/validate.ts";
import { ValidationError } from "../../../../src/protocol/validation-error.ts";

const PROBE: Probe = {
  cwd: "/cwd",
  whyNotExecutable: (path) => (path === "/bin/runc" ? undefined : "No such file or directory"),
};

const ALL = ["-c", "abc", "-u", "def", "-r", "/bin/runc", "-l", "/log"];
const EXEC = [...ALL, "-e", "--exec-process-spec", "/p.json"];

function validate(...args: readonly string[]): Validated {
  return validateOptions(parseArgv(args), PROBE);
}

function problem(...args: readonly string[]): string {
  try {
    validate(...args);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  return "";
}

test("validateOptions() fills in the defaults of a create", () => {
  const { options, warnings } = validate(...ALL);
  expect(warnings).toEqual([]);
  expect(options).toMatchObject({
    mode: { kind: "create", bundle: "/cwd", cuuid: "def" },
    cid: "abc",
    apiVersion: false,
    syncKey: "pid",
    runtime: { path: "/bin/runc", args: [], opts: [], systemdCgroup: false, noPivot: false, noNewKeyring: false },
    terminal: false,
    sockets: { bundle: "/cwd", link: "/var/run/crio/def" },
    containerPidfile: "/cwd/pidfile-abc",
    sync: false,
    logLevel: "warning",
  });
  for (const absent of [options.name, options.conmonPidfile, options.persistDir, options.exitDir]) {
    expect(absent).toBeUndefined();
  }
  expect(options.exitCommand).toBeUndefined();
  expect(options.timeoutSeconds).toBeUndefined();
});

test("validateOptions() names what is wrong first, in conmon's order", () => {
  // From right to left each step repairs what the step before complained about.
  const wrong = ["--log-level", "bogus", "--exit-delay", "-1", "--log-max-files", "-1", "-l", "x:"];
  expect(problem(...wrong)).toBe("Container ID not provided. Use --cid");
  const level = ["-c", "abc", ...wrong, "-e", "--exec-attach", "--restore", "d"];
  expect(problem(...level)).toBe("No such log level bogus");
  const both = [...level, "--log-level", "debug"];
  expect(problem(...both)).toBe("Cannot use 'exec' and 'restore' at the same time");
  const noRestore = ["-c", "abc", ...wrong, "--log-level", "debug", "--exec-attach"];
  expect(problem(...noRestore)).toBe("Attach can only be specified with exec");
  expect(problem(...noRestore, "-e")).toBe("Attach can only be specified for a non-legacy exec session");
  const noCuuid = [...noRestore, "-e", "--api-version"];
  expect(problem(...noCuuid)).toBe("Container UUID not provided. Use --cuuid");
  expect(problem(...noCuuid, "-u", "d")).toBe("Runtime path not provided. Use --runtime");
  expect(problem(...noCuuid, "-u", "d", "-r", "/x")).toBe("Runtime path /x is not valid: No such file or directory");
  const noSpec = [...noCuuid, "-u", "d", "-r", "/bin/runc"];
  expect(problem(...noSpec)).toBe("Exec process spec path not provided. Use --exec-process-spec");
  const delay = [...noSpec, "--exec-process-spec", "p"];
  expect(problem(...delay)).toBe("Delay before invoking exit command must be greater than or equal to 0");
  const files = [...delay, "--exit-delay", "0"];
  expect(problem(...files)).toBe("log-max-files must be greater than or equal to 0");
  expect(problem(...files, "--log-max-files", "0")).toBe("No such log driver x");
});

test("validateOptions() wants a log", () => {
  expect(problem("-c", "a", "-u", "b", "-r", "/bin/runc")).toBe("Log driver not provided. Use --log-path");
});

test("validateOptions() takes an empty id and an id with slashes, as conmon does", () => {
  expect(validate(...ALL, "-c", "").options.containerPidfile).toBe("/cwd/pidfile-");
  expect(validate(...ALL, "-c", "a/b").options.containerPidfile).toBe("/cwd/pidfile-a/b");
  expect(validate(...ALL, "-u", "").options.sockets?.link).toBe("/var/run/crio/");
});

test("validateOptions() makes the bundle absolute and leaves other paths as they are", () => {
  const { options } = validate(...ALL, "-b", "rel/", "-p", "pid", "-P", "conmon.pid", "--exit-dir", "x");
  expect(options.mode.bundle).toBe("/cwd/rel/");
  expect(options.sockets?.bundle).toBe("/cwd/rel/");
  expect(options).toMatchObject({ containerPidfile: "pid", conmonPidfile: "conmon.pid", exitDir: "x" });
  expect(validate(...ALL, "-b", "/abs").options.mode.bundle).toBe("/abs");
  expect(validate(...ALL, "-b", "").options.mode.bundle).toBe("/cwd");
});

test("validateOptions() restores from a directory", () => {
  expect(validate(...ALL, "--restore", "/img").options.mode).toEqual({
    kind: "restore",
    bundle: "/cwd",
    cuuid: "def",
    imagePath: "/img",
  });
  expect(validate(...ALL, "--restore", "").options.mode.kind).toBe("restore");
});

test("validateOptions() gives an exec session sockets only with a bundle", () => {
  const { options } = validate(...EXEC, "--api-version", "--exec-attach", "-b", "/b", "--socket-dir-path", "/s");
  expect(options.mode).toEqual({ kind: "exec", bundle: "/b", cuuid: "def", processSpec: "/p.json", attach: true });
  expect(options.sockets).toEqual({ bundle: "/b", link: "/s/def" });
  expect(options.syncKey).toBe("data");
  expect(validate(...EXEC, "--api-version").options.sockets).toBeUndefined();
});

test("validateOptions() needs no cuuid for a legacy exec", () => {
  const args = ["-c", "abc", "-r", "/bin/runc", "-l", "/log", "-e", "--exec-process-spec", ""];
  const { options } = validate(...args, "-b", "/b");
  expect(options.mode).toEqual({ kind: "exec", bundle: "/b", cuuid: undefined, processSpec: "", attach: false });
  expect(options.sockets).toEqual({ bundle: "/b", link: undefined });
  expect(options.syncKey).toBe("exit_code");
  expect(problem(...args, "--api-version")).toBe("Container UUID not provided. Use --cuuid");
});

test("validateOptions() makes no link with --full-attach and no socket with passthrough", () => {
  expect(validate(...ALL, "--full-attach").options.sockets).toEqual({ bundle: "/cwd", link: undefined });
  expect(validate(...ALL, "-l", "passthrough").options.sockets).toBeUndefined();
});

test("validateOptions() gathers the exit command and the times", () => {
  const args = ["--exit-command", "/e", "--exit-command-arg", "", "--exit-command-arg", "-x", "--exit-delay", "3"];
  expect(validate(...ALL, ...args).options.exitCommand).toEqual({ path: "/e", args: ["", "-x"], delaySeconds: 3 });
  expect(validate(...ALL, "--timeout", "7").options.timeoutSeconds).toBe(7);
  for (const none of ["0", "-5"]) expect(validate(...ALL, "--timeout", none).options.timeoutSeconds).toBeUndefined();
});

test("validateOptions() returns the warning about partial messages", () => {
  expect(validate(...ALL, "--no-container-partial-message").warnings).toEqual([
    "--no-container-partial-message has no effect without journald log driver",
  ]);
});
