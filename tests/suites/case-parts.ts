// Pieces that several lists of cases are made of: what clients do, and what they have seen.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import type { Options } from "../helpers/command-line.ts";
import type { Directories } from "../helpers/directories.ts";
import type { Session } from "../helpers/session.ts";

/** What Podman gives for an exec session, on top of what it gives for a container. */
export function exec(more: Options = {}): (directories: Directories) => Options {
  return ({ bundle }) => ({ exec: true, "exec-process-spec": join(bundle, "container"), ...more });
}

/** An attached one: the engine hears that it may connect, and lets the command start then. */
export function execAttached(more: Options = {}): (directories: Directories) => Options {
  return exec({ "exec-attach": true, ...more });
}

/** The second step of an attached exec session, with nobody connected. */
export function letStart(session: Session): void {
  session.first();
  session.attachLine();
  session.go();
}

/** A client that is there from the first byte on, and writes down what it has seen in all. */
export function seenByClient(input?: string): (session: Session) => void {
  return (session) => {
    session.first();
    session.attachLine();
    using client = new AttachClient(session.attachPath);
    if (input !== undefined) client.send(input);
    if (input !== undefined) client.endInput();
    session.go();
    const { stdout, stderr, largest } = client.receive();
    const seen = { stdout: stdout.toString("latin1"), stderr: stderr.toString("latin1"), largest };
    writeFileSync(join(session.directories.aside, "client"), JSON.stringify(seen));
  };
}

/** What the client has seen, for `afterwards`. */
export function clientFacts({ directories }: Session): Record<string, string> {
  return { "client saw": contentOf(join(directories.aside, "client")) };
}

/** For `afterwards`: the content of a file that the case has made aside. */
export function fileAside(name: string): (session: Session) => Record<string, string> {
  return ({ directories }) => ({ [name]: contentOf(join(directories.aside, name)) });
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "latin1") : "—";
}
