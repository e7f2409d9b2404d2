// Pieces that several lists of cases are made of: what clients do, and what they have seen.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import type { Session } from "../helpers/session.ts";

/** The second step of an attached exec session, with nobody connected. */
export function letStart(session: Session): void {
  session.first();
  session.attachLine();
  session.go();
}

export interface ClientPart {
  readonly input?: string | undefined;
  /** What makes the container start; the second step of an attached exec session unless it is given. */
  readonly release?: (session: Session) => void;
}

/** A client that is there from the first byte on, and writes down what it has seen in all. */
export function seenByClient({ input, release }: ClientPart = {}): (session: Session) => void {
  return (session) => {
    session.first();
    session.attachLine();
    using client = new AttachClient(session.attachPath);
    if (input !== undefined) client.send(input);
    if (input !== undefined) client.endInput();
    if (release === undefined) session.go();
    else release(session);
    const { stdout, stderr } = client.receive();
    const seen = { stdout: stdout.toString("latin1"), stderr: stderr.toString("latin1") };
    writeFileSync(join(session.directories.aside, "client"), JSON.stringify(seen));
  };
}

/** What the client has seen, for `afterwards`. */
export function clientFacts({ directories }: Session): Record<string, string> {
  return { "client saw": contentOf(join(directories.aside, "client")) };
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "latin1") : "—";
}
