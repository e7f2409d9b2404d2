// A packet to an attach client that fails, or of which only a part is taken: the client sees the end, and never a gap.
import { expect, test } from "bun:test";
import { ENOMEM } from "../../ffi/errno.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { type Fault, tracing } from "../helpers/failing-call.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const FAULT: Fault = { process: "monitor", calls: ["writev"], when: 1, errno: 0 };

test.each([
  ["fails", { ...FAULT, errno: ENOMEM }, ""],
  ["takes a part", { ...FAULT, take: "half" }, "o"],
] as const)(
  "a client whose packet %s sees the end while the container goes on, and still types",
  (_how, fault, seen) => {
    using session = new Session({
      script: 'echo one; read word; echo "$word"; exit 7',
      options: { stdin: true },
      wrapper: tracing(fault),
    });
    session.go().created();
    using client = new AttachClient(session.attachPath);
    session.start();
    expect(client.receive().stdout.toString()).toBe(seen);
    client.send("typed\n");
    expect(session.monitor()).toBe(7);
    expect(session.log().map(({ text }) => text)).toEqual(["one", "typed"]);
  },
);
