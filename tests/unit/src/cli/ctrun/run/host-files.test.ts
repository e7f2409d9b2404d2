// The files in /etc of a container.
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHostFiles } from "../../../../../../src/cli/ctrun/run/host-files.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";

test("writeHostFiles() writes what everybody in the container may read", () => {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    const network = { network: "none" } as const;
    const files = writeHostFiles(directory, {
      hostname: "there",
      name: "web",
      network,
      added: [{ name: "db", address: "10.0.0.1" }],
    });
    expect(files.hostname).toBe(join(directory, "hostname"));
    expect(readFileSync(join(directory, "hostname"), "utf8")).toBe("there\n");
    expect(readFileSync(join(directory, "hosts"), "utf8")).toMatch(/^10.0.0.1\tdb\n.*\n127.0.0.1\tthere web\n$/s);
    for (const path of Object.values(files)) expect(statSync(String(path)).mode & 0o444).toBe(0o444);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
