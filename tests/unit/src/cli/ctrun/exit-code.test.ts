// Failures as exit codes.
import { expect, test } from "bun:test";
import { exitCodeFor } from "../../../../../src/cli/ctrun/exit-code.ts";
import { InterruptionError } from "../../../../../src/cli/ctrun/interruption.ts";
import { MonitorError, OciRuntimeError } from "../../../../../src/engine/errors.ts";

const refused = (kind: OciRuntimeError["kind"]): OciRuntimeError =>
  new OciRuntimeError({ kind, runtime: "runc", text: "" });
const mounting = 'runc create failed: error mounting "/nosuch" to rootfs at "/x": no such file or directory';

test.each([
  [126, refused("permission-denied")],
  [127, refused("not-found")],
  [125, refused("other")],
  [125, new OciRuntimeError({ kind: "not-found", runtime: "runc", text: mounting })],
  [125, new MonitorError("")],
  [125, new Error("")],
  [125, "no error"],
  [143, new InterruptionError(15)],
])("exitCodeFor() gives %i", (code, error) => {
  expect(exitCodeFor(error)).toBe(code);
});
