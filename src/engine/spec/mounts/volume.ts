// `-v SOURCE:DESTINATION[:OPTIONS]`: a directory or file of the host's in the container.
import { resolve } from "node:path";
import type { OciMount } from "../oci-types.ts";
import { SpecError } from "../spec-error.ts";
import { ACCESS, COMMON, checkDestination, checkWords, PROPAGATION, RECURSION, withDefaults } from "./mount-words.ts";

/**
 * Reads one volume in Podman's grammar: options `rw`, `ro`, `rbind`, `bind`, `exec`, `dev`, `suid` and their `no…`,
 * and how mounts spread (`rprivate` without a word). `z` and `Z` are taken without effect: they are for containers with
 * an SELinux label, which these do not get.
 *
 * @param directory what a source beginning with `.` is relative to
 * @throws {SpecError} for names of volumes, which there are none of here, and for anything that makes no mount
 */
export function parseVolume(text: string, directory: string): OciMount {
  const [source = "", destination, words = "", ...rest] = text.split(":");
  if (source === "" || destination === undefined || destination === "" || rest.length > 0) {
    throw new SpecError(`Invalid volume "${text}": use SOURCE:DESTINATION[:OPTIONS]`);
  }
  if (!/^[/.]/.test(source)) {
    throw new SpecError(
      `Invalid volume "${text}": there are no named volumes; write a path, "./${source}" or absolute`,
    );
  }
  checkDestination(destination, text);
  return bindMount(resolve(directory, source), destination, words.split(",").filter(Boolean), text);
}

/** @param words see `parseVolume` @param option as it was given, for the error @throws {SpecError} */
export function bindMount(source: string, destination: string, words: readonly string[], option: string): OciMount {
  checkWords(words, [...COMMON, RECURSION, LABELS], option);
  const options = words.filter((word) => !LABELS.includes(word));
  return { destination, type: "bind", source, options: withDefaults(options, ACCESS, PROPAGATION, RECURSION) };
}

const LABELS: readonly string[] = ["z", "Z"];
