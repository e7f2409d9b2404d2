// The tour: what a container engine does all day, and what its monitors do for it.

import { readFileSync } from "node:fs";
import type { Ctrun } from "./ctrun.ts";
import { code, muted, say, step, table } from "./narrator.ts";
import { findProgram } from "./prerequisites.ts";

/** Counts until it is asked to end, which it hears of within a tenth of a second. */
const COUNTER = `trap "echo I was asked to end; exit 0" TERM; while sleep 0.1; do n=$((n+1)); echo tick $n; done`;
/** Says when requests may come. */
const SERVER = "httpd -h /www && echo listening && sleep 1000";

/** What the engine tells a monitor, in part. */
const MEANINGS: readonly (readonly [option: string, meaning: string])[] = [
  ["--cid", "the container"],
  ["--runtime", "the program that makes it"],
  ["--log-path", "where its output is kept"],
  ["--exit-dir", "where its exit code goes"],
  ["--exit-command", "what to run when it has ended"],
];

/** @param rootfs of all the containers */
export async function tour(ctrun: Ctrun, rootfs: string): Promise<void> {
  await oneCommand(ctrun, rootfs);
  await inTheBackground(ctrun, rootfs);
  await theMonitor(ctrun);
  await theEnd(ctrun);
  await network(ctrun, rootfs);
  await outOfMemory(ctrun, rootfs);
  await failures(ctrun, rootfs);
}

async function oneCommand(ctrun: Ctrun, rootfs: string): Promise<void> {
  step("One command in a container");
  say("It has processes, a host name and a network of its own. Its exit code becomes that of ctrun:");
  const script = "echo I am process $$ on $(hostname); exit 3";
  await ctrun.show(["run", "--rm", "--rootfs", rootfs, "--", "sh", "-c", script], { exitCode: 3 });
}

async function inTheBackground(ctrun: Ctrun, rootfs: string): Promise<void> {
  step("In the background");
  say("ctrun ends, and a monitor stays with the container:");
  await ctrun.show(["run", "-d", "--name", "counter", "--rootfs", rootfs, "--", "sh", "-c", COUNTER]);
  await ctrun.show(["ps"]);
  say("The monitor keeps all output. A reader may follow it:");
  await ctrun.show(["logs", "-f", "counter"], { lines: 3 });
  say("One more command in the same container, with an exit code of its own:");
  await ctrun.show(["exec", "counter", "--", "sh", "-c", "ls /bin | wc -l; exit 5"], { exitCode: 5 });
  say("And its output as it comes, past the log. (With `run -it`, keys go the other way; ctrl-p ctrl-q leaves.)");
  await ctrun.show(["attach", "--no-stdin", "--sig-proxy=false", "counter"], { lines: 2 });
}

async function theMonitor(ctrun: Ctrun): Promise<void> {
  step("The monitor");
  const value = (field: string): Promise<string> => ctrun.inspect("counter", field);
  const [pid, id] = [await value(".State.ConmonPid"), await value(".Id")];
  const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  const shown = (text: string): string => text.replaceAll(id, "ID").replaceAll(ctrun.state, "$CTRUN_ROOT");
  say(`Process ${pid} is the monitor. It has been told everything by options, in the way of conmon; among them:`);
  table(MEANINGS.map(([option, meaning]) => [shown(`${option} ${args[args.indexOf(option) + 1]}`), meaning]));
  say(
    `Through its sync pipe it has told ctrun the pid of the container's first process: ${await value(".State.Pid")}.`,
  );
  const { threads, megabytes } = figures(readFileSync(`/proc/${pid}/status`, "utf8"));
  say(`It has ${threads} thread and ${megabytes} MB of memory of its own, and sleeps while there is nothing to do.`);
}

function figures(status: string): { readonly threads: number; readonly megabytes: string } {
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]);
  return { threads: field("Threads"), megabytes: (field("RssAnon") / 1024).toFixed(1) };
}

async function theEnd(ctrun: Ctrun): Promise<void> {
  step("The end");
  const log = await ctrun.inspect("counter", ".HostConfig.LogConfig.Path");
  await ctrun.show(["stop", "counter"]);
  say("What the monitor has left: the exit code, and a line of log for each line of output, with time and stream:");
  await ctrun.show(["inspect", "--format", "{{.State.Status}} with {{.State.ExitCode}}", "counter"]);
  code(lastLine(readFileSync(log, "utf8")));
  say("Started once more, and not asked this time:");
  await ctrun.show(["start", "counter"]);
  await ctrun.show(["kill", "counter"]);
  await ctrun.show(["wait", "counter"]);
  await ctrun.show(["rm", "counter"]);
}

async function network(ctrun: Ctrun, rootfs: string): Promise<void> {
  step("A network");
  if (findProgram("slirp4netns") === null) {
    return say(muted("Left out, because it takes slirp4netns (on Debian: apt-get install slirp4netns)."));
  }
  say(
    "slirp4netns gives a container a network without any rights on the host, and a free port of the host's leads in:",
  );
  const options = ["--name", "web", "--network", "slirp4netns", "-p", "127.0.0.1::80"];
  await ctrun.show(["run", "-d", ...options, "--rootfs", rootfs, "--", "sh", "-c", SERVER]);
  await ctrun.show(["logs", "-f", "web"], { lines: 1 });
  const [, place = ""] = (await ctrun.output(["port", "web"])).split(" -> ");
  const url = `http://${place}/`;
  say(`What a browser on this machine gets from ${url}:`);
  code(await (await fetch(url, { signal: ctrun.signal })).text());
  await ctrun.show(["rm", "-f", "web"]);
}

async function outOfMemory(ctrun: Ctrun, rootfs: string): Promise<void> {
  step("Too much memory");
  say("`tail` keeps all of a line, and this one never ends. The kernel ends it, and the monitor notices why:");
  const command = ["run", "--name", "hungry", "--memory", "32m", "--rootfs", rootfs, "--", "tail", "/dev/zero"];
  await ctrun.show(command, { exitCode: 137 });
  await ctrun.show(["inspect", "--format", "out of memory: {{.State.OOMKilled}}", "hungry"]);
}

async function failures(ctrun: Ctrun, rootfs: string): Promise<void> {
  step("What cannot be started");
  say(
    "The monitor reports it with the runtime's own words; the exit codes are those of a shell, and 125 is for ctrun:",
  );
  await ctrun.show(["run", "--rm", "--rootfs", rootfs, "--", "no-such-command"], { exitCode: 127 });
  await ctrun.show(["run", "--rm", "--rootfs", "no-such-directory", "--", "sh"], { exitCode: 125 });
  await ctrun.show(["run", "--rm", "--memroy", "32m", "--rootfs", rootfs, "--", "sh"], { exitCode: 125 });
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
