// Everything that an engine needs for one container: its directories, its runtime, its monitor.
import { join } from "node:path";
import { setSubreaper } from "../../ffi/process.ts";
import type { Container } from "../../src/engine/container.ts";
import { createContainer } from "../../src/engine/create/create.ts";
import type { CreateOptions } from "../../src/engine/create/create-options.ts";
import type { ContainerPlace } from "../../src/engine/place.ts";
import type { LogTarget } from "../../src/protocol/log-target.ts";
import { CID } from "./command-line.ts";
import { waitUntil } from "./deadline.ts";
import { Directories } from "./directories.ts";
import { collectOrphans, endAll, type Family, familyOf, MARK } from "./family.ts";
import { type LogRecord, readLog } from "./k8s-log.ts";
import { CTRMON } from "./monitors.ts";
import { stopIgnoringSignals } from "./own-signals.ts";
import type { Process } from "./processes.ts";
import { type MakeRuntime, type Runtime, runc } from "./runtimes.ts";

export interface EngineSiteSetup {
  readonly monitor?: { readonly path: string };
  readonly runtime?: MakeRuntime;
  /** What the container runs. */
  readonly script?: string;
  readonly logs?: readonly LogTarget[];
}

/** Disposing it ends every process that has come of it and removes its directory. */
export class EngineSite implements Disposable {
  readonly directories = new Directories();
  readonly place: ContainerPlace;
  readonly environment: Readonly<Record<string, string>>;
  readonly #runtime: Runtime;
  readonly #family: Family;

  constructor({ monitor = CTRMON, runtime = runc(), script = "true", logs }: EngineSiteSetup = {}) {
    const { directories } = this;
    this.#family = familyOf(directories.root);
    this.environment = { [MARK]: directories.root };
    this.#runtime = runtime({ directories, cid: CID, script });
    this.place = {
      id: CID,
      bundle: directories.bundle,
      runtime: { path: this.#runtime.path, args: this.#runtime.args },
      monitor: { path: monitor.path },
      pidfile: directories.containerPidfile,
      monitorPidfile: directories.monitorPidfile,
      ociLog: join(directories.root, "oci-log"),
      exitDir: directories.exit,
      persistDir: directories.persist,
      socketDir: directories.sockets,
      logs: logs ?? [{ driver: "k8s-file", path: directories.log }],
    };
    stopIgnoringSignals();
    setSubreaper(true);
  }

  create(options: Omit<CreateOptions, "place"> = {}): Promise<Container> {
    const { place } = this;
    return createContainer({ place, ...options, environment: { ...this.environment, ...options.environment } });
  }

  /** Lets the container of a fake runtime run; those of runc are started by the engine. */
  startFake(): void {
    this.#runtime.start(CID);
  }

  log(): LogRecord[] {
    return readLog(this.directories.log);
  }

  /** Of everything that has come of this site, what is alive. */
  processes(): Process[] {
    return this.#family.alive();
  }

  /** Waits until every process has ended by itself. */
  allEnded(): void {
    waitUntil("the container's processes to end", () => this.processes().length === 0);
    collectOrphans();
  }

  [Symbol.dispose](): void {
    endAll(this.#family);
    this.#runtime.remove(CID);
    endAll(this.#family);
    this.directories[Symbol.dispose]();
  }
}
