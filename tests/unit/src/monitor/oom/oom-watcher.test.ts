// Checks the watch over a cgroup's memory, with files in place of cgroups of both versions.
import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Fd } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { OomWatcher } from "../../../../../src/monitor/oom/oom-watcher.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { runUntil, settle } from "../../turning.ts";

class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly cgroup = this.at("cgroup");
  readonly version: 1 | 2;
  told = 0;
  #watcher: OomWatcher | undefined;

  constructor(version: 1 | 2, happenedBefore = 0) {
    super();
    this.version = version;
    mkdirSync(this.cgroup);
    this.count(happenedBefore);
    if (version === 1) writeFileSync(`${this.cgroup}/cgroup.event_control`, "");
  }

  /** Begins to watch. */
  watch(): OomWatcher {
    this.#watcher = new OomWatcher({ version: this.version, path: this.cgroup }, this.reactor, () => this.told++);
    return this.#watcher;
  }

  /** Sets what the kernel has counted. */
  count(kills: number): void {
    if (this.version === 1) {
      writeFileSync(`${this.cgroup}/memory.oom_control`, `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`);
    } else {
      writeFileSync(`${this.cgroup}/memory.events`, `low 0\nhigh 0\nmax ${kills}\noom ${kills}\noom_kill ${kills}\n`);
    }
  }

  /** Signals what the kernel signals by itself in version 2, where the counters' file has been modified. */
  signal(): void {
    if (this.version === 2) return;
    const [events = ""] = readFileSync(`${this.cgroup}/cgroup.event_control`, "latin1").split(" ");
    const one = new Uint8Array(new ArrayBuffer(8));
    one[0] = 1;
    write(new Fd(Number(events)), one);
  }

  override [Symbol.dispose](): void {
    this.#watcher?.[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

for (const version of [1, 2] as const) {
  test(`OomWatcher tells when the memory of a cgroup of version ${version} runs out, once`, () => {
    using site = new Site(version);
    site.watch();
    site.count(1);
    site.signal();
    runUntil(site.reactor, "the news", () => site.told > 0);
    site.count(2);
    site.signal();
    settle(site.reactor);
    expect(site.told).toBe(1);
  });

  test(`OomWatcher does not count what had happened before in a cgroup of version ${version}`, () => {
    using site = new Site(version, 3);
    const watcher = site.watch();
    // Of version 1 an event says by itself that it has happened now; of version 2 only that some counter has changed.
    if (version === 2) site.signal();
    settle(site.reactor);
    watcher.look();
    expect(site.told).toBe(0);
    site.count(4);
    watcher.look();
    expect(site.told).toBe(1);
  });

  test(`OomWatcher takes the removal of a cgroup of version ${version} for no shortage, and does not spin`, () => {
    using site = new Site(version);
    const watcher = site.watch();
    site.signal();
    rmSync(site.cgroup, { recursive: true });
    settle(site.reactor);
    watcher.look();
    expect(site.told).toBe(0);
    const before = process.cpuUsage();
    settle(site.reactor, 50);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(45_000);
  });

  test(`OomWatcher finds a shortage at its last look at a cgroup of version ${version}`, () => {
    using site = new Site(version);
    const watcher = site.watch();
    site.count(1);
    watcher.look();
    watcher.look();
    settle(site.reactor);
    expect(site.told).toBe(1);
  });

  test(`OomWatcher keeps nothing of a cgroup of version ${version} open`, () => {
    expect(
      leftOpenBy(() => {
        using site = new Site(version);
        site.watch();
      }),
    ).toEqual([]);
  });
}

test("OomWatcher cannot watch what is not there, and keeps nothing open", () => {
  using reactor = new Reactor();
  for (const version of [1, 2] as const) {
    const failing = (): void => {
      expect(() => new OomWatcher({ version, path: "/nowhere-at-all" }, reactor, () => {})).toThrow("ENOENT");
    };
    expect(leftOpenBy(failing)).toEqual([]);
  }
  // Version 1 without the file that takes the registration.
  using site = new Site(1);
  rmSync(`${site.cgroup}/cgroup.event_control`);
  expect(leftOpenBy(() => expect(() => site.watch()).toThrow("ENOENT"))).toEqual([]);
});

test("OomWatcher takes an event of version 1 at its word, though no counter has moved", () => {
  using site = new Site(1, 3);
  site.watch();
  site.signal();
  settle(site.reactor);
  expect(site.told).toBe(1);
});
