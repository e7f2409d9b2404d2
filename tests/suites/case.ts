// What a case of the differential suite is.
import type { Session, SessionSetup } from "../helpers/session.ts";

/** The same is done with both monitors. To add a case is to add one of these to a list. */
export interface Case {
  /** What happens, as the subject of "…: the same under both monitors". */
  readonly title: string;
  /** How the monitor is started. A function, because descriptors in it are used up. */
  readonly setup?: Setup | (() => Setup);
  /** Prepares the directories, before the monitor is started. */
  readonly before?: (session: { readonly directories: Session["directories"] }) => void;
  /** What the engine does while the runtime is at work. */
  readonly creating?: (session: Session) => void;
  /** What the engine does when the container is running; then it waits for the end. */
  readonly running?: (session: Session, containerPid: number) => void;
  /** The container may end at any moment: what is there while it runs cannot be compared. */
  readonly fleeting?: true;
  /** Facts beyond those that are always compared, found when all is over. */
  readonly afterwards?: (session: Session) => Readonly<Record<string, string>>;
}

export type Setup = Omit<SessionSetup, "monitor">;
