// Binds the mappings that it is given and says what came of it: for a test to run as another user.
import { formatInetAddress } from "../../../../../../ffi/inet-address.ts";
import { localAddress } from "../../../../../../ffi/inet-socket.ts";
import { bindPorts } from "../../../../../../src/engine/ports/bind-ports.ts";
import { parsePortMapping } from "../../../../../../src/engine/ports/port-mapping.ts";

try {
  using bound = bindPorts(process.argv.slice(2).map(parsePortMapping));
  console.log(bound.fds.map((fd) => formatInetAddress(localAddress(fd))).join(" "));
} catch (error) {
  console.log(String(error));
}
