// Podman's grammar: the same words mean the same options.
import { describe, expect, test } from "bun:test";
import { flag, oneOf, text, texts, value } from "../../../../../../src/cli/ctrun/grammar/option-table.ts";
import { parseOptions } from "../../../../../../src/cli/ctrun/grammar/parse-options.ts";
import { UsageError } from "../../../../../../src/cli/ctrun/grammar/usage-error.ts";

const TABLE = {
  interactive: flag("", { short: "i" }),
  tty: flag("", { short: "t" }),
  "sig-proxy": flag("", { default: true }),
  env: texts("NAME", "", { short: "e" }),
  name: text("NAME", ""),
  tail: value("N", Number, "", { short: "n" }),
  driver: oneOf(["one", "two", "three"], ""),
  secret: flag("", { hidden: true }),
} as const;

function parsed(...args: readonly string[]) {
  return parseOptions(TABLE, args, true);
}

describe("parseOptions()", () => {
  test("gives every option a value, whatever was said", () => {
    expect(parsed().options).toEqual({
      interactive: false,
      tty: false,
      "sig-proxy": true,
      env: [],
      name: undefined,
      tail: undefined,
      driver: undefined,
      secret: false,
    });
  });

  test.each([[["--name", "x"]], [["--name=x"]]])("reads a value: %p", (args) => {
    expect(parsed(...args).options.name).toBe("x");
  });

  test.each([[["-n", "3"]], [["-n3"]], [["-n=3"]], [["-itn3"]], [["-it", "--tail=3"]], [["-n", "1", "-n", "3"]]])(
    "reads letters: %p",
    (args) => {
      expect(parsed(...args).options.tail).toBe(3);
    },
  );

  test("collects what is given several times, in order", () => {
    expect(parsed("-e", "A=1", "--env=B=2", "-eC").options.env).toEqual(["A=1", "B=2", "C"]);
  });

  test("takes what looks like an option as a value, where one is expected", () => {
    expect(parsed("--name", "--tty").options).toMatchObject({ name: "--tty", tty: false });
    expect(parsed("--name", "--").options.name).toBe("--");
    expect(parsed("--name=").options.name).toBe("");
  });

  test("turns flags on and off", () => {
    expect(parsed("-it").options).toMatchObject({ interactive: true, tty: true });
    expect(parsed("--tty=false", "-i=0", "--sig-proxy=f").options).toMatchObject({
      interactive: false,
      tty: false,
      "sig-proxy": false,
    });
    expect(parsed("--tty", "false")).toMatchObject({ options: { tty: true }, operands: ["false"] });
  });

  test("ends the options at --, and at the first operand where a command line follows", () => {
    expect(parsed("-t", "--", "-i", "--")).toMatchObject({
      options: { tty: true, interactive: false },
      operands: ["-i", "--"],
    });
    expect(parsed("sh", "-i", "--", "x").operands).toEqual(["sh", "-i", "--", "x"]);
    expect(parsed("-", "-i").operands).toEqual(["-", "-i"]);
    expect(parseOptions(TABLE, ["web", "-t", "db"], false)).toMatchObject({
      options: { tty: true },
      operands: ["web", "db"],
    });
  });

  test("knows --help and -h, and then checks nothing else", () => {
    expect(parsed("--help").help).toBe(true);
    expect(parsed("-h").help).toBe(true);
    expect(parsed("sh", "-h").help).toBe(false);
    const withHostname = { hostname: text("NAME", "", { short: "h" }) };
    expect(parseOptions(withHostname, ["-h", "x"], true)).toMatchObject({ options: { hostname: "x" }, help: false });
  });
});

describe("parseOptions() says what is wrong", () => {
  test.each([
    [["--nam", "x"], "unknown option --nam; did you mean --name?"],
    [["--secre"], "unknown option --secre"],
    [["--__proto__"], "unknown option --__proto__"],
    [["--constructor=1"], "unknown option --constructor"],
    [["-x"], "unknown option -x"],
    [["-itx"], "unknown option -x in -itx"],
    [["--name"], "--name needs a value: NAME"],
    [["-n"], "-n, --tail needs a value: N"],
    [["--tty=maybe"], 'invalid value "maybe" for --tty: it must be true or false'],
    [["--driver", "four"], 'invalid value "four" for --driver: it must be one, two or three'],
  ])("%p", (args, message) => {
    expect(() => parsed(...args)).toThrow(new UsageError(message));
  });

  test("in the words of a parser that names the value itself", () => {
    const parse = (given: string): number => {
      throw new Error(`Invalid size "${given}"`);
    };
    expect(() => parseOptions({ size: value("SIZE", parse, "") }, ["--size", "x"], true)).toThrow(/^Invalid size "x"$/);
  });
});
