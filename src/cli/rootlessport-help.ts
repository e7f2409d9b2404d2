// What `rootlessport` says of itself to a person; engines never ask.
import { CTRMON_VERSION } from "../protocol/version.ts";

/** The page of `rootlessport --help`. */
export const ROOTLESSPORT_HELP = `rootlessport: forwards ports of the host into a container's network namespace

An engine starts it for a container with published ports, with its configuration on stdin. Podman finds it in a
directory that containers.conf names in helper_binaries_dir.

Usage: rootlessport < CONFIGURATION

CONFIGURATION is JSON:
  Mappings     [{"host_ip", "host_port", "container_port", "range", "protocol"}]; protocol: tcp or udp, or with
               a 4 or 6 after it; without host_ip on every address
  NetNSPath    the network namespace, such as /run/netns/NAME or /proc/PID/ns/net
  ExitFD       a descriptor; it ends when this one is at its end
  ReadyFD      a descriptor; it writes 1 to this one when every port listens
  ChildIP      the container's address; without it 127.0.0.1
  TmpDir, ContainerID, RootlessCNI
               with RootlessCNI, TmpDir/rp/ContainerID is a socket that takes another ChildIP

Signals:
  SIGUSR1      writes what every port has done to TmpDir/rp/ContainerID.json
  SIGTERM, SIGINT, SIGHUP
               end it

What goes wrong is one line on stdout, and the exit code 1.

Example, for a namespace of ip-netns(8), until ctrl-c:
  echo '{"Mappings": [{"host_port": 8080, "container_port": 80, "protocol": "tcp"}],
    "NetNSPath": "/run/netns/web", "ExitFD": 3, "ReadyFD": 4}' | rootlessport 3< /dev/tty 4> /dev/null

ctrmon ${CTRMON_VERSION}
`;
