// Checks which service notifications a container may send to the host.
import { expect, test } from "bun:test";
import { allowedNotifications } from "../../../../src/protocol/notify-message.ts";

test.each([
  "READY=1",
  "RELOADING=1",
  "STOPPING=1",
  "WATCHDOG=1",
  "WATCHDOG=trigger",
  "STATUS=all is well",
  "STATUS=",
  "ERRNO=2",
  "BUSERROR=org.example",
  "MONOTONIC_USEC=123",
])("allowedNotifications() passes %p on", (line) => {
  expect(allowedNotifications(line)).toBe(`${line}\n`);
  expect(allowedNotifications(`${line}\n`)).toBe(`${line}\n`);
});

test.each([
  "MAINPID=1",
  "FDSTORE=1",
  "FDNAME=x",
  "FDSTOREREMOVE=1",
  "BARRIER=1",
  "EXTEND_TIMEOUT_USEC=99999999",
  "WATCHDOG_USEC=1",
  "NOTIFYACCESS=all",
  "READY=0",
  "READY=11",
  " READY=1",
  "ready=1",
  "READY=1 MAINPID=1",
  "STATUS",
  "",
])("allowedNotifications() keeps %p back", (line) => {
  expect(allowedNotifications(line)).toBe("");
});

test("allowedNotifications() chooses among the lines of a message, and keeps their order", () => {
  expect(allowedNotifications("STATUS=a\nMAINPID=1\n\nREADY=1\nSTATUS=b")).toBe("STATUS=a\nREADY=1\nSTATUS=b\n");
});

test("allowedNotifications() lets no assignment hide behind another", () => {
  expect(allowedNotifications("STATUS=x\rMAINPID=1")).toBe("STATUS=x\n");
  expect(allowedNotifications("ERRNO=1\0MAINPID=2\nREADY=1")).toBe("READY=1\n");
});
