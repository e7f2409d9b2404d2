// Prints a time stamp of the local time zone, and the moments before and after it.
import { Timestamp } from "../../../../../src/logging/timestamp.ts";

const timestamp = new Timestamp();
const before = Date.now();
timestamp.update();
const after = Date.now();
console.log(JSON.stringify({ stamp: new TextDecoder().decode(timestamp.bytes), before, after }));
