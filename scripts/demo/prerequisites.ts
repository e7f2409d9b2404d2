// What the demo needs of the machine, and what to do when it is not there.

/** One line for each thing that is missing. */
export function missing(): string[] {
  const problems: string[] = [];
  if (process.platform !== "linux") problems.push("containers need Linux");
  if (process.getuid?.() !== 0) problems.push("it makes a container with runc, which takes root: run it as root");
  if (findProgram("runc") === null) problems.push("runc is missing: install it (on Debian: apt-get install runc)");
  if (findProgram("busybox") === null) {
    problems.push("busybox is missing: install it (on Debian: apt-get install busybox-static)");
  }
  return problems;
}

/** The path of a program, also of those that `su` hides from root. */
export function findProgram(name: string): string | null {
  return Bun.which(name, { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` });
}
