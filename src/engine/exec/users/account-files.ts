// The lines of passwd(5) and group(5). Anybody may have written them: what makes no sense is passed over.

/** A line of /etc/passwd. */
export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Empty when the line has none. */
  readonly home: string;
}

/** A line of /etc/group. */
export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  /** Users of whom it is not the primary group. */
  readonly members: readonly string[];
}

/** The largest id that Linux has: the next one, −1 in C, means "no id" to chown(2) and setresuid(2). */
const LARGEST_ID = 2 ** 32 - 2;

/** `name:password:uid:gid:gecos:home:shell`, of which everything behind gid may be missing. */
export function parsePasswd(text: string): PasswdEntry[] {
  return entries(text, ([name = "", _password, uid, gid, _gecos, home = ""]) => {
    const ids = { uid: parseId(uid), gid: parseId(gid) };
    return ids.uid === undefined || ids.gid === undefined ? undefined : { name, uid: ids.uid, gid: ids.gid, home };
  });
}

/** `name:password:gid:member,member`, of which the members may be missing. */
export function parseGroup(text: string): GroupEntry[] {
  return entries(text, ([name = "", _password, id, members = ""]) => {
    const gid = parseId(id);
    const names = members.split(",").map((member) => member.trim());
    return gid === undefined ? undefined : { name, gid, members: names.filter((member) => member !== "") };
  });
}

/** What `parse` makes of each line that has a name in front: comments have none, nor has NIS's `+` line. */
function entries<Entry>(text: string, parse: (fields: readonly string[]) => Entry | undefined): Entry[] {
  return text.split("\n").flatMap((line) => {
    const fields = line.trim().split(":");
    return /^[^#+-]/.test(fields[0] ?? "") ? (parse(fields) ?? []) : [];
  });
}

/** Undefined for anything but a plain decimal id: taking nonsense for 0, as atoi(3) does, would make it root. */
function parseId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= LARGEST_ID ? id : undefined;
}
