// `--tmpfs DESTINATION[:OPTIONS]`: a file system in memory.
import type { OciMount } from "../oci-types.ts";
import { ACCESS, COMMON, checkDestination, checkWords, PROPAGATION, withDefaults } from "./mount-words.ts";

/**
 * Reads one file system in Podman's grammar. Without a word against it, what the rootfs has at that place is copied into
 * it (`notmpcopyup`), and set-user-ID programs and devices have no effect there (`suid`, `dev`).
 *
 * @throws {SpecError} when it makes no mount
 */
export function parseTmpfs(text: string): OciMount {
  const end = text.indexOf(":");
  const destination = end === -1 ? text : text.slice(0, end);
  const words = end === -1 ? [] : text.slice(end + 1).split(",");
  return tmpfsMount(destination, words.filter(Boolean), text);
}

/** @param words see `parseTmpfs` @param option as it was given, for the error @throws {SpecError} */
export function tmpfsMount(destination: string, words: readonly string[], option: string): OciMount {
  checkDestination(destination, option);
  checkWords(words, [...COMMON, COPY, ...SETTINGS.map((name) => [name])], option);
  const options = withDefaults(words, ACCESS, PROPAGATION, ["nosuid", "suid"], ["nodev", "dev"], COPY);
  return { destination, type: "tmpfs", source: "tmpfs", options: options.filter((word) => word !== "notmpcopyup") };
}

/** The places that programs expect to be able to write to, for a container whose rootfs is read-only. */
export function writablePlaces(): readonly OciMount[] {
  return ["/run", "/tmp", "/var/tmp"].map((destination) => tmpfsMount(destination, [], destination));
}

const COPY: readonly string[] = ["tmpcopyup", "notmpcopyup"];

// tmpfs(5)
const SETTINGS: readonly string[] = ["size", "mode", "uid", "gid", "nr_inodes", "nr_blocks"];
