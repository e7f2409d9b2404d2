// What every command works with: the directories, the database, and who we are in it.
import { existsSync } from "node:fs";
import { bootId } from "../state/boot-id.ts";
import { makeStateDirectories, type StateDirectories, stateDirectories } from "../state/directories.ts";
import { ownIdentity, type ProcessIdentity } from "../state/process-identity.ts";
import { Store } from "../state/store.ts";

export class Inventory implements Disposable {
  readonly directories: StateDirectories;
  readonly store: Store;
  /** This process, as the owner of what it is at work on. */
  readonly self: ProcessIdentity = ownIdentity();
  readonly bootId = bootId();

  /**
   * Opens the state, and makes it when there is none.
   *
   * @param root `--root`, where it was given
   * @throws {Error} when it cannot be
   */
  constructor(root: string | undefined) {
    const uid = process.geteuid?.() ?? 0;
    this.directories = stateDirectories(root, { uid, environment: process.env });
    makeStateDirectories(this.directories, uid);
    this.store = new Store(this.directories.database);
  }

  /** The same, where nothing is to be made: undefined when there is no state. */
  static existing(root: string | undefined): Inventory | undefined {
    const { database } = stateDirectories(root, { uid: process.geteuid?.() ?? 0, environment: process.env });
    return existsSync(database) ? new Inventory(root) : undefined;
  }

  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }
}
