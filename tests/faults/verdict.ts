// What must hold whatever system call has failed: the exit code arrives, nothing hangs or stays, and loss is told.
import { type Aftermath, CODE, type Fault, OUTPUT } from "../helpers/failing-call.ts";
import { pidIn } from "../helpers/session.ts";

/** @returns what is wrong, in words; empty when all is well */
export function wrongWith(aftermath: Aftermath, fault: Fault): string[] {
  const wrong: string[] = [];
  if (aftermath.hung !== undefined) wrong.push(`hangs: ${aftermath.hung}`);
  wrong.push(...(ran(aftermath) ? wrongWithRun(aftermath, fault) : wrongWithFailure(aftermath)));
  // What cannot be removed stays, and that is told.
  const stays = aftermath.failed?.startsWith("unlinkat ") === true && aftermath.said !== "";
  if (aftermath.leftOver.length > 0 && !stays) wrong.push(`leaves ${aftermath.leftOver.join(", ")}`);
  return wrong;
}

/** Whether there was a container: the engine was told its pid, or could not be told. */
function ran({ syncLine, failed }: Aftermath): boolean {
  return pidIn(syncLine ?? "") > 0 || (syncLine === undefined && /^write \d+ socket:/.test(failed ?? ""));
}

function wrongWithRun(aftermath: Aftermath, fault: Fault): string[] {
  const { status, exitFile, persistentExitFile, exitCommandRan, log, attached, said, failed } = aftermath;
  const wrong: string[] = [];
  if (status !== CODE) wrong.push(`exit status ${status}`);
  if (exitFile !== String(CODE)) wrong.push(`exit file ${exitFile}`);
  if (persistentExitFile !== String(CODE)) wrong.push(`persistent exit file ${persistentExitFile}`);
  if (!exitCommandRan) wrong.push("no exit command");
  if (log === undefined) wrong.push("the log is no log");
  else if (log.toSorted().join() !== OUTPUT.toSorted().join() && !/\bbytes of output (?:were )?lost/.test(said)) {
    wrong.push(`the log has only ${log.join()} and nobody is told`);
  }
  // A client that cannot be served is disconnected; there is never a gap.
  if (!seenBy(fault).includes(attached ?? "")) wrong.push(`the client has received ${JSON.stringify(attached)}`);
  const connection = /^(?:accept4|epoll_ctl|\w+ \d+ socket:)/.test(failed ?? "");
  if (attached !== seenBy(fault) && !connection) wrong.push(`the client has received only ${JSON.stringify(attached)}`);
  return wrong;
}

/** The engine must see that there is no container: by our exit status, a line, or the end of the pipe and our words. */
function wrongWithFailure({ firstStatus, syncLine, status, exitFile, persistentExitFile, said }: Aftermath): string[] {
  const wrong: string[] = [];
  const told = firstStatus === 0 && syncLine !== undefined ? /"data": -1, "message": "."*/.test(syncLine) : said !== "";
  if (!told) wrong.push(`the failure is not told: ${syncLine}`);
  if (firstStatus === 0 && status !== 1) wrong.push(`exit status ${status} without a container`);
  if (exitFile !== undefined || persistentExitFile !== undefined) wrong.push("an exit file without a container");
  return wrong;
}

/** What a client on stdout sees of it: a terminal's output is all stdout. */
function seenBy({ terminal }: Fault): string {
  return terminal === true ? `${OUTPUT.join("\r\n")}\r\n` : `${OUTPUT[0]}\n${OUTPUT[2]}\n`;
}
