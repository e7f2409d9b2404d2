// A monitor that may have too few open files (RLIMIT_NOFILE): it works in full, or there is no container and the engine is told.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { AttachClient } from "../helpers/attach-client.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { pidIn, Session } from "../helpers/session.ts";

leavesNothing();

/** Standard streams and the engine's two pipes are there before the limit counts. */
const FEWEST = 6;
const ENOUGH = 40;

test.each([
  ["", {}],
  [" with a terminal", { terminal: true }],
] as const)(
  "a container%s and its limit of 6 to 40 open files: all or nothing",
  (_, options) => {
    const worked: number[] = [];
    for (let limit = FEWEST; limit <= ENOUGH; limit++) {
      using session = new Session({
        wrapper: ["/bin/sh", "-c", `ulimit -n ${limit}; exec "$@"`, "sh"],
        script: "echo out; exit 7",
        options,
      });
      session.go();
      const status = session.first();
      const line = status === 0 ? session.syncLine() : undefined;
      if (pidIn(line ?? "") > 0) {
        expectInFull(session);
        worked.push(limit);
      } else {
        expect([limit, line ?? session.complaints()]).toEqual([limit, expect.stringMatching(/\S/)]);
        if (status === 0) expect(session.monitor()).toBe(1);
        expectNothing(session);
      }
    }
    // Whatever is enough stays enough.
    expect(worked).toEqual(
      Array.from({ length: worked.length }, (_unused, index) => ENOUGH + 1 - worked.length + index),
    );
    expect(worked.length).toBeGreaterThan(5);
  },
  60_000,
);

function expectInFull(session: Session): void {
  {
    using client = new AttachClient(session.attachPath);
    session.start();
    client.receive();
  }
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  expect(session.log().map(({ text }) => text.trim())).toEqual(["out"]);
}

function expectNothing(session: Session): void {
  const { exit, persist, sockets } = session.directories;
  expect(session.processes()).toEqual([]);
  expect([exit, persist, sockets].flatMap((folder) => readdirSync(folder))).toEqual([]);
}
