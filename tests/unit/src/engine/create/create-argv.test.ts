// Tests of src/engine/create/create-argv.ts.
import { expect, test } from "bun:test";
import { Fd } from "../../../../../ffi/fd.ts";
import { createArgv } from "../../../../../src/engine/create/create-argv.ts";
import type { CreateOptions } from "../../../../../src/engine/create/create-options.ts";
import { parseArgv, renderArgv } from "../../../../../src/protocol/argv.ts";
import { PLACE } from "../made-up-place.ts";

type Asked = Omit<CreateOptions, "place">;

/** What a container adds to the options of its place. */
function added(options: Asked): string {
  const plain = renderArgv(createArgv({ place: PLACE }));
  const rendered = renderArgv(createArgv({ place: PLACE, ...options }));
  expect(parseArgv(rendered)).toEqual(createArgv({ place: PLACE, ...options }));
  const rest = [...plain];
  return rendered.filter((arg) => rest[0] !== arg || rest.shift() === undefined).join(" ");
}

test.each([
  [{}, ""],
  [{ name: "n" }, "--name n"],
  [{ terminal: true }, "--terminal"],
  [{ terminal: true, stdin: true }, "--terminal"],
  [{ stdin: true, leaveStdinOpen: true }, "--stdin --leave-stdin-open"],
  [
    { exitCommand: ["/bin/podman", "--root", ""] },
    "--exit-command /bin/podman --exit-command-arg --root --exit-command-arg ",
  ],
  [{ exitCommand: [] }, ""],
  [{ exitDelay: 0 }, "--exit-delay 0"],
  [{ timeLimit: 5 }, "--timeout 5"],
  [{ logTag: "t", logLabels: { A: "1", B: "x=y" } }, "--log-tag t --log-label A=1 --log-label B=x=y"],
  [{ sdnotifySocket: "/s" }, "--sdnotify-socket /s"],
  [{ noPivot: true, noNewKeyring: true }, "--no-pivot --no-new-keyring"],
  [{ restore: { directory: "/d" } }, "--restore /d"],
  [
    { restore: { directory: "/d", tcpEstablished: true, tcpClose: true, fileLocks: true } },
    "--restore /d --runtime-opt --tcp-established --runtime-opt --tcp-close --runtime-opt --file-locks",
  ],
  [{ preserveFds: [new Fd(900), new Fd(901)] }, "--runtime-opt --preserve-fds --runtime-opt 2"],
  [{ listenFds: [new Fd(900)] }, "--replace-listen-pid"],
] satisfies [Asked, string][])("createArgv() renders %j as %j", (options, text) => {
  expect(added(options)).toBe(text);
});

test("createArgv() renders sizes beyond what a number holds", () => {
  expect(added({ logSizeMax: -1n })).toBe("--log-size-max -1");
  expect(added({ logSizeMax: 2n ** 62n })).toBe("--log-size-max 4611686018427387904");
});

test("createArgv() leaves the cgroups alone when there are to be none", () => {
  const place = { ...PLACE, runtime: { path: "/usr/bin/runc", systemdCgroup: true } };
  expect(createArgv({ place, cgroup: { manager: "disabled" } }).systemdCgroup).toBe(false);
  expect(createArgv({ place }).systemdCgroup).toBe(true);
});
