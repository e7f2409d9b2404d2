// What can go wrong on the engine's side, by who is to blame: the runtime, the monitor, a port, the caller.
import { basename } from "node:path";

/** The base of this library's errors. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
}

/** What an OCI runtime's message comes down to; Podman's exit codes 126 and 127 follow from it. */
export type RuntimeErrorKind = "permission-denied" | "not-found" | "other";

/** The OCI runtime has refused or failed. */
export class OciRuntimeError extends EngineError {
  override readonly name = "OciRuntimeError";
  readonly kind: RuntimeErrorKind;
  /** The runtime's name or path, as it was asked for. */
  readonly runtime: string;
  /** The runtime's own words. */
  readonly text: string;

  constructor(failure: { readonly kind: RuntimeErrorKind; readonly runtime: string; readonly text: string }) {
    super(`${basename(failure.runtime)}: ${failure.text}`);
    this.kind = failure.kind;
    this.runtime = failure.runtime;
    this.text = failure.text;
  }
}

/** What is known of a monitor that has failed. */
export interface MonitorFailure extends ErrorOptions {
  /** Of the process that the engine has started: the exit status, or 128 + the signal. */
  readonly exitCode?: number | undefined;
  /** What it wrote to stderr. */
  readonly stderr?: string | undefined;
}

/** The monitor could not be started, has ended too early, or says what no monitor says. */
export class MonitorError extends EngineError {
  override readonly name = "MonitorError";
  readonly exitCode: number | undefined;
  readonly stderr: string;

  constructor(message: string, { exitCode, stderr = "", ...options }: MonitorFailure = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** A container, or a session in it, is not there or not in the state that is needed. */
export class ContainerStateError extends EngineError {
  override readonly name = "ContainerStateError";
}

/** A host port cannot be had. */
export class PortError extends EngineError {
  override readonly name: string = "PortError";
}

/** Another process has the port. */
export class PortInUseError extends PortError {
  override readonly name = "PortInUseError";
}

/** The port is below what ordinary users may bind. */
export class PrivilegedPortError extends PortError {
  override readonly name = "PrivilegedPortError";
}
