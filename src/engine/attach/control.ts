// Commands for a monitor that is running: resize the terminal, reopen the logs. One line into its control FIFO each.
import { O_NONBLOCK, O_WRONLY } from "../../../ffi/constants.ts";
import { ENOENT, ENXIO, SystemError } from "../../../ffi/errno.ts";
import { open } from "../../../ffi/file.ts";
import { writeAll } from "../../../ffi/io.ts";
import { type ControlCommand, renderControlLine } from "../../protocol/control-line.ts";
import { ContainerStateError, EngineError } from "../errors.ts";

/**
 * Sends a command. The monitor obeys when it comes to it; it does not answer.
 *
 * @param fifo path of the monitor's `ctl`
 * @throws {RangeError} for a size that monitors refuse
 * @throws {ContainerStateError} when no monitor has the FIFO open
 * @throws {EngineError} when the command cannot be written
 */
export function sendControl(fifo: string, command: ControlCommand): void {
  const line = new TextEncoder().encode(renderControlLine(command));
  try {
    // A monitor that is there has it open for reading. Without O_NONBLOCK we would wait for one for ever.
    using writer = open(fifo, O_WRONLY | O_NONBLOCK);
    writeAll(writer, line);
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    const gone = cause.errno === ENXIO || cause.errno === ENOENT;
    const why = gone ? "the container's monitor has ended, or has not begun" : `${cause.code} (${cause.reason})`;
    const message = `Cannot ask for "${command.kind}" through "${fifo}": ${why}`;
    throw gone ? new ContainerStateError(message, { cause }) : new EngineError(message, { cause });
  }
}
