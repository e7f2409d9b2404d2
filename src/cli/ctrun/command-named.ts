// Finds the command that was typed, and for those of Podman's that ctrun lacks the nearest way.
import type { CommandEntry } from "./command.ts";
import { closestTo } from "./grammar/closest-to.ts";

const NO_IMAGES = "there are no images, only directories with a root file system: ctrun run --rootfs DIR";
const ROOTFS = "the root file system is a directory on this machine: ctrun inspect -f '{{.Rootfs}}' CONTAINER";

/** Podman's commands that are not here, and what leads to the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  build: NO_IMAGES,
  image: NO_IMAGES,
  images: NO_IMAGES,
  import: NO_IMAGES,
  load: NO_IMAGES,
  pull: NO_IMAGES,
  push: NO_IMAGES,
  rmi: NO_IMAGES,
  save: NO_IMAGES,
  search: NO_IMAGES,
  tag: NO_IMAGES,
  commit: ROOTFS,
  cp: ROOTFS,
  diff: ROOTFS,
  export: ROOTFS,
  mount: ROOTFS,
  container: "its commands stand by themselves: ctrun ps",
  ls: "it is ctrun ps",
  list: "it is ctrun ps",
  info: "ctrun --version tells the version",
  version: "ctrun --version tells it",
  prune: "ctrun rm $(ctrun ps -aq -f status=exited) removes what has ended",
  pause: "ctrun kill -s STOP CONTAINER stops its first process",
  unpause: "ctrun kill -s CONT CONTAINER lets its first process go on",
  rename: "ctrun run --name NAME gives a name for good",
  stats: "ctrun exec CONTAINER top shows what its processes use",
  top: "ctrun exec CONTAINER ps shows its processes",
  update: "limits are set once: ctrun run --memory, --cpus",
};

/** @throws {Error} when there is none of that name, with what is nearest */
export function commandNamed(name: string, commands: Readonly<Record<string, CommandEntry>>): CommandEntry {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return entry;
  if (Object.hasOwn(ELSEWHERE, name)) throw new Error(`"${name}" is not in ctrun; ${ELSEWHERE[name]}`);
  const visible = Object.keys(commands).filter((one) => commands[one]?.group !== undefined);
  const close = closestTo(name, visible);
  const hint = close === undefined ? "see ctrun --help" : `did you mean ctrun ${close}?`;
  throw new Error(`unknown command "${name}"; ${hint}`);
}
