// The network namespace of one test file.
import { afterAll } from "bun:test";
import { leavesNothing } from "./leaves-nothing.ts";
import { NetworkNamespace } from "./network-namespace.ts";

/** Made now, removed at the end of the file, which then asserts that it has left nothing behind. */
export function ownNamespace(): NetworkNamespace {
  const held = new DisposableStack();
  afterAll(() => held.dispose());
  leavesNothing();
  return held.use(new NetworkNamespace());
}
