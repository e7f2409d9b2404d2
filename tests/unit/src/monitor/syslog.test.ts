// Checks the datagrams for the system's log.
import { expect, test } from "bun:test";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../../../../ffi/constants.ts";
import { read } from "../../../../ffi/io.ts";
import { bindUnix, unixSocket } from "../../../../ffi/socket.ts";
import { sendToSyslog } from "../../../../src/monitor/syslog.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { textOf } from "../bytes.ts";

test("sendToSyslog() sends one line with facility, severity, time and pid", () => {
  using directory = new TemporaryDirectory();
  using log = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
  bindUnix(log, directory.at("log"));
  sendToSyslog("ctrmon", 4, "something odd", directory.at("log"));
  const buffer = new Uint8Array(new ArrayBuffer(1000));
  const line = textOf(buffer.subarray(0, read(log, buffer)));
  // LOG_USER | LOG_WARNING, and the day padded with a space, as RFC 3164 wants it.
  expect(line).toMatch(/^<12>[A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d ctrmon\[\d+\]: something odd$/);
  expect(line).toContain(`[${process.pid}]`);
});

test("sendToSyslog() does not mind that nobody listens or reads", () => {
  using directory = new TemporaryDirectory();
  expect(leftOpenBy(() => sendToSyslog("ctrmon", 3, "lost", directory.at("log")))).toEqual([]);
  using log = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
  bindUnix(log, directory.at("log"));
  for (let count = 0; count < 1000; count++) sendToSyslog("ctrmon", 3, "too many", directory.at("log"));
});
