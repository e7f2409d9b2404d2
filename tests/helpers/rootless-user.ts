// An ordinary user of the machine for the time of a test: with subordinate ids and a directory of its own.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostUser } from "../../src/engine/spec/rootless.ts";
import { PREFIX } from "./directories.ts";

/** How a program of the user's has ended, and what it has written. */
export interface UserRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class RootlessUser implements Disposable {
  readonly name: string;
  readonly host: HostUser;
  /** The user's own; everything that the test makes is to go there. */
  readonly directory: string;
  /** XDG_RUNTIME_DIR. */
  readonly runtimeDirectory: string;

  /** @param suffix tells users apart that a test file has at the same time */
  constructor(suffix = "u") {
    this.name = `ctrmon-${process.pid}${suffix}`;
    // useradd(8) gives subordinate ids only where the files are.
    for (const file of ["/etc/subuid", "/etc/subgid"]) if (!existsSync(file)) writeFileSync(file, "");
    asRoot("useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", this.name);
    const path = process.env["PATH"] ?? "";
    this.host = { uid: Number(asRoot("id", "-u", this.name)), gid: Number(asRoot("id", "-g", this.name)), path };
    this.directory = mkdtempSync(join(tmpdir(), PREFIX));
    this.runtimeDirectory = join(this.directory, "run");
    mkdirSync(this.runtimeDirectory, { mode: 0o700 });
    this.own(this.directory);
  }

  /** Gives a file, or a directory with all below it, to the user. */
  own(path: string): void {
    asRoot("chown", "-R", "-h", `${this.host.uid}:${this.host.gid}`, path);
  }

  /** What to run in front of a program, so that it is the user's from the start. */
  get prefix(): readonly string[] {
    const { uid, gid } = this.host;
    return ["setpriv", "--reuid", `${uid}`, "--regid", `${gid}`, "--clear-groups", "--inh-caps=-all"];
  }

  /** The environment that the user would have after a login. */
  get environment(): Readonly<Record<string, string>> {
    return { PATH: this.host.path, HOME: this.directory, USER: this.name, XDG_RUNTIME_DIR: this.runtimeDirectory };
  }

  /** Runs a program as the user, in the user's directory, and waits for its end. */
  run(...command: readonly string[]): UserRun {
    const { exitCode, stdout, stderr } = Bun.spawnSync([...this.prefix, ...command], {
      cwd: this.directory,
      env: this.environment,
      stdin: "ignore",
    });
    return { code: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  /** Removes the user, the subordinate ids and all files. */
  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
    // Not captured: Bun closes a captured stream a little later, on a thread, and a test file may end with this.
    const { success } = Bun.spawnSync(["userdel", this.name], { stdio: ["ignore", "ignore", "inherit"] });
    if (!success) throw new Error(`Cannot remove the user ${this.name}`);
  }
}

function asRoot(...command: readonly string[]): string {
  const { success, stdout, stderr } = Bun.spawnSync([...command], { stdin: "ignore" });
  if (!success) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
  return stdout.toString();
}
