// Checks the signal of a parent's death, by what the kernel has noted.
import { expect, test } from "bun:test";
import { addressOf } from "../../../ffi/address.ts";
import { SIGKILL } from "../../../ffi/constants.ts";
import { EINVAL, SystemError } from "../../../ffi/errno.ts";
import { libc } from "../../../ffi/libc.ts";
import { signalOnParentDeath } from "../../../ffi/parent-death.ts";

const PR_GET_PDEATHSIG = 2;

test("signalOnParentDeath() notes the signal", () => {
  const noted = new Uint8Array(new ArrayBuffer(4));
  signalOnParentDeath(SIGKILL);
  libc.prctl(PR_GET_PDEATHSIG, addressOf(noted), 0, 0, 0);
  signalOnParentDeath(0);
  expect(noted[0]).toBe(SIGKILL);
});

test("signalOnParentDeath() refuses what is no signal", () => {
  expect(() => signalOnParentDeath(1000)).toThrow(new SystemError("prctl", EINVAL));
});
