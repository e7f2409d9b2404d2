// Tests of src/engine/attach/control.ts, with a FIFO that somebody reads, or nobody.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { makeFifo } from "../../../../../ffi/file.ts";
import { sendControl } from "../../../../../src/engine/attach/control.ts";
import { ContainerStateError, EngineError } from "../../../../../src/engine/errors.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { MadeUpMonitor } from "./made-up-monitor.ts";

test("sendControl() writes a line for each command", () => {
  using monitor = new MadeUpMonitor();
  sendControl(monitor.controlFifo, { kind: "resize", height: 24, width: 80 });
  sendControl(monitor.controlFifo, { kind: "reopen-logs" });
  expect(monitor.commands).toBe("1 24 80\n2 0 0\n");
});

test("sendControl() says that there is no monitor when nobody reads, or there is no FIFO", () => {
  using directory = new TemporaryDirectory();
  makeFifo(directory.at("ctl"), 0o600);
  for (const name of ["ctl", "missing"]) {
    const path = directory.at(name);
    const attempt = (): void => {
      expect(() => sendControl(path, { kind: "reopen-logs" })).toThrow(
        new ContainerStateError(
          `Cannot ask for "reopen-logs" through "${path}": the container's monitor has ended, or has not begun`,
        ),
      );
    };
    expect(leftOpenBy(attempt)).toEqual([]);
  }
});

test("sendControl() says what else is wrong", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  const path = `${directory.at("file")}/ctl`;
  expect(() => sendControl(path, { kind: "reopen-logs" })).toThrow(
    new EngineError(`Cannot ask for "reopen-logs" through "${path}": ENOTDIR (Not a directory)`),
  );
});

test("sendControl() refuses a size that monitors refuse, and writes nothing", () => {
  using monitor = new MadeUpMonitor();
  expect(() => sendControl(monitor.controlFifo, { kind: "resize", height: 1001, width: 80 })).toThrow(RangeError);
  expect(monitor.commands).toBe("");
});
