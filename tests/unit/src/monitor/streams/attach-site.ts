// An attach server with a container's stdin, for the tests of the server and its clients.
import { mkdirSync } from "node:fs";
import { EPOLLIN } from "../../../../../ffi/constants.ts";
import { setNonBlocking } from "../../../../../ffi/fd.ts";
import { read } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { type AttachParts, AttachServer } from "../../../../../src/monitor/streams/attach-server.ts";
import { Stdin } from "../../../../../src/monitor/streams/stdin.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { AttachClient } from "../../../../helpers/attach-client.ts";
import { DeadlineError } from "../../../../helpers/deadline.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { textOf } from "../../bytes.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { settle } from "../../turning.ts";

export interface AttachSiteSetup {
  /** Path of the bundle below the site's own directory. */
  readonly bundle?: string;
  readonly fullAttach?: boolean;
  readonly staysOpen?: boolean;
  /** Prepares the directory before the server is there. */
  readonly before?: (site: AttachSite) => void;
}

export class AttachSite extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly diagnostics = new RecordedDiagnostics();
  readonly bundle: string;
  readonly link = this.at("sockets/cuuid");
  readonly server: AttachServer;
  readonly stdin: Stdin;
  /** `congested`, `roomy`, `deserted`, as they happen. */
  readonly events: string[] = [];
  /** What the container has read. */
  input = "";
  /** Whether the container has seen the end of its input. */
  inputEnded = false;
  readonly #ends = pipe();

  constructor(setup: AttachSiteSetup = {}) {
    super();
    this.bundle = this.at(setup.bundle ?? "bundle");
    for (const path of [this.bundle, this.at("sockets")]) mkdirSync(path, { recursive: true });
    setup.before?.(this);
    this.stdin = new Stdin(this.#ends.writeEnd, this.reactor, { staysOpen: setup.staysOpen ?? false });
    this.server = this.#open({
      reactor: this.reactor,
      diagnostics: this.diagnostics,
      settings: { bundle: this.bundle, link: setup.fullAttach ? undefined : this.link },
      stdin: () => this.stdin,
      inputComesLater: false,
      congested: (yes) => this.events.push(yes ? "congested" : "roomy"),
      left: () => undefined,
      deserted: () => this.events.push("deserted"),
    });
    setNonBlocking(this.#ends.readEnd);
  }

  /** Without a server there is no site, nor its directory. */
  #open(parts: AttachParts): AttachServer {
    try {
      return new AttachServer(parts);
    } catch (error) {
      super[Symbol.dispose]();
      throw error;
    }
  }

  get socketPath(): string {
    return `${this.link}/attach`;
  }

  /** Connects a client and lets the server notice it. */
  connect(): AttachClient {
    const client = new AttachClient(this.socketPath);
    settle(this.reactor, 2);
    return client;
  }

  /** The container begins to read its stdin. */
  readInput(): Disposable {
    const buffer = new Uint8Array(new ArrayBuffer(65_536));
    const watch = this.reactor.watch(this.#ends.readEnd, EPOLLIN, () => {
      const count = read(this.#ends.readEnd, buffer);
      if (count > 0) this.input += textOf(buffer.subarray(0, count));
      if (count !== 0) return;
      this.inputEnded = true;
      watch[Symbol.dispose]();
    });
    return watch;
  }

  override [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
    this.stdin[Symbol.dispose]();
    this.#ends[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

/** A packet that is there already, its stream byte first; "none" for now, or undefined at the end. */
export function packetOf(client: AttachClient): Uint8Array<ArrayBuffer> | "none" | undefined {
  try {
    return client.packet(0);
  } catch (error) {
    if (error instanceof DeadlineError) return "none";
    throw error;
  }
}
