// The programs that the tests start: the two monitors, and the fixtures.
import { join } from "node:path";

const DIST = join(import.meta.dir, "../../dist");

export interface MonitorProgram {
  readonly name: "ctrmon" | "conmon";
  readonly path: string;
}

/** Ours; the variable CTRMON names another build of it. */
export const CTRMON: MonitorProgram = { name: "ctrmon", path: process.env["CTRMON"] ?? join(DIST, "ctrmon") };
/** Debian's. */
export const CONMON: MonitorProgram = { name: "conmon", path: "/usr/bin/conmon" };

export const BUSYBOX = "/bin/busybox";

export const FIXTURES = join(DIST, "fixtures");

/** The static program made from tests/fixtures/NAME.c. */
export function fixture(name: string): string {
  return join(FIXTURES, name);
}
