// Takes out of texts what differs from run to run: pids, directories, the program's own name.

export class Neutral {
  readonly #root: string;
  readonly #pids: readonly (readonly [string, string])[];

  /** @param pids by the name that stands for them; 0 for one that is not known */
  constructor(root: string, pids: Readonly<Record<string, number>>) {
    this.#root = root;
    this.#pids = Object.entries(pids)
      .filter(([, pid]) => pid > 0)
      .map(([name, pid]) => [name, String(pid)]);
  }

  text(text: string): string {
    // Inode numbers of pipes and sockets are new each time.
    const withoutPaths = text
      .replaceAll(this.#root, "DIR")
      .replace(/\b(pipe|socket):\[\d+\]/g, "$1")
      // runc says when, to the second.
      .replace(/\btime=(\\*")[^"\\]*/g, "time=$1NOW")
      // Each monitor has its own name for the socket, and a new one each time.
      .replace(/\/(?:con|ctr)mon-term\.\w{6}\b/g, "/CONSOLE");
    return this.#pids.reduce(
      (sofar, [name, pid]) => sofar.replace(new RegExp(`(?<![\\d.])${pid}(?![\\d.])`, "g"), name),
      withoutPaths,
    );
  }

  /** Messages on stderr; the monitors put their own names in front. */
  diagnostics(text: string): string {
    return this.text(text).replace(/^(?:\[(?:conmon|ctrmon):(\w)\]:?|(?:conmon|ctrmon):) /gm, "[$1] ");
  }
}
