// A sender of input that only remembers whether it is to wait.
import type { StdinSource } from "../../../src/monitor/streams/stdin.ts";

export class InputSource implements StdinSource {
  paused = false;

  pauseInput(): void {
    this.paused = true;
  }

  resumeInput(): void {
    this.paused = false;
  }
}
