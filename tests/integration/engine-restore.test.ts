// A container is written to disk and goes on from there, as far as the engine has a part in it.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { failureOf } from "../helpers/engine-failure.ts";
import { stagedRuntime } from "../helpers/engine-runtime.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { readRecording } from "../helpers/recording.ts";

leavesNothing();

test.each([CTRMON, CONMON])("$name: the runtime is asked to restore what a checkpoint has left", async (monitor) => {
  using site = new EngineSite({ monitor, runtime: stagedRuntime("record=ASIDE/runtime", "exit=1", "say=no criu") });
  const restore = { directory: "/images", tcpEstablished: true, fileLocks: true };
  expect(await failureOf(site.create({ restore }))).toMatchObject({ text: "no criu" });
  const { args } = readRecording(join(site.directories.aside, "runtime"));
  const verb = args.indexOf("restore");
  expect(args.slice(verb)).toEqual([
    ...["restore", "--bundle", site.place.bundle, "--pid-file", site.place.pidfile],
    ...["--detach", "--image-path", "/images", "--work-path", site.place.bundle],
    ...["--tcp-established", "--file-locks", site.place.id],
  ]);
});
