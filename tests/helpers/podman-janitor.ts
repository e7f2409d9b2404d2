// Cleans up after a test that could not do so itself: a process that outlives it, and acts when the test's end of a pipe closes.

// When all went well, the directory is gone by then and there is nothing to do.
const SCRIPT = `
directory=$1; shift
read -r _
[ -d "$directory" ] || exit 0
"$@" pod rm --force --all --time 0
"$@" rm --force --all --time 0
"$@" rmi --force --all
rm -rf "$directory"
`;

export type Janitor = Bun.Subprocess<"pipe", "ignore", "ignore">;

/** @param podman the command line that all commands begin with */
export function startJanitor(directory: string, podman: readonly string[], env: Record<string, string>): Janitor {
  // In a session of its own: what ends the test's process group must not end this one.
  const janitor = Bun.spawn(["setsid", "sh", "-c", SCRIPT, "sh", directory, ...podman], {
    stdio: ["pipe", "ignore", "ignore"],
    env,
  });
  janitor.unref();
  return janitor;
}

export async function endJanitor(janitor: Janitor): Promise<void> {
  await janitor.stdin.end();
  await janitor.exited;
}
