// The monitor's options as values: what an engine asks of ctrmon, before anything is checked or defaulted.

/**
 * One property per option of the command line. An absent option is a missing property; flags are `false` and
 * repeatable options are empty when absent. What each of them means stands in option-table.ts.
 */
export interface MonitorOptions {
  readonly cid?: string;
  readonly cuuid?: string;
  readonly name?: string;
  readonly bundle?: string;
  readonly containerPidfile?: string;
  readonly conmonPidfile?: string;
  readonly persistDir?: string;
  readonly apiVersion: boolean;

  readonly runtime?: string;
  readonly runtimeArg: readonly string[];
  readonly runtimeOpt: readonly string[];
  readonly systemdCgroup: boolean;
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
  readonly restore?: string;

  readonly exec: boolean;
  readonly execProcessSpec?: string;
  readonly execAttach: boolean;

  readonly terminal: boolean;
  readonly stdin: boolean;
  readonly leaveStdinOpen: boolean;
  readonly socketDirPath?: string;
  readonly fullAttach: boolean;

  readonly logPath: readonly string[];
  /** Bytes; a bigint because GOption's int64 goes beyond what a number holds exactly. */
  readonly logSizeMax?: bigint;
  /** Bytes, as above. */
  readonly logGlobalSizeMax?: bigint;
  readonly logRotate: boolean;
  readonly logMaxFiles?: number;
  readonly logAllowlistDir: readonly string[];
  readonly logTag?: string;
  readonly logLabel: readonly string[];
  readonly noContainerPartialMessage: boolean;
  readonly noSyncLog: boolean;

  readonly exitDir?: string;
  readonly exitCommand?: string;
  readonly exitCommandArg: readonly string[];
  /** Seconds. */
  readonly exitDelay?: number;
  /** Seconds. */
  readonly timeout?: number;

  readonly sync: boolean;
  readonly replaceListenPid: boolean;
  readonly sdnotifySocket?: string;
  readonly seccompNotifySocket?: string;
  readonly seccompNotifyPlugins?: string;

  readonly logLevel?: string;
  readonly syslog: boolean;
  readonly version: boolean;
  readonly help: boolean;
}
