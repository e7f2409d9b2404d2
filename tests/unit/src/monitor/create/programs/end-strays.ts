// Has a child that has a child, ends its strays, and prints how many there were and are.
import { O_RDWR } from "../../../../../../ffi/constants.ts";
import { open } from "../../../../../../ffi/file.ts";
import { cString } from "../../../../../../ffi/os-string.ts";
import { setSubreaper } from "../../../../../../ffi/process.ts";
import { spawn } from "../../../../../../ffi/spawn.ts";
import { endStrays } from "../../../../../../src/monitor/create/strays.ts";
import { waitUntil } from "../../../../../helpers/deadline.ts";
import { BUSYBOX } from "../../../../../helpers/monitors.ts";
import { descendants } from "../../../../../helpers/processes.ts";

setSubreaper(true);
using nothing = open("/dev/null", O_RDWR);
const argv = ["sh", "-c", "setsid sleep 1000 & wait"].map(cString);
spawn(BUSYBOX, { argv, env: [], fds: new Map([0, 1, 2].map((number) => [number, nothing])) });
const before = waitUntil("two generations", () => descendants().length === 2 && 2);
endStrays();
console.log(JSON.stringify({ before, after: descendants().length }));
