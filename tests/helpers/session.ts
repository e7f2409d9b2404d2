// An engine at work: starts a monitor for one container as Podman does, and watches everything that comes of it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { cString } from "../../ffi/os-string.ts";
import { exitCode, setSubreaper } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { CID, CUUID, type Options, podmanOptions, renderOptions } from "./command-line.ts";
import { exitOf, waitUntil } from "./deadline.ts";
import { Directories } from "./directories.ts";
import { endAll, type Family, familyOf, MARK } from "./family.ts";
import { type LogRecord, readLog } from "./k8s-log.ts";
import { CTRMON, type MonitorProgram } from "./monitors.ts";
import { stopIgnoringSignals } from "./own-signals.ts";
import type { Process } from "./processes.ts";
import { fakeRuntime, type MakeRuntime, type Runtime } from "./runtimes.ts";
import { SessionPipes, type SessionPipesSetup } from "./session-pipes.ts";

export interface SessionSetup extends SessionPipesSetup {
  readonly monitor?: MonitorProgram;
  readonly runtime?: MakeRuntime;
  /** What the container runs: a script for busybox's shell, in which FIXTURES is the fixtures' directory. */
  readonly script?: string;
  /** On top of what Podman gives. */
  readonly options?: Options | ((directories: Directories) => Options);
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of /dev/null; closed here once the monitor has it. */
  readonly stdin?: Fd;
  /** A program in front of the monitor, with its arguments. */
  readonly wrapper?: readonly string[];
  readonly cwd?: string | ((directories: Directories) => string);
  /** Prepares the directories before the monitor is started. */
  readonly before?: ((session: { readonly directories: Directories }) => void) | undefined;
}

const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Disposing it ends every process of the session, by its pid, and removes its directory. */
export class Session implements Disposable {
  readonly directories = new Directories();
  /** What was in the bundle before the monitor was started. */
  readonly bundleBefore: readonly string[];
  readonly #runtime: Runtime;
  readonly #program: MonitorProgram;
  readonly #family: Family;
  readonly #firstPid: number;
  readonly #pipes: SessionPipes;
  #firstStatus: number | undefined;
  #containerPid = 0;

  constructor(setup: SessionSetup) {
    const { directories } = this;
    this.#program = setup.monitor ?? CTRMON;
    this.#family = familyOf(directories.root);
    this.#runtime = (setup.runtime ?? fakeRuntime())({ directories, cid: CID, script: setup.script ?? "true" });
    setup.before?.(this);
    this.bundleBefore = readdirSync(directories.bundle);
    this.#pipes = new SessionPipes(setup);
    stopIgnoringSignals();
    // The monitor daemonises itself: as its subreaper we inherit it, and learn its exit status.
    setSubreaper(true);
    this.#firstPid = this.#spawn(setup);
    this.#pipes.handedOver();
    setup.stdin?.close();
  }

  get firstPid(): number {
    return this.#firstPid;
  }

  /** The pid that was reported; 0 before. */
  get containerPid(): number {
    return this.#containerPid;
  }

  /** SOCKET_DIR/CUUID, the link to the bundle. */
  get attachPath(): string {
    return join(this.directories.sockets, CUUID, "attach");
  }

  get exitFile(): string {
    return join(this.directories.exit, CID);
  }

  /** Sizes of the packets that came on the sync pipe. */
  get packets(): readonly number[] {
    return this.#pipes.packets;
  }

  /** Sends the start byte; an attached exec session waits for two. */
  go(): this {
    this.#pipes.sendStart();
    return this;
  }

  /** Dies before it has sent the start byte, as far as the monitor can see. */
  desert(): void {
    this.#pipes.closeStart();
  }

  /** Does not listen any more. */
  closeSync(): void {
    this.#pipes.closeSync();
  }

  /** Exit status of the process that was started; 128 + N for a signal. */
  first(): number {
    this.#firstStatus ??= exitCode(exitOf(this.#firstPid, "the first process"));
    return this.#firstStatus;
  }

