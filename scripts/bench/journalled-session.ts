// A session whose monitor logs to a journald that only counts what comes.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PrivateJournal } from "../../tests/helpers/private-journal.ts";
import type { Session } from "../../tests/helpers/session.ts";
import { Client } from "./client.ts";
import type { Monitor } from "./row.ts";
import { openSession } from "./session.ts";

export class JournalledSession implements Disposable {
  readonly session: Session;
  readonly #receiver: Client;

  constructor(monitor: Monitor, script: string) {
    const receivers: Client[] = [];
    this.session = openSession(monitor, {
      script,
      options: { "log-path": "journald:" },
      wrapper: PrivateJournal.wrapper(),
      before: ({ directories }) => {
        // Where the wrapper looks for them.
        const sockets = join(directories.aside, "sockets");
        mkdirSync(sockets);
        receivers.push(new Client(sockets, "receive"));
      },
    });
    const [receiver] = receivers;
    if (receiver === undefined) throw new Error("the session was not prepared");
    this.#receiver = receiver;
  }

  /** How many have come, once no more do. */
  entries(): number {
    return this.#receiver.stop().numbers()[0] ?? 0;
  }

  [Symbol.dispose](): void {
    this.#receiver[Symbol.dispose]();
    this.session[Symbol.dispose]();
  }
}
