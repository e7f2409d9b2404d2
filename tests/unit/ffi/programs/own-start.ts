// Prints what this process was started with. Nothing is opened before the descriptors are looked at.
import { commandLine, inheritedDescriptors, initialEnvironment, textOf } from "../../../../ffi/self.ts";

const descriptors = inheritedDescriptors();
const hex = (strings: readonly Uint8Array[]): string[] => strings.map((bytes) => Buffer.from(bytes).toString("hex"));
console.log(
  JSON.stringify({
    descriptors,
    commandLine: hex(commandLine()),
    environment: hex(initialEnvironment()),
    texts: commandLine().map(textOf),
  }),
);
