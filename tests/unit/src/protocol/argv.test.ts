// Checks the grammar of the monitor's command line, as measured on conmon 2.1.6.
import { expect, test } from "bun:test";
import { OptionError, parseArgv, renderArgv } from "../../../../src/protocol/argv.ts";
import { type MonitorOptions, OPTION_TABLE } from "../../../../src/protocol/option-table.ts";
import { randomOptions, seeded } from "./random.ts";

const NOTHING = parseArgv([]);

function given(...args: readonly string[]): Partial<MonitorOptions> {
  const entries = Object.entries(parseArgv(args));
  return Object.fromEntries(
    entries.filter(([, value]) => value !== false && !(Array.isArray(value) && value.length === 0)),
  );
}

function problem(...args: readonly string[]): string {
  try {
    parseArgv(args);
  } catch (error) {
    if (error instanceof OptionError) return error.message.replace(/^option parsing failed: /, "");
    throw error;
  }
  return "";
}

test("parseArgv() of nothing has flags that are off, empty lists and no scalars", () => {
  const flagsAndLists = OPTION_TABLE.filter(({ kind }) => kind === "flag" || kind === "list");
  expect(Object.keys(NOTHING).toSorted()).toEqual(flagsAndLists.map(({ key }) => key).toSorted());
  expect(given()).toEqual({});
});

test("parseArgv() takes the next argument verbatim", () => {
  expect(given("--runtime-arg", "--cgroup-manager", "--runtime-arg", "systemd")).toEqual({
    runtimeArg: ["--cgroup-manager", "systemd"],
  });
  expect(given("--runtime-opt", "--tcp-established", "--exit-command-arg", "")).toEqual({
    runtimeOpt: ["--tcp-established"],
    exitCommandArg: [""],
  });
  expect(given("-c", "--", "-u", "-u", "--runtime", "--help")).toEqual({ cid: "--", cuuid: "-u", runtime: "--help" });
});

test("parseArgv() takes a value behind an equals sign, further ones included", () => {
  expect(given("--cid=x=y", "--cuuid=", "--runtime==z")).toEqual({ cid: "x=y", cuuid: "", runtime: "=z" });
});

test("parseArgv() knows equals signs in no short option", () => {
  expect(problem("-c=abc")).toBe("Missing argument for -c");
  expect(problem("-it=")).toBe("Unknown option -it=");
});

test("parseArgv() reads grouped letters with one value among them", () => {
  expect(given("-it")).toEqual({ stdin: true, terminal: true });
  expect(given("-itc", "abc")).toEqual({ stdin: true, terminal: true, cid: "abc" });
  expect(given("-cit", "abc", "def")).toEqual({ stdin: true, terminal: true, cid: "abc" });
});

test("parseArgv() gives a group no second value and no value of its own letters", () => {
  expect(problem("-cr", "a", "b")).toBe("Error parsing option -r");
  expect(problem("-ll", "a", "b")).toBe("Error parsing option -l");
  expect(problem("-cabc")).toBe("Missing argument for -c");
  expect(problem("-cabc", "x")).toBe("Unknown option -cabc");
});

test("parseArgv() takes the last of a scalar and all of a list", () => {
  expect(given("-c", "a", "--cid=b", "-l", "x", "--log-path", "y", "-l", "x")).toEqual({
    cid: "b",
    logPath: ["x", "y", "x"],
  });
});

test("parseArgv() ignores positionals, a lone dash and everything behind --", () => {
  expect(given("--api-version", "1", "-", "", "-c", "a", "--", "-u", "b", "--no-such")).toEqual({
    apiVersion: true,
    cid: "a",
  });
});

test("parseArgv() ignores what a flag is said to be", () => {
  expect(given("--exec=false", "--terminal=", "--version=no")).toEqual({ exec: true, terminal: true, version: true });
});

test("parseArgv() knows the hidden aliases", () => {
  expect(given("--pidfile", "p", "--restore-arg", "a", "--runtime-opt", "b")).toEqual({
    containerPidfile: "p",
    runtimeOpt: ["a", "b"],
  });
});

test("parseArgv() stops at help, whatever follows", () => {
  for (const help of ["--help", "-h", "-?", "-ih", "-hZ", "-h=x", "--help-all"]) {
    expect(parseArgv([help, "--no-such", "-c"]).help).toBe(true);
  }
  expect(problem("--help=x")).toBe("Unknown option --help=x");
  expect(problem("--no-such", "--help")).toBe("Unknown option --no-such");
  expect(problem("-Zh")).toBe("Unknown option -Zh");
});