  /** The next line on the sync pipe; undefined at its end. */
  syncLine(): string | undefined {
    return this.#pipes.syncLine();
  }

  /** All further lines up to the end of the sync pipe. */
  syncLines(): string[] {
    return this.#pipes.syncLines();
  }

  /** The next line on the attach pipe; undefined at its end. */
  attachLine(): string | undefined {
    return this.#pipes.attachLine();
  }

  /** Everything that has come on the attach pipe, up to its end. */
  attachLines(): readonly string[] {
    return this.#pipes.attachLines();
  }

  /** Waits until the container is created. @returns its pid */
  created(): number {
    this.first();
    const line = this.syncLine() ?? "nothing";
    const pid = pidIn(line);
    if (pid === 0) throw new Error(`the container was not created: ${line} ${this.complaints()}`);
    this.#containerPid = pid;
    return pid;
  }

  /** Waits for the container's pid file, for an engine without a sync pipe. @returns 0 when the monitor ends without */
  pidFromFile(): number {
    const { containerPidfile } = this.directories;
    return waitUntil("the container's pid file", () => {
      const pid = existsSync(containerPidfile) ? Number(readFileSync(containerPidfile, "latin1")) : 0;
      return pid > 0 ? pid : this.processes().length === 0 && 0;
    });
  }

  /** Goes all the way to the running container. @returns its pid */
  run(): number {
    this.go();
    const pid = this.created();
    this.start();
    return pid;
  }

  /** What an engine does with `runc start`. */
  start(): void {
    this.#runtime.start(CID);
  }

  /** Pid of the monitor itself, from --conmon-pidfile. */
  monitorPid(): number {
    this.first();
    return Number(readFileSync(this.directories.monitorPidfile, "latin1"));
  }

  /** Waits for the monitor's end. @returns its exit status; 128 + N for a signal */
  monitor(milliseconds?: number): number {
    return exitCode(exitOf(this.monitorPid(), "the monitor", milliseconds));
  }

  /** Waits for the exit file. @returns its content */
  exitFileContent(): string {
    waitUntil("the exit file", () => existsSync(this.exitFile));
    return readFileSync(this.exitFile, "latin1");
  }

  log(): LogRecord[] {
    return readLog(this.directories.log);
  }

  /** What the first process wrote to stdout and stderr. */
  complaints(): string {
    return readFileSync(join(this.directories.aside, "complaints"), "utf8");
  }

  /** Every process of this session that is alive, but those that were collected. */
  processes(): Process[] {
    return this.#family.alive();
  }

  [Symbol.dispose](): void {
    endAll(this.#family);
    this.#pipes.close();
    this.#runtime.remove(CID);
    endAll(this.#family);
    this.directories[Symbol.dispose]();
  }

  #spawn(setup: SessionSetup): number {
    const { directories } = this;
    const given = typeof setup.options === "function" ? setup.options(directories) : setup.options;
    const options = { ...podmanOptions(directories, this.#runtime), ...given };
    const argv = [...(setup.wrapper ?? []), this.#program.path, ...renderOptions(options)];
    const { fds, variables } = this.#pipes;
    const env = { PATH, [MARK]: directories.root, ...variables, ...setup.env };
    using nothing = open("/dev/null", O_RDONLY);
    using complaints = open(join(directories.aside, "complaints"), O_WRONLY | O_CREAT | O_TRUNC, 0o600);
    const cwd = typeof setup.cwd === "function" ? setup.cwd(directories) : setup.cwd;
    return spawn(argv[0] ?? "", {
      argv: argv.map(cString),
      env: Object.entries(env).map(([name, value]) => cString(`${name}=${value}`)),
      fds: new Map([[0, setup.stdin ?? nothing], [1, complaints], [2, complaints], ...fds]),
      cwd: cwd ?? directories.root,
    });
  }
}

/** The pid in a sync line; 0 when it says something else. */
export function pidIn(line: string): number {
  return Number(/^\{"(?:data|pid)": (\d+)\}$/.exec(line)?.[1] ?? 0);
}
