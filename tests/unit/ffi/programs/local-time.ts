// Prints the local time of the instants that are given as arguments, in the zone that TZ names.
import { localTime } from "../../../../ffi/clock.ts";

console.log(JSON.stringify(process.argv.slice(2).map((seconds) => localTime(Number(seconds)))));
