// The checks that conmon makes before it does anything, in conmon's order and words, and the defaults behind them.
import type { CheckedOptions, ExitCommand, Mode, RuntimeSettings, SocketSettings } from "./checked-options.ts";
import { attachLinkPath, DEFAULT_SOCKET_DIRECTORY, defaultPidfilePath, joinPath } from "./files.ts";
import { parseLogLevel } from "./log-level.ts";
import { checkLogSettings, logWarnings } from "./log-settings.ts";
import type { MonitorOptions } from "./option-table.ts";
import { syncKey } from "./sync-line.ts";
import { ValidationError } from "./validation-error.ts";

export type { CheckedOptions } from "./checked-options.ts";

/** What the checks must know of the world outside. */
export interface Probe {
  /** The working directory, absolute. */
  readonly cwd: string;
  /** Why a path cannot be executed ("No such file or directory"), or undefined when it is an executable file. */
  readonly whyNotExecutable: (path: string) => string | undefined;
}

export interface Validated {
  readonly options: CheckedOptions;
  /** Things to tell the caller that stop nothing. */
  readonly warnings: readonly string[];
}

/**
 * Checks options as conmon does, so that whoever gets the result need not ask again. When several things are wrong the
 * one that conmon names is named.
 *
 * @throws {ValidationError} when an option is missing, wrong or contradicts another
 */
export function validateOptions(options: MonitorOptions, probe: Probe): Validated {
  const { cid } = options;
  if (cid === undefined) throw new ValidationError("Container ID not provided. Use --cid");
  const logLevel = parseLogLevel(options.logLevel);
  checkConflicts(options);
  if (!isLegacyExec(options)) requireCuuid(options);
  const runtime = checkRuntime(options, probe);
  const mode = checkMode(options, probe.cwd);
  const exitCommand = checkExitCommand(options);
  checkLogMaxFiles(options);
  const log = checkLogSettings(options, cid);

  const checked: CheckedOptions = {
    mode,
    cid,
    name: options.name,
    apiVersion: options.apiVersion,
    syncKey: syncKey(options),
    runtime,
    log,
    terminal: options.terminal,
    stdin: options.stdin,
    leaveStdinOpen: options.leaveStdinOpen,
    sockets: log.passthrough ? undefined : socketsOf(mode, options),
    containerPidfile: options.containerPidfile ?? defaultPidfilePath(probe.cwd, cid),
    conmonPidfile: options.conmonPidfile,
    persistDir: options.persistDir,
    exitDir: options.exitDir,
    exitCommand,
    // conmon starts no timer for zero or less.
    timeoutSeconds: options.timeout !== undefined && options.timeout > 0 ? options.timeout : undefined,
    sync: options.sync,
    replaceListenPid: options.replaceListenPid,
    sdnotifySocket: options.sdnotifySocket,
    seccompNotifySocket: options.seccompNotifySocket,
    logLevel,
    syslog: options.syslog,
  };
  return { options: checked, warnings: logWarnings(log) };
}

function checkConflicts({ exec, execAttach, restore, apiVersion }: MonitorOptions): void {
  if (exec && restore !== undefined) throw new ValidationError("Cannot use 'exec' and 'restore' at the same time");
  if (execAttach && !exec) throw new ValidationError("Attach can only be specified with exec");
  if (execAttach && !apiVersion) {
    throw new ValidationError("Attach can only be specified for a non-legacy exec session");
  }
}

/** Engines before API version 1 give an exec session neither a cuuid nor a bundle. */
function isLegacyExec({ exec, apiVersion }: MonitorOptions): boolean {
  return exec && !apiVersion;
}

function requireCuuid({ cuuid }: MonitorOptions): string {
  if (cuuid === undefined) throw new ValidationError("Container UUID not provided. Use --cuuid");
  return cuuid;
}

function checkRuntime(options: MonitorOptions, probe: Probe): RuntimeSettings {
  const path = options.runtime;
  if (path === undefined) throw new ValidationError("Runtime path not provided. Use --runtime");
  const problem = probe.whyNotExecutable(path);
  if (problem !== undefined) throw new ValidationError(`Runtime path ${path} is not valid: ${problem}`);
  const { runtimeArg: args, runtimeOpt: opts, systemdCgroup, noPivot, noNewKeyring } = options;
  return { path, args, opts, systemdCgroup, noPivot, noNewKeyring };
}

function checkMode(options: MonitorOptions, cwd: string): Mode {
  const bundle = options.bundle === undefined ? undefined : absolute(options.bundle, cwd);
  if (options.exec) {
    const { cuuid, execProcessSpec: processSpec, execAttach: attach } = options;
    if (processSpec === undefined) {
      throw new ValidationError("Exec process spec path not provided. Use --exec-process-spec");
    }
    return { kind: "exec", bundle, cuuid, processSpec, attach };
  }
  const place = { bundle: bundle ?? cwd, cuuid: requireCuuid(options) };
  if (options.restore === undefined) return { kind: "create", ...place };
  return { kind: "restore", ...place, imagePath: options.restore };
}

/** The bundle must be absolute because the link in the socket directory points to it. */
function absolute(path: string, cwd: string): string {
  if (path.startsWith("/")) return path;
  return path === "" ? cwd : joinPath(cwd, path);
}

function checkExitCommand(options: MonitorOptions): ExitCommand | undefined {
  const delaySeconds = options.exitDelay ?? 0;
  if (delaySeconds < 0) {
    throw new ValidationError("Delay before invoking exit command must be greater than or equal to 0");
  }
  const path = options.exitCommand;
  return path === undefined ? undefined : { path, args: options.exitCommandArg, delaySeconds };
}

function checkLogMaxFiles({ logMaxFiles }: MonitorOptions): void {
  if (logMaxFiles !== undefined && logMaxFiles < 0) {
    throw new ValidationError("log-max-files must be greater than or equal to 0");
  }
}

function socketsOf(mode: Mode, options: MonitorOptions): SocketSettings | undefined {
  const { bundle, cuuid } = mode;
  if (bundle === undefined) return undefined;
  const linked = cuuid !== undefined && !options.fullAttach;
  const directory = options.socketDirPath ?? DEFAULT_SOCKET_DIRECTORY;
  return { bundle, link: linked ? attachLinkPath(directory, cuuid) : undefined };
}
