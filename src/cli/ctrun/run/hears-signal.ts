// Whether a signal makes a difference to a process.
import { readFileSync } from "node:fs";

/** Whether it has a handler for the signal, or keeps it for later: proc_pid_status(5). True when nobody knows. */
export function hearsSignal(pid: number, signal: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return ["SigCgt", "SigBlk"].some((set) =>
      has(new RegExp(`^${set}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1], signal),
    );
  } catch {
    return true;
  }
}

function has(mask: string | undefined, signal: number): boolean {
  return (BigInt(`0x${mask ?? "0"}`) & (1n << BigInt(signal - 1))) !== 0n;
}
