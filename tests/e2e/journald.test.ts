// `podman run --log-driver journald`, with a real systemd-journald: what is in the journal, and what Podman reads of it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { IMAGE, Podman } from "../helpers/podman.ts";
import { Journal } from "../helpers/podman-journal.ts";

let journal: Journal;
let podman: Podman;
beforeAll(async () => {
  journal = new Journal();
  podman = await Podman.open(journal.wrapper);
});
afterAll(async () => {
  await podman.close();
  await journal.close();
});

describe("podman run --log-driver journald", () => {
  test("shows the output, and gives it back", async () => {
    const command = ["sh", "-c", "echo out; echo err >&2; echo more; exit 3"];
    const result = await podman.run(["run", "--name", "spoken", "--log-driver", "journald", IMAGE, ...command]);
    expect(result).toEqual({ status: 3, stdout: "out\nmore\n", stderr: "err\n" });
    journal.sync();
    expect(await podman.run(["logs", "spoken"])).toEqual({ status: 0, stdout: "out\nmore\n", stderr: "err\n" });
  });

  test("names container, tag, stream and unfinished lines in the record", async () => {
    const options = ["--log-driver", "journald", "--log-opt", "tag=label of mine"];
    const script = "echo out; sleep 0.1; echo err >&2; sleep 0.1; printf unfinished";
    const id = await podman.runDetached("marked", ["sh", "-c", script], options);
    await podman.output(["wait", "marked"]);
    const fields = [
      "MESSAGE",
      "PRIORITY",
      "CONTAINER_ID",
      "CONTAINER_ID_FULL",
      "CONTAINER_TAG",
      "CONTAINER_PARTIAL_MESSAGE",
    ];
    const common = { CONTAINER_ID_FULL: id, CONTAINER_ID: id.slice(0, 12), CONTAINER_TAG: "label of mine" };
    const records = journal.records("marked", fields);
    expect(records).toHaveLength(3);
    expect(records).toMatchObject([
      { ...common, MESSAGE: "out", PRIORITY: "6" },
      { ...common, MESSAGE: "err", PRIORITY: "3" },
      { ...common, MESSAGE: "unfinished", PRIORITY: "6", CONTAINER_PARTIAL_MESSAGE: "true" },
    ]);
  });

  test("keeps what is no text", async () => {
    await podman.runDetached("binary", ["printf", "\\377\\001\\n"], ["--log-driver", "journald"]);
    await podman.output(["wait", "binary"]);
    expect(journal.records("binary", ["MESSAGE"])).toMatchObject([{ MESSAGE: [255, 1] }]);
  });

  test("is followed while the container runs", async () => {
    const script = "i=0; while :; do i=$((i + 1)); echo line $i; sleep 0.1; done";
    // Podman follows a journal only when its own events are there, too.
    const events = ["--events-backend", "journald"];
    await podman.output([
      ...events,
      "run",
      "-d",
      "--name",
      "followed",
      "--log-driver",
      "journald",
      IMAGE,
      "sh",
      "-c",
      script,
    ]);
    const logs = podman.start([...events, "logs", "--follow", "followed"]);
    await logs.says("line 5\n");
    logs.kill("SIGTERM");
    expect((await logs.finished()).stdout).toStartWith("line 1\nline 2\nline 3\nline 4\nline 5\n");
  });
});
