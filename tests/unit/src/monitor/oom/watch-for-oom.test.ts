// Checks the mark that a container leaves which runs out of memory, with the kernel's own judgement on a real cgroup.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Fd } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import { CGROUP_ROOT } from "../../../../../src/monitor/oom/memory-cgroup.ts";
import { watchForOom } from "../../../../../src/monitor/oom/watch-for-oom.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { exitOf } from "../../../../helpers/deadline.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf } from "../../bytes.ts";
import { checkedOptions } from "../../checked-options.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { runUntil, settle } from "../../turning.ts";

const HIERARCHY = existsSync(`${CGROUP_ROOT}/memory`) ? `${CGROUP_ROOT}/memory` : CGROUP_ROOT;
const LIMIT_FILE = HIERARCHY === CGROUP_ROOT ? "memory.max" : "memory.limit_in_bytes";

/** A cgroup with 16 MB, and a process in it that waits for a word before it does what it is told. */
class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly diagnostics = new RecordedDiagnostics();
  readonly bundle = this.at("bundle");
  readonly persist = this.at("persist");
  readonly options = checkedOptions("--bundle", this.bundle, "--persist-dir", this.persist);
  readonly pid: number;
  readonly #cgroup = join(HIERARCHY, basename(this.path));
  readonly #word = pipe();
  #ended = false;

  constructor(script: string) {
    super();
    for (const path of [this.bundle, this.persist, this.#cgroup]) mkdirSync(path);
    writeFileSync(join(this.#cgroup, LIMIT_FILE), String(16 * 1024 * 1024));
    const fds = new Map([0, 1, 2].map((number) => [number, number === 0 ? this.#word.readEnd : new Fd(number)]));
    const argv = ["sh", "-c", `read -r word; ${script}`].map(cString);
    this.pid = spawn("/bin/sh", { argv, env: [cString("PATH=/usr/bin:/bin")], fds });
    writeFileSync(join(this.#cgroup, "cgroup.procs"), String(this.pid));
  }

  /** Lets the process go on, and waits for its end. */
  run(): void {
    write(this.#word.writeEnd, bytesOf("go\n"));
    this.#end();
  }

  /** What marks there are. */
  get marks(): string[] {
    return [...readdirSync(this.bundle), ...readdirSync(this.persist)];
  }

  override [Symbol.dispose](): void {
    this.#word[Symbol.dispose]();
    this.#end();
    this.reactor[Symbol.dispose]();
    rmdirSync(this.#cgroup);
    super[Symbol.dispose]();
  }

  #end(): void {
    if (!this.#ended) exitOf(this.pid, "the process in the cgroup");
    this.#ended = true;
  }
}

// It keeps a line without an end in memory.
const EAT_MEMORY = "tail /dev/zero";

test("watchForOom() leaves an empty file in the bundle and in the persist directory", () => {
  using site = new Site(EAT_MEMORY);
  using watcher = watchForOom(site.pid, site.options, site.reactor, site.diagnostics);
  expect(watcher).toBeDefined();
  site.run();
  runUntil(site.reactor, "the marks", () => site.marks.length === 2);
  expect(site.marks).toEqual(["oom", "oom"]);
  expect(statSync(`${site.bundle}/oom`).size).toBe(0);
  expect(site.diagnostics.lines).toEqual(["info: The container has run out of memory"]);
});

test("watchForOom() leaves no mark for a container that just ends", () => {
  using site = new Site("exit 137");
  using watcher = watchForOom(site.pid, site.options, site.reactor, site.diagnostics);
  site.run();
  settle(site.reactor);
  watcher?.look();
  expect(site.marks).toEqual([]);
});

test("watchForOom() leaves the one mark although the other cannot be written", () => {
  using site = new Site(EAT_MEMORY);
  const options = { ...site.options, persistDir: site.at("nowhere") };
  using watcher = watchForOom(site.pid, options, site.reactor, site.diagnostics);
  site.run();
  watcher?.look();
  expect(site.marks).toEqual(["oom"]);
  expect(site.diagnostics.lines.join()).toContain("error: Cannot write the oom file: ");
});

test("watchForOom() has nothing to watch when the process is gone", () => {
  using reactor = new Reactor();
  const diagnostics = new RecordedDiagnostics();
  const gone = spawn("/bin/true", { argv: [cString("true")], env: [], fds: new Map() });
  exitOf(gone, "true");
  expect(watchForOom(gone, checkedOptions(), reactor, diagnostics)).toBeUndefined();
  expect(diagnostics.lines.join()).toStartWith("info: Cannot watch for out-of-memory: ");
});
