// What can go wrong with a container's network.

/** A namespace, slirp4netns or the port forwarder has failed; the message says what and why. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}
