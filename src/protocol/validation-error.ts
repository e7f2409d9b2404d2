// The error for a command line that can be read but makes no sense.

/** Options are missing, wrong or contradict each other. The message is conmon's, because people and tests look for it. */
export class ValidationError extends Error {
  override readonly name = "ValidationError";
}
