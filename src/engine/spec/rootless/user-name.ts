// A user's name on the host.
import { readFileSync } from "node:fs";

/**
 * Looks a user up in passwd(5). Not `os.userInfo()`, which believes the variable USER.
 *
 * @returns undefined for a user of another directory service, whose subordinate ids can be given by number
 */
export function userName(uid: number, passwd = "/etc/passwd"): string | undefined {
  const fields = readFileSync(passwd, "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  return fields.find(([, , id]) => id === `${uid}`)?.[0];
}
