// Why an engine's call fails. bun's own `.rejects` turns the event loop itself, and never hears of the other thread.

/** The error that a promise is rejected with. @throws {Error} when it is not */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`did not fail, but gave ${Bun.inspect(outcome.value)}`);
  return outcome.error instanceof Error ? outcome.error : new Error(`no error: ${String(outcome.error)}`);
}
