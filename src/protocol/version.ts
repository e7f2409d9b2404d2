// What `--version` prints. Imports nothing: Podman 4.3 asks for it on nearly every command.

/** The release of ctrmon; the same as in package.json. */
export const CTRMON_VERSION = "0.1.0";

/** The release of conmon that ctrmon stands in for; CRI-O wants 2.1.2 at least. */
export const CONMON_VERSION = "2.2.1";

/**
 * The text of `--version`, for stdout. Engines read the version from the first line and the commit from the second:
 * CRI-O takes the third word, Podman matches `conmon version` with three numbers.
 *
 * @param commit the commit that the program was built from
 */
export function versionText(commit: string): string {
  return `conmon version ${CONMON_VERSION}\ncommit: ${commit}\nctrmon: ${CTRMON_VERSION}\n`;
}
