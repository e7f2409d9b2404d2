// Several users of one machine at the same time: what is one's own, nobody else sees, hears or touches.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";
import { RootlessUser, type UserRun } from "../helpers/rootless-user.ts";

/** Anybody may go through the users' directories: it is ctrun's own permissions that are tested. */
const OPEN = 0o755;

interface Owner {
  readonly name: string;
  readonly user: RootlessUser | undefined;
  readonly ctrun: Ctrun;
}

let owners: readonly Owner[] = [];
const ids = new Map<string, string>();

beforeAll(async () => {
  owners = [...["a", "b"].map(ordinaryUser), { name: "root", user: undefined, ctrun: new Ctrun() }];
  for (const { ctrun } of owners) chmodSync(ctrun.directory, OPEN);
  // All at once, and by the same name.
  const script = (name: string): string => `echo secret of ${name}; read word; echo "got $word"; exit ${codeOf(name)}`;
  const starts = owners.map(async ({ name, ctrun }) => {
    ids.set(name, await ctrun.detached("same", script(name), ["-i"]));
  });
  await Promise.all(starts);
});
afterAll(() => {
  for (const { ctrun, user } of owners) {
    ctrun[Symbol.dispose]();
    user?.[Symbol.dispose]();
  }
});
leavesNothing();

function ordinaryUser(name: string): Owner {
  const user = new RootlessUser(`many${name}`);
  chmodSync(user.directory, OPEN);
  const directory = join(user.directory, "own");
  // The checkout may be where only root gets to.
  copyFileSync(CTRMON.path, executableOf(user));
  chmodSync(executableOf(user), OPEN);
  const ctrun = new Ctrun({
    prefix: user.prefix,
    environment: user.environment,
    directory,
    executable: executableOf(user),
  });
  user.own(user.directory);
  return { name, user, ctrun };
}

function executableOf({ directory }: RootlessUser): string {
  return join(directory, "ctrmon");
}

/** A code of each owner's own. */
function codeOf(name: string): number {
  return 40 + owners.findIndex((owner) => owner.name === name);
}

/** Every ordinary user with everybody else. */
function strangers(): readonly (readonly [user: RootlessUser, other: Owner])[] {
  return owners.flatMap(({ user }) =>
    user === undefined ? [] : owners.filter((owner) => owner.user !== user).map((owner) => [user, owner] as const),
  );
}

/** What a user gets who runs ctrun with somebody else's state. */
function meddle(user: RootlessUser, { ctrun }: Owner, ...args: readonly string[]): UserRun {
  return user.run(executableOf(user), "--as=ctrun", "--root", ctrun.root, ...args);
}

describe("users who have a container by the same name at the same time", () => {
  test("each see their own, and what it has written", async () => {
    for (const { name, ctrun } of owners) {
      ctrun.hasWritten("same", "secret");
      expect(await ctrun.output("ps", "-aq", "--no-trunc")).toBe(ids.get(name) ?? "");
      expect(await ctrun.output("logs", "same")).toBe(`secret of ${name}`);
      expect(await ctrun.output("exec", "same", "id", "-u")).toBe("0");
    }
    expect(new Set(ids.values()).size).toBe(owners.length);
  });

  test("cannot find anybody else's by its id", async () => {
    for (const { ctrun, name } of owners) {
      for (const [other, id] of ids) {
        if (other !== name) expect((await ctrun.run(["inspect", id])).stderr).toContain("no container");
      }
    }
  });

  test.each([
    "ps",
    "logs same",
    "inspect same",
    "attach same",
    "exec same true",
    "kill same",
    "rm -f same",
    "run --rootfs / -- true",
  ])("cannot use another's state directory for ctrun %s", (line) => {
    for (const [user, other] of strangers()) {
      const { code, stdout, stderr } = meddle(user, other, ...line.split(" "));
      expect([code, stdout, stderr]).toEqual([125, "", expect.stringMatching(/^Error: .*(?:EACCES|another user)/)]);
    }
  });

  test("can neither list nor read anything of another's", () => {
    for (const [user, { ctrun, name }] of strangers()) {
      const container = join(ctrun.root, "containers", ids.get(name) ?? "");
      const paths = [
        ...[ctrun.root, join(ctrun.root, "run/sockets"), container].map((path) => ["ls", path]),
        ...["ctr.log", "bundle/config.json"].map((file) => ["cat", join(container, file)]),
        ["cat", join(ctrun.root, "ctrun.db")],
      ];
      for (const command of paths) {
        expect(user.run(...command)).toMatchObject({ code: 1 + Number(command[0] === "ls"), stdout: "" });
      }
    }
  });
});

describe("when a state directory is open to everybody by mistake", () => {
  test("its files still are the owner's alone", () => {
    for (const [user, other] of strangers()) {
      const container = join(other.ctrun.root, "containers", ids.get(other.name) ?? "");
      const bundle = join(container, "bundle");
      const closed = opened(other.ctrun.root, [join(other.ctrun.root, "containers"), container, bundle]);
      try {
        // Whoever may not write to a socket may not connect to it: unix(7).
        expect(user.run("test", "-w", join(bundle, "attach")).code).toBe(1);
        expect(other.user?.run("test", "-w", join(bundle, "attach")).code ?? 0).toBe(0);
        const secrets = [join(container, "ctr.log"), join(bundle, "config.json"), join(other.ctrun.root, "ctrun.db")];
        for (const path of secrets) {
          expect(user.run("cat", path)).toMatchObject({ code: 1, stdout: "" });
        }
        for (const fifo of ["ctl", "winsz"]) {
          expect(user.run("sh", "-c", `echo 1 1 1 >"${join(bundle, fifo)}"`).stderr).toContain("Permission denied");
        }
        expect(meddle(user, other, "attach", "same")).toMatchObject({
          code: 125,
          stdout: "",
          stderr: expect.stringMatching(/^Error: /),
        });
      } finally {
        closed();
      }
    }
  });
});

test("each container ends with its own code, and takes what its own user types", async () => {
  const ends = owners.map(async ({ name, ctrun }) => {
    const { status, stdout } = await ctrun.run(["attach", "same"], { stdin: `word of ${name}\n` });
    return [name, status, stdout, await ctrun.inspect("same", "State.ExitCode")];
  });
  expect(await Promise.all(ends)).toEqual(
    owners.map(({ name }) => [name, codeOf(name), `got word of ${name}\n`, String(codeOf(name))]),
  );
  for (const { ctrun } of owners) {
    await ctrun.output("rm", "same");
    expect(ctrun.leftovers()).toEqual([]);
  }
});

/** Opens directories to everybody. @returns what closes them again */
function opened(...[root, others]: [string, readonly string[]]): () => void {
  const paths = [root, ...others];
  for (const path of paths) chmodSync(path, OPEN);
  return () => {
    for (const path of paths) chmodSync(path, 0o700);
  };
}