test("parseArgv() knows no abbreviations", () => {
  expect(problem("--runtim", "/x")).toBe("Unknown option --runtim");
  expect(problem("--Cid", "a")).toBe("Unknown option --Cid");
});

test("parseArgv() names an unknown option with all that was written", () => {
  for (const arg of ["--no-such", "--no-such=x", "-Z", "-itZ", "---cid", "--=x", "-=", "--é", "-é", "-😀"]) {
    expect(problem(arg)).toBe(`Unknown option ${arg}`);
  }
  expect(problem("--constructor")).toBe("Unknown option --constructor");
  expect(() => parseArgv(["--x"])).toThrow("option parsing failed: Unknown option --x");
});

test("parseArgv() misses an argument under the name that was written", () => {
  for (const name of ["--cid", "-c", "--pidfile", "-0", "--timeout"]) {
    expect(problem("-it", name)).toBe(`Missing argument for ${name}`);
  }
  expect(problem("-itc")).toBe("Missing argument for -c");
});

test("parseArgv() reads integers in C's notations", () => {
  const cases = {
    "5": 5,
    "-1": -1,
    "+7": 7,
    " 1": 1,
    "\t5": 5,
    "0x10": 16,
    "-0X1f": -31,
    "010": 8,
    "-0": 0,
    "00": 0,
  };
  for (const [text, value] of Object.entries(cases)) expect(given("--timeout", text)).toEqual({ timeout: value });
});

test("parseArgv() refuses what is no integer", () => {
  for (const text of [
    "x",
    "",
    "1x",
    "1 ",
    "08",
    "0x",
    "-",
    "+",
    "--1",
    "1.5",
    "1e3",
    "+ 5",
    "0b1",
    "３",
    `${"9".repeat(30)}x`,
  ]) {
    expect(problem("--timeout", text)).toBe(`Cannot parse integer value “${text}” for --timeout`);
  }
  expect(problem("-tTi", "x")).toBe("Cannot parse integer value “x” for -T");
});

test("parseArgv() keeps to the range of C's int", () => {
  expect(given("-T", "2147483647").timeout).toBe(2147483647);
  expect(given("-T", "-2147483648").timeout).toBe(-2147483648);
  for (const text of ["2147483648", "-2147483649", "99999999999", "0x80000000"]) {
    expect(problem("-T", text)).toBe(`Integer value “${text}” for -T out of range`);
  }
});

test("parseArgv() keeps all 64 bits of a size", () => {
  expect(given("--log-size-max", "9223372036854775807").logSizeMax).toBe(2n ** 63n - 1n);
  expect(given("--log-global-size-max=-9223372036854775808").logGlobalSizeMax).toBe(-(2n ** 63n));
  expect(given("--log-size-max", "0x20000000000001").logSizeMax).toBe(2n ** 53n + 1n);
  expect(problem("--log-size-max", "9223372036854775808")).toBe(
    "Integer value “9223372036854775808” for --log-size-max out of range",
  );
});

test("parseArgv() is quick with arguments as large as execve(2) allows", () => {
  const large = "9".repeat(131_071);
  expect(given("--cid", large).cid).toBe(large);
  expect(problem("--timeout", large)).toEndWith("out of range");
  expect(problem("--timeout", `${large}x`)).toStartWith("Cannot parse");
});

test("renderArgv() writes a name and its value as two arguments", () => {
  const options = { ...NOTHING, cid: "--x=", runtimeArg: ["-a", ""], stdin: true, logSizeMax: 2n ** 53n + 1n };
  expect(renderArgv(options)).toEqual([
    ...["--cid", "--x=", "--runtime-arg", "-a", "--runtime-arg", "", "--stdin"],
    ...["--log-size-max", "9007199254740993"],
  ]);
});

test("renderArgv() writes nothing for nothing", () => {
  expect(renderArgv(NOTHING)).toEqual([]);
});

test("renderArgv() is the inverse of parseArgv() for any options", () => {
  const random = seeded(20_260_601);
  for (let round = 0; round < 5000; round += 1) {
    const options = randomOptions(random);
    expect(parseArgv(renderArgv(options))).toEqual(options);
  }
});
