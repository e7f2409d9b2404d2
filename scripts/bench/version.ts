// Benchmark of `--version`, which Podman runs before it does anything with containers.
import { O_RDWR } from "../../ffi/constants.ts";
import { open } from "../../ffi/file.ts";
import { cString } from "../../ffi/os-string.ts";
import { waitForChild } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import type { Row } from "./row.ts";

export const VERSION_ROWS: readonly Row[] = [
  {
    name: "version: --version",
    perRound: 10,
    measure({ path }) {
      using nothing = open("/dev/null", O_RDWR);
      const began = performance.now();
      const fds = new Map([0, 1, 2].map((number) => [number, nothing]));
      waitForChild(spawn(path, { argv: [path, "--version"].map(cString), env: [], fds }));
      return [{ metric: "whole process", unit: "ms", value: performance.now() - began }];
    },
  },
];
