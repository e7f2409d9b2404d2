// What the monitor works with: its options after validation, with every default filled in.
import type { LogLevel } from "./log-level.ts";
import type { LogSettings } from "./log-settings.ts";
import type { SyncKey } from "./sync-line.ts";

/** What the runtime is started for. A legacy exec session, one without API version 1, has no cuuid. */
export type Mode =
  | { readonly kind: "create"; readonly bundle: string; readonly cuuid: string }
  | { readonly kind: "restore"; readonly bundle: string; readonly cuuid: string; readonly imagePath: string }
  | {
      readonly kind: "exec";
      /** Absent from most sessions; without it there are neither sockets nor FIFOs. */
      readonly bundle: string | undefined;
      readonly cuuid: string | undefined;
      readonly processSpec: string;
      /** Wait for a client before the command starts. */
      readonly attach: boolean;
    };

export interface RuntimeSettings {
  /** As it was given: with no slash it means a file in the working directory, never one in PATH. */
  readonly path: string;
  /** Arguments before the verb. */
  readonly args: readonly string[];
  /** Options after the verb. */
  readonly opts: readonly string[];
  readonly systemdCgroup: boolean;
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
}

/** Where the attach socket and the FIFOs are. */
export interface SocketSettings {
  /** Absolute. */
  readonly bundle: string;
  /** The symbolic link to the bundle, SOCKET_DIR/CUUID; undefined with `--full-attach` or without a cuuid. */
  readonly link: string | undefined;
}

export interface ExitCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly delaySeconds: number;
}

/** Paths are as they were given, relative ones to the monitor's working directory, unless it says otherwise. */
export interface CheckedOptions {
  readonly mode: Mode;
  readonly cid: string;
  readonly name: string | undefined;
  readonly apiVersion: boolean;
  readonly syncKey: SyncKey;
  readonly runtime: RuntimeSettings;
  readonly log: LogSettings;

  readonly terminal: boolean;
  readonly stdin: boolean;
  readonly leaveStdinOpen: boolean;
  /** Undefined: nothing to attach to, because of an exec session without bundle, or of passthrough. */
  readonly sockets: SocketSettings | undefined;

  /** The file that the runtime writes. */
  readonly containerPidfile: string;
  readonly conmonPidfile: string | undefined;
  readonly persistDir: string | undefined;
  readonly exitDir: string | undefined;
  readonly exitCommand: ExitCommand | undefined;
  /** Undefined: no limit. */
  readonly timeoutSeconds: number | undefined;

  /** Stay the caller's child. */
  readonly sync: boolean;
  readonly replaceListenPid: boolean;
  readonly sdnotifySocket: string | undefined;
  /** Understood for conmon's sake; the monitor has to refuse it. */
  readonly seccompNotifySocket: string | undefined;
  readonly logLevel: LogLevel;
  readonly syslog: boolean;
}
