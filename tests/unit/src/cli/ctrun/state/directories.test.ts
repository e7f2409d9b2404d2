// Where the state is, for root and for others, and who may look into it.
import { describe, expect, test } from "bun:test";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeStateDirectories, stateDirectories } from "../../../../../../src/cli/ctrun/state/directories.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";

describe("stateDirectories()", () => {
  test("are the system's for root", () => {
    expect(stateDirectories(undefined, { uid: 0, environment: {} })).toEqual({
      root: "/var/lib/ctrun",
      database: "/var/lib/ctrun/ctrun.db",
      containers: "/var/lib/ctrun/containers",
      run: "/run/ctrun/containers",
      exits: "/run/ctrun/exits",
      sockets: "/run/ctrun/sockets",
      runtime: "/run/ctrun/runtime",
    });
  });

  test("are all below --root, or CTRUN_ROOT, or the other way round", () => {
    const environment = { CTRUN_ROOT: "/variable" };
    expect(stateDirectories("/option", { uid: 0, environment })).toMatchObject({
      root: "/option",
      exits: "/option/run/exits",
    });
    expect(stateDirectories(undefined, { uid: 0, environment }).root).toBe("/variable");
    expect(stateDirectories("relative", { uid: 0, environment: {} }).root).toBe(join(process.cwd(), "relative"));
    expect(stateDirectories(undefined, { uid: 0, environment: { CTRUN_ROOT: "" } }).root).toBe("/var/lib/ctrun");
  });

  test("are the user's own for others", () => {
    const runtime = mkdtempSync(join(tmpdir(), PREFIX));
    try {
      const uid = process.getuid?.() ?? 0;
      const other = { uid: uid === 0 ? 12_345 : uid, environment: { HOME: "/h", XDG_RUNTIME_DIR: runtime } };
      chownSync(runtime, other.uid, -1);
      expect(stateDirectories(undefined, other)).toMatchObject({
        root: "/h/.local/share/ctrun",
        exits: `${runtime}/ctrun/exits`,
      });
      const data = { ...other, environment: { ...other.environment, XDG_DATA_HOME: "/d" } };
      expect(stateDirectories(undefined, data).root).toBe("/d/ctrun");
      const homeless = { ...other, environment: { XDG_RUNTIME_DIR: runtime } };
      expect(() => stateDirectories(undefined, homeless)).toThrow("HOME is not set");
    } finally {
      rmSync(runtime, { recursive: true });
    }
  });
});

describe("makeStateDirectories()", () => {
  test("makes them for their user alone, and minds none that are there", () => {
    const directory = mkdtempSync(join(tmpdir(), PREFIX));
    try {
      const directories = stateDirectories(join(directory, "state"), { uid: 0, environment: {} });
      for (let time = 0; time < 2; time++) makeStateDirectories(directories, 0);
      for (const path of [directories.root, directories.sockets]) expect(statSync(path).mode & 0o777).toBe(0o700);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("does not use what is somebody else's, or no directory", () => {
    const directory = mkdtempSync(join(tmpdir(), PREFIX));
    try {
      const root = join(directory, "state");
      mkdirSync(root);
      chownSync(root, 12_345, -1);
      const directories = stateDirectories(root, { uid: 0, environment: {} });
      expect(() => makeStateDirectories(directories, 0)).toThrow(`"${root}" belongs to another user`);
      writeFileSync(join(directory, "file"), "");
      const wrong = stateDirectories(join(directory, "file"), { uid: 0, environment: {} });
      expect(() => makeStateDirectories(wrong, 0)).toThrow(/Cannot make the directory ".*file/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
