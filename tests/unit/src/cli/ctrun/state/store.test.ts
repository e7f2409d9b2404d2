// The store: what changes only from the state that was read, by how containers are found, and what survives a kill.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NameInUseError, NoSuchContainerError, Store } from "../../../../../../src/cli/ctrun/state/store.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";
import { someRecord } from "./some-record.ts";

let directory: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
  store = new Store(join(directory, "ctrun.db"));
});

afterEach(() => {
  store[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

describe("Store.insert()", () => {
  test("keeps a record as it is", () => {
    const record = someRecord({ owner: { pid: 1, startTime: 2 } });
    store.insert(record);
    expect(store.get(record.id)).toEqual(record);
    expect(store.list()).toEqual([record]);
  });

  test("refuses a name that another container has", () => {
    const first = someRecord({ name: "web" });
    store.insert(first);
    expect(() => store.insert(someRecord({ name: "web" }))).toThrow(NameInUseError);
    expect(store.list()).toEqual([first]);
  });
});

describe("Store.find()", () => {
  const first = someRecord({ name: "web", id: `abc${"0".repeat(61)}` });
  const second = someRecord({ name: "abc0", id: `abd${"0".repeat(61)}`, createdAt: first.createdAt + 1 });
  beforeEach(() => {
    store.insert(first);
    store.insert(second);
  });

  test("knows names, ids, and beginnings of ids; a name goes first", () => {
    expect(store.find("web")).toEqual(first);
    expect(store.find(first.id)).toEqual(first);
    expect(store.find("abc")).toEqual(first);
    expect(store.find("abc0")).toEqual(second);
  });

  test("says that there is none, or more than one", () => {
    expect(() => store.find("db")).toThrow(new NoSuchContainerError('no container with name or ID "db"'));
    expect(() => store.find("ab")).toThrow('several containers have an ID that begins with "ab"');
    expect(() => store.find("")).toThrow(NoSuchContainerError);
    expect(() => store.find("a*")).toThrow(NoSuchContainerError);
  });
});

describe("Store.change()", () => {
  test("gives the new record, and keeps it", () => {
    const record = someRecord();
    store.insert(record);
    const changed = store.change(record, { state: "starting", owner: { pid: 1, startTime: 2 } });
    expect(changed).toEqual({ ...record, state: "starting", owner: { pid: 1, startTime: 2 } });
    expect(store.get(record.id)).toEqual(changed);
  });

  test("does nothing when the state is not that of the record any more", () => {
    const record = someRecord();
    store.insert(record);
    const changed = store.change(record, { state: "starting" });
    expect(store.change(record, { state: "removing" })).toBeUndefined();
    expect(store.get(record.id)).toEqual(changed);
  });

  test("does nothing when it is in other hands, or was started again", () => {
    const record = someRecord({ state: "running", startedAt: 1, owner: { pid: 1, startTime: 2 } });
    store.insert(record);
    expect(store.change({ ...record, owner: { pid: 9, startTime: 2 } }, { state: "exited" })).toBeUndefined();
    expect(store.change({ ...record, owner: undefined }, { state: "exited" })).toBeUndefined();
    expect(store.change({ ...record, startedAt: 2 }, { state: "exited" })).toBeUndefined();
    expect(store.change(record, { state: "exited" })?.state).toBe("exited");
  });
});

describe("Store.delete()", () => {
  test("forgets a container, unless it has changed", () => {
    const record = someRecord();
    store.insert(record);
    const changed = store.change(record, { state: "removing" }) ?? record;
    expect(store.delete(record)).toBe(false);
    expect(store.delete(changed)).toBe(true);
    expect(store.get(record.id)).toBeUndefined();
  });

  test("remembers how a container has ended, for those who wait for it", () => {
    const [ended, fresh] = [someRecord({ state: "exited", exitCode: 7 }), someRecord()];
    for (const record of [ended, fresh]) {
      store.insert(record);
      store.delete(record);
    }
    expect(store.codeOfRemoved(ended.id)).toBe(7);
    expect(store.codeOfRemoved(fresh.id)).toBeUndefined();
  });

  test("remembers no more than are of use", () => {
    const records = Array.from({ length: 1001 }, () => someRecord({ state: "exited", exitCode: 7 }));
    for (const record of records) {
      store.insert(record);
      store.delete(record);
    }
    expect(records.filter(({ id }) => store.codeOfRemoved(id) === undefined)).toEqual(records.slice(0, 1));
  });
});

describe("a store that several processes use", () => {
  test("is whole after they were killed in the middle of their work, again and again", async () => {
    const program = join(import.meta.dir, "programs/change-for-ever.ts");
    for (let round = 0; round < 3; round++) {
      const children = [1, 2, 3].map(() =>
        Bun.spawn([process.execPath, program, join(directory, "ctrun.db")], { stderr: "pipe" }),
      );
      // Each has done something, and is somewhere in the next thing.
      for (const child of children) await child.stdout.getReader().read();
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.exited));
      expect(await Promise.all(children.map((child) => child.stderr.text()))).toEqual(["", "", ""]);
      const records = store.list();
      expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
      expect(records.filter(({ state }) => state === "creating").length).toBeLessThanOrEqual(3 * (round + 1));
    }
    const record = someRecord();
    store.insert(record);
    expect(store.get(record.id)).toEqual(record);
  }, 30_000);
});
