// Becomes a shell that prints its pid and its descriptors, after a failed attempt.
import { F_GETFD, FD_CLOEXEC } from "../../../../ffi/constants.ts";
import { Fd, setCloseOnExec } from "../../../../ffi/fd.ts";
import { libc } from "../../../../ffi/libc.ts";
import { cString } from "../../../../ffi/os-string.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { execute } from "../../../../ffi/spawn.ts";

const kept = new Fd(9);
setCloseOnExec(kept);
pipe();
const fds = new Map([[9, kept]]);
const argv = ["sh", "-c", 'echo "$$ $1 $X"; ls /proc/$$/fd', "sh", "\udcff"].map(cString);
try {
  execute("/there/is/no/such/program", { argv, env: [], fds });
} catch (error) {
  console.log(`${error} ${libc.fcntl(9, F_GETFD, 0) === FD_CLOEXEC}`);
}
execute("/bin/sh", { argv, env: [cString("X=\udcfe"), cString("PATH=/bin:/usr/bin")], fds });
