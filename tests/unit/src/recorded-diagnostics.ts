// Diagnostics that are kept for the test instead of being shown.
import { Diagnostics } from "../../../src/monitor/diagnostics.ts";

export class RecordedDiagnostics extends Diagnostics {
  /** `warning: text` and the like. */
  readonly lines: string[] = [];

  constructor() {
    super({ logLevel: "trace", syslog: false, cid: "0123456789abcdef" });
  }

  override error(text: string): void {
    this.lines.push(`error: ${text}`);
  }

  override warn(text: string): void {
    this.lines.push(`warning: ${text}`);
  }

  override info(text: string): void {
    this.lines.push(`info: ${text}`);
  }

  override debug(text: string): void {
    this.lines.push(`debug: ${text}`);
  }
}
