// Programs of the tests that run under Bun as processes of their own.
import { Fd } from "../../../ffi/fd.ts";
import { read } from "../../../ffi/io.ts";
import { cString, decodeOsString } from "../../../ffi/os-string.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { type CStrings, type SpawnOptions, spawn } from "../../../ffi/spawn.ts";
import { becomesReadable, exitOf } from "../../helpers/deadline.ts";

export interface ProgramOptions extends Partial<Pick<SpawnOptions, "mask" | "lead">> {
  readonly args?: CStrings;
  readonly env?: CStrings;
  /** Besides the standard streams. */
  readonly fds?: ReadonlyMap<number, Fd>;
}

/** Runs a TypeScript program. @returns what it has printed, read as JSON @throws {Error} unless it exits with 0 */
export function resultOf(program: string, options: ProgramOptions = {}): unknown {
  using output = pipe();
  const pid = startProgram(program, output.writeEnd, options);
  output.writeEnd.close();
  const text = textFrom(output.readEnd);
  const status = exitOf(pid, program);
  if (!("code" in status && status.code === 0)) throw new Error(`${program}: ${JSON.stringify(status)}\n${text}`);
  return JSON.parse(text);
}

/** Starts a TypeScript program. @param program its absolute path @returns its pid */
export function startProgram(
  program: string,
  output: Fd,
  { args = [], env = [], fds, ...rest }: ProgramOptions,
): number {
  const argv = [cString("bun"), cString(program), ...args];
  const all = new Map([[0, STDIN], [1, output], [2, STDERR], ...(fds ?? [])]);
  return spawn(process.execPath, { argv, env, fds: all, ...rest });
}

/** Everything up to the end of a pipe. */
export function textFrom(readEnd: Fd): string {
  const chunk = new Uint8Array(new ArrayBuffer(65536));
  const chunks: Uint8Array[] = [];
  for (;;) {
    if (!becomesReadable(readEnd)) throw new Error("waited in vain for the end of a program's output");
    const count = read(readEnd, chunk);
    if (count === 0) return decodeOsString(Buffer.concat(chunks));
    chunks.push(chunk.slice(0, count));
  }
}

// Never closed: these are the test's own.
const STDIN = new Fd(0);
const STDERR = new Fd(2);
