// What a systemd on a fake bus answers to a client that wants a scope.
import type { Message } from "../../src/engine/cgroup/dbus/message.ts";
import type { Answer } from "./fake-bus.ts";

const MANAGER = "org.freedesktop.systemd1.Manager";

/** The signal that a job has ended. */
export function jobRemoved(number: number, unit: string, result: string): Answer {
  return {
    type: "signal",
    path: "/org/freedesktop/systemd1",
    interface: MANAGER,
    member: "JobRemoved",
    signature: "uoss",
    body: [number, `/org/freedesktop/systemd1/job/${number}`, unit, result],
  };
}

/** The answer to StartTransientUnit: the job. */
export function jobStarted(number: number): Answer {
  return { type: "method return", signature: "o", body: [`/org/freedesktop/systemd1/job/${number}`] };
}

/**
 * A bus with a systemd.
 *
 * @param onStart what it answers to StartTransientUnit; without it, the scope starts
 */
export function systemd(onStart: (unit: string) => readonly Answer[] = starts): (call: Message) => readonly Answer[] {
  return (call) => {
    switch (call.member) {
      case "Hello":
        return [{ type: "method return", signature: "s", body: [":1.1"] }];
      case "StartTransientUnit":
        return onStart(String(call.body[0]));
      default:
        return [{ type: "method return" }];
    }
  };
}

function starts(unit: string): readonly Answer[] {
  return [jobStarted(7), jobRemoved(7, unit, "done")];
}
