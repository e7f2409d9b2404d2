// Calls that fail in exec sessions, and with every log driver: the kinds of calls in which these differ from a container.
import { expect, test } from "bun:test";
import { EAGAIN, ENOMEM } from "../../ffi/errno.ts";
import type { SettingName } from "../helpers/fault-settings.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { KINDS } from "./kinds.ts";
import { ALL, sweep } from "./sweep.ts";

leavesNothing();

const MINUTES = 60_000;

/** What a short run tries, of the kinds by name; with FAULTS=all it is all of them. */
const CHOSEN: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  "exec session": ["write", "send", "read", "change a directory", "start a program", "watch", "wait for a child"],
  "exec session with a terminal": ["write", "accept and receive", "make a socket or pipe", "control"],
  "container with json-file": ["write", "change or look at a file"],
  "container with journald": ["send", "make a socket or pipe", "wait for events"],
  "container with long journal entries": ["write", "send", "make an event source or a file in memory"],
  "container with passthrough": ["write", "start a program", "change or look at a file", "wait for a child"],
  "container with several logs": ["write", "change or look at a file", "open"],
};

const CASES = Object.entries(CHOSEN).flatMap(([setting, chosen]) =>
  KINDS.filter(({ what }) => ALL || chosen.includes(what)).map((kind) => ({
    setting: setting as SettingName,
    ...kind,
  })),
);

test.each(CASES)(
  "the monitor of the $setting cannot $what",
  ({ setting, calls, errnos }) => {
    expect(sweep({ process: "monitor", setting, calls }, errnos)).toEqual([]);
  },
  5 * MINUTES,
);

test("a journald that takes nothing from any moment on costs output, which is told, and nothing else", () => {
  const setting = { process: "monitor", setting: "container with journald", everAfter: true } as const;
  expect(sweep({ ...setting, calls: ["sendto", "connect"] }, [EAGAIN, ENOMEM])).toEqual([]);
});
