// What engines say to a monitor and a monitor to engines: nothing of it, however damaged, does more than it may.
import { expect } from "bun:test";
import { OptionError, parseArgv, renderArgv } from "../../src/protocol/argv.ts";
import { FRAME_STREAMS, MAX_FRAME, readFrame } from "../../src/protocol/attach-frame.ts";
import {
  MAX_WINDOW,
  parseControlLine,
  parseWindowSizeLine,
  renderControlLine,
} from "../../src/protocol/control-line.ts";
import { allowedNotifications } from "../../src/protocol/notify-message.ts";
import { encodeSyncLine, MAX_SYNC_LINE } from "../../src/protocol/sync-line.ts";
import { parseSyncLine, SyncMessageError } from "../../src/protocol/sync-message.ts";
import { validateOptions } from "../../src/protocol/validate.ts";
import { ValidationError } from "../../src/protocol/validation-error.ts";
import { damaged, damagedText, expectOnly, fuzz, randomBytes } from "../helpers/fuzz.ts";
import { randomOptions, randomText } from "../unit/src/protocol/random.ts";

const KEYS = ["data", "pid", "exit_code"] as const;
/** Everything that is passed on to the host's service manager, as it has to look. */
const HARMLESS =
  /^(?:READY=1|RELOADING=1|STOPPING=1|WATCHDOG=(?:1|trigger)|(?:STATUS|ERRNO|BUSERROR|MONOTONIC_USEC)=.*)$/s;
const PROBE = { cwd: "/", whyNotExecutable: () => undefined };

fuzz("any command line is options, or one complaint", 4000, (random) => {
  const given = renderArgv(randomOptions(random));
  const spoilt = given.flatMap((arg) =>
    random.integer(8) > 0 ? [arg] : [damagedText(random, arg), randomText(random)],
  );
  expectOnly(() => validateOptions(parseArgv(spoilt), PROBE), OptionError, ValidationError);
});

fuzz("a line of ctl or winsz is a command that is written again as the same, or refused", 20_000, (random) => {
  const good = random.pick(["1 24 80", "2 0 0", "24 80", "1 1000 1000", " 1\t0  0 "]);
  for (const parse of [parseControlLine, parseWindowSizeLine]) {
    expectOnly(() => {
      const command = parse(damagedText(random, good));
      const rendered = renderControlLine(command);
      expect(renderControlLine(parseControlLine(rendered.trim()))).toBe(rendered);
      if (command.kind === "resize") expect(Math.max(command.height, command.width)).toBeWithin(0, MAX_WINDOW + 1);
    }, RangeError);
  }
});

fuzz("a packet of the attach socket is a stream and its bytes, or refused", 10_000, (random) => {
  const packet = random.integer(2) === 0 ? randomBytes(random, 40) : damaged(random, Uint8Array.of(2, 65, 10));
  expect(packet.length).toBeLessThanOrEqual(MAX_FRAME);
  expectOnly(() => {
    const { stream, payload } = readFrame(packet);
    expect(Buffer.concat([Uint8Array.of(FRAME_STREAMS[stream]), payload])).toEqual(Buffer.from(packet));
  }, RangeError);
});

fuzz("of a datagram of sd_notify, nothing is passed on but what is harmless", 20_000, (random) => {
  const good = "READY=1\nSTATUS=all is well\nMAINPID=1\nFDSTORE=1\nWATCHDOG=trigger\nERRNO=2\n";
  for (const line of allowedNotifications(damagedText(random, good)).split("\n").slice(0, -1)) {
    expect(line).toMatch(HARMLESS);
    // systemd ends an assignment at either, and drops a message with a NUL.
    expect(line).not.toMatch(/[\r\0]/);
  }
});

fuzz("a sync line of any message is JSON on one line that the engine reads whole, and understands", 2000, (random) => {
  const key = random.pick(KEYS);
  const value = random.integer(2 ** 31) - 2 ** 30;
  const message = random.integer(2) === 0 ? randomBytes(random, 6000) : damagedText(random, "cannot start: “x”\n\0");
  const line = encodeSyncLine({ key, value, message });
  expect(line.length).toBeLessThanOrEqual(MAX_SYNC_LINE);
  expect(line.indexOf(10)).toBe(line.length - 1);
  expect(parseSyncLine(line)).toMatchObject({ key, value, message: expect.any(String) });
});

fuzz("a damaged sync line is understood or refused", 20_000, (random) => {
  const line = damaged(random, `{"${random.pick(KEYS)}": -1, "message": "no \\"such\\" file\\u0000"}\n`);
  expectOnly(() => expect(Number.isSafeInteger(parseSyncLine(line).value)).toBe(true), SyncMessageError);
});
