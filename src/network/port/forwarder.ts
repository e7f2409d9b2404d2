// The forwarder's parent process, in the host's namespace: from the configuration to the end, in order.
import { O_RDONLY, RLIMIT_NOFILE } from "../../../ffi/constants.ts";
import { ENOENT, SystemError } from "../../../ffi/errno.ts";
import { Fd, setCloseOnExec } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { writeAll } from "../../../ffi/io.ts";
import { isNetworkNamespace } from "../../../ffi/network-namespace.ts";
import { resourceLimit, setSoftLimit } from "../../../ffi/process.ts";
import { parsePortForwarderConfig } from "../../protocol/port-forwarder-config.ts";
import { NetworkError } from "../network-error.ts";
import { openPorts } from "./ports.ts";
import { serve } from "./serve.ts";
import { letGoOfStreams, readStdin } from "./standard-streams.ts";
import { awaitEntered, startSupplier } from "./supplier-process.ts";
import { Target } from "./target.ts";

/**
 * Forwards ports until the engine closes its end of ExitFD, or a signal ends it.
 *
 * @throws {Error} when it cannot forward every port, nothing listens then; or later, when it cannot go on
 */
export function runForwarder(): void {
  const config = parsePortForwarderConfig(readStdin());
  using exit = inherited(config.exitFd, "ExitFD");
  using ready = inherited(config.readyFd, "ReadyFD");
  const target = new Target(config.childIp);
  allowManyConnections();

  using supplier = startIn(config.netnsPath);
  // While the child starts, which takes the longest.
  const opened = openPorts(config.mappings);
  awaitEntered(supplier, config.netnsPath);
  serve({ config, target, opened, exit, channel: supplier.channel }, () => {
    writeAll(ready, new TextEncoder().encode("1"));
    ready.close();
    letGoOfStreams();
  });
}

function inherited(number: number, name: string): Fd {
  const fd = new Fd(number);
  try {
    setCloseOnExec(fd);
    return fd;
  } catch (cause) {
    throw new NetworkError(`invalid ${name}: ${number} is not an open descriptor`, { cause });
  }
}

/** A connection takes two descriptors. What the engine has set is meant for itself: Podman's forwarder does the same. */
function allowManyConnections(): void {
  setSoftLimit(RLIMIT_NOFILE, resourceLimit(0, RLIMIT_NOFILE).hard);
}

function startIn(path: string): ReturnType<typeof startSupplier> {
  using namespace = openNamespace(path);
  if (!isNetworkNamespace(namespace)) throw new NetworkError(`${JSON.stringify(path)} is not a network namespace`);
  return startSupplier(namespace);
}

function openNamespace(path: string): Fd {
  try {
    return open(path, O_RDONLY);
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    const text = JSON.stringify(path);
    // The words that Podman's forwarder has from Go's library for namespaces.
    if (cause.errno === ENOENT)
      throw new NetworkError(`failed to Statfs ${text}: no such file or directory`, { cause });
    throw new NetworkError(`Cannot open network namespace ${text}: ${cause.code}`, { cause });
  }
}
