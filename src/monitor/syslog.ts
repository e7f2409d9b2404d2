// Diagnostics for the system's log, by the protocol of syslog(3): RFC 3164 datagrams to /dev/log.

import { localTime } from "../../ffi/clock.ts";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../../ffi/constants.ts";
import { encodeOsString } from "../../ffi/os-string.ts";
import { connectUnix, send, unixSocket } from "../../ffi/socket.ts";

const SOCKET = "/dev/log";
/** LOG_USER, shifted: the facility of programs that name none. */
const FACILITY = 8;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/**
 * Sends one line. Nobody listening is no error: not every system has a log.
 *
 * @param severity 0 (emergency) to 7 (debug)
 * @param path where the log listens
 */
export function sendToSyslog(program: string, severity: number, text: string, path = SOCKET): void {
  try {
    using socket = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
    connectUnix(socket, path);
    send(socket, encodeOsString(`<${FACILITY + severity}>${stamp()} ${program}[${process.pid}]: ${text}`));
  } catch {
    // not there, or not reading
  }
}

function stamp(): string {
  const { month, day, hour, minute, second } = localTime(Math.floor(Date.now() / 1000));
  const time = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
  return `${MONTHS[month - 1] ?? ""} ${String(day).padStart(2)} ${time}`;
}
