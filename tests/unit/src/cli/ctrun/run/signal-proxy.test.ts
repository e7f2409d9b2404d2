// Signals that are handed on, for as long as they are to be.
import { expect, test } from "bun:test";
import { SignalProxy } from "../../../../../../src/cli/ctrun/run/signal-proxy.ts";

test("SignalProxy hands signals on until it is disposed of", async () => {
  const before = process.listenerCount("SIGUSR2");
  const heard = Promise.withResolvers<number>();
  {
    using _proxy = new SignalProxy(heard.resolve);
    process.kill(process.pid, "SIGUSR2");
    expect(await heard.promise).toBe(12);
  }
  expect(process.listenerCount("SIGUSR2")).toBe(before);
});
