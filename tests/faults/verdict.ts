// What must hold whatever system call has failed: the exit code arrives, nothing hangs or stays, and loss is told.
import { type Aftermath, CODE, type Fault, OUTPUT } from "../helpers/failing-call.ts";
import { type Setting, settingOf } from "../helpers/fault-settings.ts";
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

/**
 * What must hold when calls have taken a part and none has failed: nobody notices. What a client receives may only be
 * cut off where one of its packets was; Linux would not do that to a packet.
 *
 * @returns what is wrong, in words; empty when all is well
 */
export function wrongWithoutFailure(aftermath: Aftermath, fault: Fault): string[] {
  const { syncLine, furtherLines, logs, said } = aftermath;
  const wrong = wrongWith(aftermath, fault);
  if (fault.process === "monitor" && pidIn(syncLine ?? "") === 0) wrong.push(`the engine is told ${syncLine}`);
  if (settingOfFault(fault).exec && furtherLines.length !== 1) wrong.push("the engine is not told the exit code");
  if (logs.some((log) => log?.toSorted().join() !== OUTPUT.toSorted().join())) wrong.push(`the log has ${logs.join()}`);
  if (said !== "") wrong.push("something is said");
  return wrong;
}

/** Whether there was a container: the engine was told its pid, or could not be told. */
function ran({ syncLine, failed }: Aftermath): boolean {
  return pidIn(syncLine ?? "") > 0 || (syncLine === undefined && /^write \d+ socket:/.test(failed ?? ""));
}

function wrongWithRun(aftermath: Aftermath, fault: Fault): string[] {
  const { status, exitFile, persistentExitFile, exitCommandRan, logs, said } = aftermath;
  const wrong: string[] = [];
  if (status !== CODE) wrong.push(`exit status ${status}`);
  if (exitFile !== String(CODE)) wrong.push(`exit file ${exitFile}`);
  if (persistentExitFile !== String(CODE)) wrong.push(`persistent exit file ${persistentExitFile}`);
  if (!exitCommandRan) wrong.push("no exit command");
  const whole = OUTPUT.toSorted().join();
  const short = logs.filter((log) => log?.toSorted().join() !== whole);
  if (logs.includes(undefined)) wrong.push("the log is no log");
  else if (short.length > 0 && !/\bbytes of output (?:were )?lost/.test(said)) {
    wrong.push(`the log has only ${short.join(" and ")} and nobody is told`);
  }
  // What happens to one log does not concern the others.
  if (logs.length > 1 && short.length === logs.length) wrong.push("no log has everything");
  if (!exitCodeTold(aftermath, fault)) wrong.push(`the engine is told ${aftermath.furtherLines.join()}`);
  return [...wrong, ...wrongWithClient(aftermath, fault)];
}

function wrongWithClient({ attached, failed }: Aftermath, fault: Fault): string[] {
  const { sockets, terminal } = settingOfFault(fault);
  if (!sockets) return [];
  const seen = terminal ? `${OUTPUT.join("\r\n")}\r\n` : `${OUTPUT[0]}\n${OUTPUT[2]}\n`;
  // A client that cannot be served is disconnected; there is never a gap.
  if (!seen.startsWith(attached ?? "")) return [`the client has received ${JSON.stringify(attached)}`];
  const connection = /^(?:accept4|epoll_ctl|\w+ \d+ socket:)/.test(failed ?? "");
  return attached !== seen && !connection ? [`the client has received only ${JSON.stringify(attached)}`] : [];
}

/** An exec session's engine hears the exit code after the pid, unless a line before could not be sent. */
function exitCodeTold({ furtherLines, failed }: Aftermath, fault: Fault): boolean {
  if (!settingOfFault(fault).exec) return furtherLines.length === 0;
  return furtherLines.join() === `{"data": ${CODE}}` || /^write \d+ socket:/.test(failed ?? "");
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

function settingOfFault({ setting = "container" }: Fault): Setting {
  return settingOf(setting);
}
