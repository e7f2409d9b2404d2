// Checks that what the first process hands over arrives in the monitor, and that the environment is whole afterwards.
import { expect, test } from "bun:test";
import { cString } from "../../../../../ffi/os-string.ts";
import { SignalSet } from "../../../../../ffi/signal.ts";
import { takeHandover, withHandover } from "../../../../../src/monitor/launch/handover.ts";

const ENVIRONMENT = ["PATH=/bin", "EMPTY=", "no equals", "PATH=/again"].map(cString);

test.each([[[]], [[3]], [[3, 4, 17, 1000]]])("takeHandover() finds the descriptors %j", (descriptors) => {
  const mask = SignalSet.of(1, 15, 64);
  const found = takeHandover(withHandover(ENVIRONMENT, { mask, descriptors, goAhead: undefined }));
  expect(found?.handover.descriptors).toEqual(descriptors);
  expect(found?.handover.mask.toHex()).toBe(mask.toHex());
  expect(found?.handover.goAhead).toBeUndefined();
  expect(found?.environment).toEqual(ENVIRONMENT);
});

test("takeHandover() keeps bytes that are no text", () => {
  const odd = Uint8Array.of(0x41, 0x3d, 0xff, 0xc3, 0x00);
  const found = takeHandover(withHandover([odd], { mask: new SignalSet(), descriptors: [], goAhead: 7 }));
  expect(found?.environment).toEqual([odd]);
  expect(found?.handover).toMatchObject({ descriptors: [], goAhead: 7 });
});

test("takeHandover() finds nothing in a process that an engine has started", () => {
  expect(takeHandover([])).toBeUndefined();
  expect(takeHandover(ENVIRONMENT)).toBeUndefined();
});

test("takeHandover() takes nothing away from the variables of the JavaScript engine that the caller has set", () => {
  const own = [cString("BUN_JSC_useConcurrentJIT=1"), ...ENVIRONMENT];
  expect(takeHandover(withHandover(own, { mask: new SignalSet(), descriptors: [5], goAhead: 6 }))?.environment).toEqual(
    own,
  );
});

test("takeHandover() refuses a handover that is none", () => {
  expect(() => takeHandover([...ENVIRONMENT, cString("_CTRMON_HANDOVER=x:3")])).toThrow("not a signal mask");
});
