// Checks that losses are counted, and told without flooding anybody.
import { expect, test } from "bun:test";
import { LossReport } from "../../../../src/logging/loss-report.ts";

const NEVER_AGAIN = 1e9;
const AT_ONCE = 0;

/** What is said about the events. */
function said(interval: number, events: (losses: LossReport) => void): string[] {
  const warnings: string[] = [];
  using losses = new LossReport((text) => warnings.push(text), interval);
  events(losses);
  return warnings;
}

test("LossReport says once what failed, until it is time again", () => {
  const events = (losses: LossReport): void => {
    losses.failed("reopen", "ctr.log", new Error("EACCES"));
    losses.failed("sync", "ctr.log", new Error("EIO"));
  };
  expect(said(NEVER_AGAIN, events)).toEqual(['Cannot reopen log "ctr.log": EACCES']);
  expect(said(AT_ONCE, events)).toEqual(['Cannot reopen log "ctr.log": EACCES', 'Cannot sync log "ctr.log": EIO']);
});

test("LossReport adds up what is lost, and names the cause", () => {
  const warnings = said(AT_ONCE, (losses) => {
    losses.lost(100, "ctr.log", new Error("ENOSPC"));
    losses.lost(23, "ctr.log", "it takes nothing");
  });
  expect(warnings).toEqual([
    'Cannot write log "ctr.log": ENOSPC: 100 bytes of output lost so far',
    'Cannot write log "ctr.log": it takes nothing: 123 bytes of output lost so far',
  ]);
});

test("LossReport tells of a recovery, and counts from zero afterwards", () => {
  const warnings = said(AT_ONCE, (losses) => {
    losses.recovered();
    losses.lost(100, "ctr.log", new Error("ENOSPC"));
    losses.recovered();
    losses.recovered();
    losses.lost(7, "ctr.log", new Error("ENOSPC"));
  });
  expect(warnings.slice(1)).toEqual([
    'Logging works again; 100 bytes of output were lost. Cannot write log "ctr.log": ENOSPC',
    'Cannot write log "ctr.log": ENOSPC: 7 bytes of output lost so far',
  ]);
});

test("LossReport says nothing more of a log that works and fails by turns", () => {
  let during = 0;
  said(NEVER_AGAIN, (losses) => {
    const warnings: string[] = [];
    const flapping = new LossReport((text) => warnings.push(text), NEVER_AGAIN);
    for (let count = 0; count < 100; count++) {
      flapping.lost(1, "ctr.log", new Error("ENOSPC"));
      flapping.recovered();
    }
    during = warnings.length;
    losses.recovered();
  });
  expect(during).toBe(1);
});

test("LossReport says at its end what it has not said before", () => {
  const warnings: string[] = [];
  const losses = new LossReport((text) => warnings.push(text), NEVER_AGAIN);
  losses.lost(100, "ctr.log", new Error("ENOSPC"));
  losses.lost(23, "ctr.log", new Error("ENOSPC"));
  losses[Symbol.dispose]();
  losses[Symbol.dispose]();
  expect(warnings.slice(1)).toEqual(['Cannot write log "ctr.log": ENOSPC: 123 bytes of output lost']);
});

test("LossReport has nothing to add when all is said", () => {
  const warnings: string[] = [];
  const losses = new LossReport((text) => warnings.push(text), NEVER_AGAIN);
  losses.lost(100, "ctr.log", new Error("ENOSPC"));
  losses[Symbol.dispose]();
  expect(warnings.length).toBe(1);
});
