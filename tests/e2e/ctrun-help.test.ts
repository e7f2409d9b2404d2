// The pages that explain ctrun.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

describe("ctrun --help", () => {
  test("lists the commands, with examples", async () => {
    const text = await ctrun.output("--help");
    expect(text).toContain("Usage: ctrun [OPTIONS] COMMAND [ARGUMENTS]");
    expect(text).toMatch(/^ {2}run +Create a container and run a command in it$/m);
    expect(text).not.toContain("cleanup");
    expect(text).not.toContain("\x1b[");
  });

  test.each([
    "run",
    "exec",
    "create",
    "start",
    "attach",
    "ps",
    "logs",
    "inspect",
    "wait",
    "stop",
    "kill",
    "rm",
    "checkpoint",
    "restore",
    "restart",
    "port",
    "help",
    "completion",
  ])("has a page for %s, no wider than a terminal", async (command) => {
    const text = await ctrun.output(command, "--help");
    expect(text).toContain(`Usage: ctrun ${command}`);
    expect(text).toContain("Examples:");
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });

  test("is what ctrun shows when nothing is asked of it, with an error's code", async () => {
    const { status, stdout } = await ctrun.run([]);
    expect([status, stdout.split("\n")[2]]).toEqual([125, "Usage: ctrun [OPTIONS] COMMAND [ARGUMENTS]"]);
  });

  test("is what ctrun help shows, too", async () => {
    expect(await ctrun.output("help")).toBe(await ctrun.output("--help"));
    expect(await ctrun.output("help", "run")).toBe(await ctrun.output("run", "--help"));
    expect((await ctrun.run(["help", "images"])).stderr).toContain('"images" is not in ctrun; there are no images');
  });

  test("--version tells the version and the commit", async () => {
    expect(await ctrun.output("--version")).toMatch(/^ctrun version \d+\.\d+\.\d+\ncommit: \S+$/);
  });
});
