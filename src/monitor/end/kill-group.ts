// Killing a container whose time is up, and everything that it has started in its process group.
import { SIGKILL } from "../../../ffi/constants.ts";
import { kill, processGroup } from "../../../ffi/process.ts";

/** Sends SIGKILL to the process group, but neither to init's nor, when a runtime has made no new one, to our own. */
export function killGroupOf(pid: number): void {
  const group = processGroup(pid);
  const shared = group === undefined || group <= 1 || group === processGroup(0);
  kill(shared ? pid : -group, SIGKILL);
}
