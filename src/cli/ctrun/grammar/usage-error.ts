// The command line does not say what is wanted: the person has to type it again.

export class UsageError extends Error {
  override readonly name = "UsageError";
}
