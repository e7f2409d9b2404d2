// Many containers: at once, and one after the other.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { openFiles } from "../helpers/processes.ts";

const AT_ONCE = 20;
const ROWS = 4;
const IN_A_ROW = 25;

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

test("20 ctrun at once each have their container's output and code", async () => {
  const script = (index: number): string => `echo out ${index}; echo err ${index} >&2; exit ${index}`;
  const results = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => ctrun.runContainer(["--rm"], "sh", "-c", script(index))),
  );
  expect(results).toEqual(
    Array.from({ length: AT_ONCE }, (_, index) => ({
      status: index,
      stdout: `out ${index}\n`,
      stderr: `err ${index}\n`,
    })),
  );
  expect(ctrun.leftovers()).toEqual([]);
});

test("20 containers in the background are there together, and are stopped and removed together", async () => {
  const names = Array.from({ length: AT_ONCE }, (_, index) => `together-${index}`);
  await Promise.all(names.map((name) => ctrun.detached(name, "trap 'exit 1' TERM; while :; do sleep 0.1; done")));
  const listed = await Promise.all(names.map(() => ctrun.output("ps", "-q")));
  for (const list of listed) expect(list.split("\n")).toHaveLength(AT_ONCE);
  expect((await ctrun.output("stop", ...names)).split("\n")).toEqual(names);
  const codes = await ctrun.output("wait", ...names);
  expect(new Set(codes.split("\n"))).toEqual(new Set(["1"]));
  await Promise.all(names.map((name) => ctrun.output("rm", name)));
  expect(ctrun.leftovers()).toEqual([]);
}, 60_000);

test("only one of 20 gets a name that all of them want", async () => {
  const results = await Promise.all(
    Array.from({ length: AT_ONCE }, () => ctrun.runContainer(["-d", "--name", "coveted"], "sleep", "1000")),
  );
  expect(results.filter(({ status }) => status === 0)).toHaveLength(1);
  for (const { status, stderr } of results) if (status !== 0) expect(stderr).toContain('the name "coveted" is taken');
  // All of them may remove it.
  const removals = await Promise.all(results.map(() => ctrun.run(["rm", "-f", "coveted"])));
  expect(removals.map(({ status }) => status)).toEqual(results.map(() => 0));
  expect(ctrun.leftovers()).toEqual([]);
});

test("100 containers, four at a time, are created, exec'd into and removed, and nothing of them is left", async () => {
  const before = openFiles("self").size;
  const row = async (first: number): Promise<void> => {
    for (let count = 0; count < IN_A_ROW; count++) {
      const name = `row-${first}-${count}`;
      await ctrun.detached(name, "sleep 1000");
      expect(await ctrun.output("exec", name, "echo", name)).toBe(name);
      await ctrun.output("rm", "-f", name);
    }
  };
  await Promise.all(Array.from({ length: ROWS }, (_, index) => row(index)));
  expect(ctrun.leftovers()).toEqual([]);
  expect(await ctrun.output("ps", "-aq")).toBe("");
  expect(openFiles("self").size).toBeLessThanOrEqual(before + 2);
}, 180_000);
