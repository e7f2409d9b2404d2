// A runtime for an engine with a staged fault: the fake one where it creates, and one that knows of no container elsewhere.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Directories } from "./directories.ts";
import { BUSYBOX, fixture } from "./monitors.ts";
import { fakeRuntime, type MakeRuntime } from "./runtimes.ts";

/** @param words for the fake runtime */
export function stagedRuntime(...words: readonly string[]): MakeRuntime {
  return (setup) => {
    const { directories } = setup;
    const fake = fakeRuntime(...words)(setup);
    const path = join(directories.aside, "runtime");
    writeFileSync(
      path,
      `#!${BUSYBOX} sh
for word; do case "$word" in
  create|restore|exec) exec ${fixture("fake-runtime")} "$@" ;;
  state) echo 'container does not exist' >&2; exit 1 ;;
  delete) echo "$@" >>${deletions(directories)}; exit 0 ;;
esac; done
`,
    );
    chmodSync(path, 0o755);
    return { ...fake, path };
  };
}

/** How often the engine has had a container deleted. */
export function deletionsIn(directories: Directories): number {
  const path = deletions(directories);
  return existsSync(path) ? readFileSync(path, "latin1").trimEnd().split("\n").length : 0;
}

function deletions({ aside }: Directories): string {
  return join(aside, "deletions");
}
