// Running a container in the foreground: we stay until it has ended, and end with its exit code.
import type { Fd } from "../../../../ffi/fd.ts";
import type { Attachment } from "../../../engine/attach/attach.ts";
import type { RestoreOptions } from "../../../engine/create/create.ts";
import type { Session } from "../command.ts";
import { InterruptionError } from "../interruption.ts";
import { concluded, exitCodeOf } from "../life/conclude.ts";
import type { Inventory } from "../life/inventory.ts";
import { removeIfWanted } from "../life/settle.ts";
import { startContainer } from "../life/start.ts";
import { STDERR, STDIN, STDOUT } from "../output/streams.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { proxySignals, talk } from "./conversation.ts";

export interface ForegroundOptions {
  /** Whether our stdin goes to the container. */
  readonly input: boolean;
  readonly detachKeys: string | undefined;
  /** Whether signals go to the container. */
  readonly sigProxy: boolean;
  readonly preserveFds?: readonly Fd[];
  readonly restore?: RestoreOptions;
}

/** @returns the exit code for ctrun: the container's, or 0 when the person has left it */
export async function runInForeground(
  inventory: Inventory,
  record: ContainerRecord,
  session: Session,
  options: ForegroundOptions,
): Promise<number> {
  const interruption = new AbortController();
  let begun = false;
  using _signals = options.sigProxy
    ? proxySignals(inventory, record, {
        isBegun: () => begun,
        onEarly: (signal) => interruption.abort(new InterruptionError(signal)),
        onProblem: (text) => session.reporter.warn(text),
      })
    : undefined;
  const running = await start(inventory, record, session, { ...options, signal: interruption.signal });
  using _attachment = running.attachment;
  begun = true;
  // It is watched from now on: the exit file may be gone soon after the container's end.
  const code = exitCodeOf(inventory, running.record);
  code.catch(() => undefined);
  if ((await running.conversation) === "detached") {
    leave(inventory, running.record);
    return 0;
  }
  try {
    return await code;
  } finally {
    await concluded(inventory, running.record);
  }
}

interface Running {
  readonly record: ContainerRecord;
  readonly attachment: Attachment | undefined;
  readonly conversation: Promise<"ended" | "detached">;
}

async function start(
  inventory: Inventory,
  record: ContainerRecord,
  session: Session,
  options: ForegroundOptions & { readonly signal: AbortSignal },
): Promise<Running> {
  const { preserveFds = [], restore, signal } = options;
  const failed = new AbortController();
  // Its output goes where ours goes, and not through the monitor.
  const passthrough = record.config.log.driver === "passthrough";
  let attachment: Attachment | undefined;
  let conversation: Promise<"ended" | "detached"> = Promise.resolve("ended");
  try {
    const running = await startContainer(inventory, record, {
      foreground: true,
      preserveFds,
      ...(passthrough ? { stdio: { ...(options.input ? { stdin: STDIN } : {}), stdout: STDOUT, stderr: STDERR } } : {}),
      ...(restore === undefined ? {} : { restore }),
      signal,
      before: async (container) => {
        if (passthrough) return;
        attachment = await container.attach({ signal });
        conversation = talk(attachment, record, { ...options, signal: failed.signal });
        conversation.catch(() => undefined);
      },
      onWarning: (text) => session.reporter.warn(text),
    });
    return { record: running, attachment, conversation };
  } catch (error) {
    failed.abort(error);
    // The terminal is as it was when this is over.
    await conversation.catch(() => undefined);
    attachment?.[Symbol.dispose]();
    await removeFailed(inventory, record);
    throw error;
  }
}

/** A container that was run with `--rm` and could not be started is removed, as if it had ended. */
export async function removeFailed(inventory: Inventory, record: ContainerRecord): Promise<void> {
  const now = inventory.store.get(record.id);
  if (now !== undefined && now.owner === undefined && now.state !== "running") await removeIfWanted(inventory, now);
}

/** From now on it is the exit command that removes the container, if it is to be removed. */
function leave({ store }: Inventory, { id }: ContainerRecord): void {
  const now = store.get(id);
  if (now !== undefined) store.change(now, { keeper: undefined });
}
