// The same random input for ctrmon and conmon: what the one understands, the other takes for the same.
import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { O_NOCTTY, O_RDWR } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { windowSize } from "../../ffi/terminal.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { damagedText, fuzz } from "../helpers/fuzz.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { Session } from "../helpers/session.ts";
import type { Random } from "../unit/src/protocol/random.ts";

leavesNothing();

const LINES = 40;
const NUMBERS = ["0", "10", "-1", "+7", "0x1f", "2147483647", "9223372036854775807"] as const;

fuzz("a window gets the size that conmon gives it, however the line is written", 2, (random) => {
  using sessions = new DisposableStack();
  const [own, other] = [CTRMON, CONMON].map((monitor) => {
    const session = sessions.use(new Session({ monitor, script: "exec sleep 300", options: { terminal: true } }));
    return { program: monitor, session, pid: session.run() };
  });
  if (own === undefined || other === undefined) throw new Error();
  for (let left = LINES; left > 0; left--) {
    const [height, width] = [size(random), size(random)];
    const [fifo, first] = random.pick([
      ["ctl", "1"],
      ["winsz", ""],
    ] as const);
    const line = `${first}${first === "" ? "" : blanks(random)}${digits(random, height)}${blanks(random)}${digits(random, width)}\n`;
    for (const { program, session, pid } of [own, other]) {
      writeFileSync(join(session.directories.bundle, fifo), line);
      waitUntil(`${program.name} to obey ${fifo} ${JSON.stringify(line)}`, () => {
        const now = sizeOf(pid);
        return now.height === height && now.width === width;
      });
    }
  }
  expect(sizeOf(own.pid)).toEqual(sizeOf(other.pid));
});

fuzz("a number among the options is one for both, or for neither", 150, (random) => {
  const option = random.pick(["--timeout", "--exit-delay", "--log-size-max", "--api-version"]);
  // No argument can hold a NUL.
  const value = damagedText(random, random.pick(NUMBERS)).replaceAll("\0", "");
  const codes = [CTRMON, CONMON].map(({ path }) => Bun.spawnSync([path, option, value, "--version"]).exitCode);
  expect([option, value, codes[0]]).toEqual([option, value, codes[1]]);
});

/** From 1: a height of 0 leaves what there was. */
function size(random: Random): number {
  return 1 + random.integer(1000);
}

function blanks(random: Random): string {
  return random.pick([" ", "  ", "\t", " \t "]);
}

function digits(random: Random, number: number): string {
  return random.pick(["", "+", "0", "00"]) + String(number);
}

function sizeOf(pid: number): { readonly height: number; readonly width: number } {
  using terminal = open(`/proc/${pid}/fd/0`, O_RDWR | O_NOCTTY);
  return windowSize(terminal);
}
