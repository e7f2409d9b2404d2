// /etc/subuid and /etc/subgid: the ids that an ordinary user may give to the users of its containers.

/** Ids in a row. */
export interface IdRange {
  readonly start: number;
  readonly count: number;
}

/**
 * Finds a user's ranges, see subuid(5). Lines that are no `OWNER:START:COUNT` are passed over, as newuidmap(1) does,
 * and so are ranges that overlap an earlier one, because the kernel refuses a map with an id in it twice.
 *
 * @param user lines may be by name or by number
 */
export function subordinateIds(
  text: string,
  user: { readonly name?: string | undefined; readonly uid: number },
): readonly IdRange[] {
  const ranges: IdRange[] = [];
  for (const line of text.split("\n")) {
    const [, owner, start, count] = /^([^:#]+):(\d+):(\d+)\s*$/.exec(line) ?? [];
    if (owner === undefined || (owner !== user.name && owner !== `${user.uid}`)) continue;
    const range = { start: Number(start), count: Number(count) };
    if (isValid(range) && !ranges.some((other) => overlap(range, other))) ranges.push(range);
  }
  return ranges;
}

// uid_t has 32 bits, and its highest value means "no id".
const MOST_IDS = 0xffff_ffff;

function isValid({ start, count }: IdRange): boolean {
  return count > 0 && start + count <= MOST_IDS;
}

function overlap(one: IdRange, other: IdRange): boolean {
  return one.start < other.start + other.count && other.start < one.start + one.count;
}
