// The parts of the OCI runtime specification's config.json that an engine deals with, as TypeScript types.
// Source: opencontainers/runtime-spec 1.0.2, config.md and config-linux.md. Optional means that the file may lack it.

/** An integer of up to 64 bits: one that a JavaScript number cannot hold exactly is a bigint. */
export type Integer = number | bigint;

export interface OciSpec {
  readonly ociVersion: string;
  readonly process?: OciProcess;
  readonly root?: OciRoot;
  readonly hostname?: string;
  readonly mounts?: readonly OciMount[];
  readonly hooks?: OciHooks;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly linux?: OciLinux;
}

/** What runs in the container; also the whole of an exec session's process.json. */
export interface OciProcess {
  readonly terminal?: boolean;
  /** In characters; without it the runtime leaves the terminal's size alone. */
  readonly consoleSize?: { readonly height: number; readonly width: number };
  readonly user: OciUser;
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  /** An absolute path in the container. */
  readonly cwd: string;
  readonly capabilities?: OciCapabilities;
  readonly rlimits?: readonly OciRlimit[];
  readonly noNewPrivileges?: boolean;
  readonly apparmorProfile?: string;
  readonly oomScoreAdj?: number;
  readonly selinuxLabel?: string;
}

/** Ids as the container sees them. */
export interface OciUser {
  readonly uid: number;
  readonly gid: number;
  readonly umask?: number;
  readonly additionalGids?: readonly number[];
}

/** Names like `CAP_KILL`, one list for each of the kernel's sets. */
export interface OciCapabilities {
  readonly bounding?: readonly string[];
  readonly effective?: readonly string[];
  readonly inheritable?: readonly string[];
  readonly permitted?: readonly string[];
  readonly ambient?: readonly string[];
}

export interface OciRlimit {
  /** Like `RLIMIT_NOFILE`. */
  readonly type: string;
  readonly hard: Integer;
  readonly soft: Integer;
}

export interface OciRoot {
  /** Absolute, or relative to the bundle. */
  readonly path: string;
  readonly readonly?: boolean;
}

export interface OciMount {
  readonly destination: string;
  readonly type?: string;
  readonly source?: string;
  readonly options?: readonly string[];
}

/** Programs that the runtime runs at points of the container's life: not this library's business, but kept. */
export type OciHooks = Readonly<Record<string, unknown>>;

export interface OciLinux {
  readonly namespaces?: readonly OciNamespace[];
  readonly uidMappings?: readonly OciIdMapping[];
  readonly gidMappings?: readonly OciIdMapping[];
  readonly cgroupsPath?: string;
  readonly resources?: OciResources;
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly seccomp?: OciSeccomp;
  readonly rootfsPropagation?: string;
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly mountLabel?: string;
  readonly devices?: readonly OciDevice[];
}

export interface OciNamespace {
  /** `pid`, `network`, `mount`, `ipc`, `uts`, `user`, `cgroup`. */
  readonly type: string;
  /** One to join; without it a new one is made. */
  readonly path?: string;
}

export interface OciIdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface OciDevice {
  readonly path: string;
  readonly type: string;
  readonly major?: number;
  readonly minor?: number;
  readonly fileMode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

export interface OciResources {
  readonly devices?: readonly OciDeviceRule[];
  /** Bytes; −1 for no limit. */
  readonly memory?: { readonly limit?: Integer; readonly swap?: Integer };
  readonly pids?: { readonly limit: Integer };
  /** Times in microseconds. */
  readonly cpu?: {
    readonly shares?: Integer;
    readonly quota?: Integer;
    readonly period?: Integer;
    readonly cpus?: string;
    readonly mems?: string;
  };
}

export interface OciDeviceRule {
  readonly allow: boolean;
  readonly type?: string;
  readonly major?: Integer;
  readonly minor?: Integer;
  readonly access?: string;
}

export interface OciSeccomp {
  readonly defaultAction: string;
  readonly defaultErrnoRet?: number;
  readonly architectures?: readonly string[];
  readonly flags?: readonly string[];
  readonly syscalls?: readonly OciSyscall[];
}

export interface OciSyscall {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly OciSyscallArgument[];
}

export interface OciSyscallArgument {
  readonly index: number;
  readonly value: Integer;
  readonly valueTwo?: Integer;
  readonly op: string;
}
