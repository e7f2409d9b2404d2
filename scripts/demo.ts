// `npm run demo`: builds the executable and a root file system, then shows containers at work with `ctrun`.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../ffi/errno.ts";
import { Ctrun } from "./demo/ctrun.ts";
import { code, heading, muted, say, seconds, step } from "./demo/narrator.ts";
import { missing } from "./demo/prerequisites.ts";
import { makeRootfs } from "./demo/rootfs.ts";
import { tour } from "./demo/tour.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const EXECUTABLE = "dist/ctrmon";
const ROOTFS = "dist/rootfs";

/** The shell's codes for programs that these signals have ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

if (import.meta.main) process.exit(await main());

async function main(): Promise<number> {
  const problems = missing();
  if (problems.length > 0) {
    console.error(`The demo cannot run here:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    return 1;
  }
  const rootfsIsOld = existsSync(join(ROOT, ROOTFS));
  const interruption = new AbortController();
  let status = 1;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    // For as long as the demo lives: a second ctrl-C must not keep it from cleaning up.
    process.on(signal, () => {
      status = code;
      interruption.abort(new Error(`stopped by ${signal}`));
    });
  }
  try {
    await show(interruption.signal);
    return 0;
  } catch (error) {
    const why = messageOf(error);
    console.error(interruption.signal.aborted ? `\nThe demo was ${why}.` : `\nThe demo has failed: ${why}`);
    if (rootfsIsOld && !interruption.signal.aborted) {
      console.error(`If something in ${ROOTFS} has been changed: rm -r ${ROOTFS}, and run the demo once more.`);
    }
    return status;
  }
}

async function show(signal: AbortSignal): Promise<void> {
  const began = performance.now();
  say(`${heading("ctrmon")}: the small process that stays with a container for as long as it lives.`);
  say(`This demo runs containers under it with ${heading("ctrun")}, the small container engine that comes with it.`);

  await build(signal);
  rootfs();
  const state = mkdtempSync(join(tmpdir(), "ctrmon-demo-"));
  try {
    await using ctrun = new Ctrun({ program: "dist/ctrun", directory: ROOT, state, signal });
    await tour(ctrun, ROOTFS);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }

  step("Your turn");
  say(
    `That was all in ${seconds(began)}, and nothing of it is left but ${ROOTFS}. A shell in a container of your own:`,
  );
  code(`dist/ctrun run --rm -it --rootfs ${ROOTFS} -- sh`);
  say(
    muted("`dist/ctrun --help` shows the rest, README.md how to use ctrmon with Podman, ARCHITECTURE.md how it works."),
  );
}

async function build(signal: AbortSignal): Promise<void> {
  step("The executable");
  const began = performance.now();
  const builder = Bun.spawn([process.execPath, join(ROOT, "scripts/build.ts")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = (): void => builder.kill();
  signal.addEventListener("abort", stop);
  const [problem, exitCode] = await Promise.all([builder.stderr.text(), builder.exited]);
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`the executable cannot be built:\n${problem}`);
  const megabytes = Math.round(statSync(join(ROOT, EXECUTABLE)).size / 1e6);
  say(`Built in ${seconds(began)}: ${EXECUTABLE}, one file of ${megabytes} MB with the JavaScript runtime inside.`);
  say("dist/ctrun is a link to it: it is several programs, and looks at the name that it is started by.");
}

function rootfs(): void {
  step("A root file system");
  const path = join(ROOT, ROOTFS);
  const isThere = existsSync(path);
  if (!isThere) makeRootfs(path);
  say(`${isThere ? "There is one already" : "Made"}: ${ROOTFS}, a directory with busybox under all its names.`);
}
