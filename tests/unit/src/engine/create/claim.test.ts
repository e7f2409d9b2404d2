// Tests of src/engine/create/claim.ts.
import { expect, test } from "bun:test";
import { claimBundle } from "../../../../../src/engine/create/claim.ts";
import { ContainerStateError, EngineError } from "../../../../../src/engine/errors.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { PLACE } from "../made-up-place.ts";

test("claimBundle() gives a bundle to one at a time", () => {
  using directory = new TemporaryDirectory();
  const place = { ...PLACE, bundle: directory.path };
  const claim = claimBundle(place);
  expect(() => claimBundle(place)).toThrow(ContainerStateError);
  claim.close();
  claimBundle(place).close();
});

test("claimBundle() says what is wrong with a bundle that is none", () => {
  const missing = { ...PLACE, bundle: "/nowhere" };
  expect(() => claimBundle(missing)).toThrow(
    new EngineError(`Cannot create container ${PLACE.id} in bundle "/nowhere": ENOENT (No such file or directory)`),
  );
});
