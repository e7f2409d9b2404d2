// One line on the terminal that says what is being waited for, while it takes long.

/** Milliseconds: what is over sooner needs no explanation. */
const PATIENCE = 400;
const STEP = 120;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Where progress is shown; undefined when nobody looks. */
export type Screen = ((text: string) => void) | undefined;

/**
 * Shows what is being done and for how many seconds, until it is done.
 *
 * @param what such as "Stopping web"
 * @param screen takes what is to appear on the terminal
 */
export async function withProgress<T>(what: string, screen: Screen, work: () => Promise<T>): Promise<T> {
  if (screen === undefined) return work();
  const begin = performance.now();
  let frame = 0;
  let shown = false;
  const timer = setInterval(() => {
    const elapsed = performance.now() - begin;
    if (elapsed < PATIENCE) return;
    shown = true;
    screen(`\r\x1b[K${FRAMES[frame++ % FRAMES.length]} ${what} … ${Math.floor(elapsed / 1000)} s`);
  }, STEP);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (shown) screen("\r\x1b[K");
  }
}
