// Checks what becomes of a runtime's words: the kinds are those that Podman tells apart.
import { expect, test } from "bun:test";
import { OciRuntimeError } from "../../../../../src/engine/errors.ts";
import { cannotStart, ociRuntimeError, saysNoContainer } from "../../../../../src/engine/runtime/runtime-error.ts";

function kindOf(text: string): string {
  return ociRuntimeError("runc", text).kind;
}

test("ociRuntimeError() tells the kinds apart by the text, in any case", () => {
  expect(kindOf('exec: "/x": permission denied')).toBe("permission-denied");
  expect(kindOf("mount: Operation Not Permitted")).toBe("permission-denied");
  expect(kindOf('exec: "nope": executable file not found in $PATH')).toBe("not-found");
  expect(kindOf("stat /nope: No such file or directory")).toBe("not-found");
  expect(kindOf("container does not exist")).toBe("other");
  expect(kindOf("")).toBe("other");
  expect(kindOf("no such file or directory, or permission denied")).toBe("permission-denied");
});

test("ociRuntimeError() keeps name and text, without newlines around it", () => {
  const error = ociRuntimeError("/usr/sbin/runc", "\n\nfirst line\nsecond line \r\n");
  expect(error).toBeInstanceOf(OciRuntimeError);
  expect(error).toMatchObject({ runtime: "/usr/sbin/runc", text: "first line\nsecond line " });
  expect(error.message).toBe("runc: first line\nsecond line ");
});

test("ociRuntimeError() takes the error out of log lines, and the kind from it alone", () => {
  const warning = 'time="2026-11-22T09:19:01Z" level=warning msg="cannot stat x: no such file or directory"\n';
  const text = 'time="2026-11-22T09:19:01Z" level=error msg="runc create failed: exec: \\"x\\": permission denied"\n';
  expect(ociRuntimeError("runc", warning + text)).toMatchObject({
    text: 'runc create failed: exec: "x": permission denied',
    kind: "permission-denied",
  });
  const json = '{"level":"error","msg":"executable file not found in $PATH: No such file or directory"}';
  expect(ociRuntimeError("crun", json)).toMatchObject({
    text: "executable file not found in $PATH: No such file or directory",
    kind: "not-found",
  });
});

test("ociRuntimeError() keeps the whole when no log line has the error", () => {
  const text = 'time="2026-11-22T09:19:01Z" level=warning msg="old kernel"\npanic: permission denied\n\tat main.go';
  expect(ociRuntimeError("runc", text)).toMatchObject({ text, kind: "permission-denied" });
});

test("cannotStart() says what to install when the runtime is missing", () => {
  const missing = Object.assign(new Error("spawn"), { code: "ENOENT" });
  const error = cannotStart("/usr/sbin/runc", missing);
  expect(error).toMatchObject({ kind: "not-found", text: "runc not found: apt-get install runc", cause: missing });
  expect(cannotStart("/usr/bin/crun", missing).text).toBe("crun not found: apt-get install crun");
  expect(cannotStart("/opt/other", missing).text).toBe('There is no "/opt/other"');
});

test("cannotStart() names any other reason", () => {
  const denied = Object.assign(new Error("spawn"), { code: "EACCES" });
  expect(cannotStart("/x/runc", denied)).toMatchObject({
    kind: "permission-denied",
    text: 'Cannot start "/x/runc": EACCES',
  });
  expect(cannotStart("/x/runc", new TypeError("odd"))).toMatchObject({
    kind: "other",
    text: 'Cannot start "/x/runc": TypeError: odd',
  });
});

test("saysNoContainer() knows runc's words and crun's", () => {
  expect(saysNoContainer("container does not exist")).toBe(true);
  expect(saysNoContainer("error opening file `/run/crun/x/status`: No such file or directory")).toBe(true);
  expect(saysNoContainer("open /run/runc/x/state.json: permission denied")).toBe(false);
  expect(saysNoContainer("stat /x/config.json: no such file or directory")).toBe(false);
});
