// Measures a row with all monitors in turn.
import type { Amounts, Figure, Monitor, Row } from "./row.ts";

/** All values of one metric, by the monitor's name, in the order in which they were measured. */
export interface Series {
  readonly row: string;
  readonly metric: string;
  readonly unit: string;
  readonly values: Record<string, number[]>;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly amounts: Amounts;
  /** Stops before the next measurement. */
  readonly signal: AbortSignal;
}

/**
 * The first round warms up and does not count. Who comes first changes with every round, because what is measured second
 * finds the caches as the first has left them.
 */
export async function measureRow(row: Row, monitors: readonly Monitor[], options: MeasureOptions): Promise<Series[]> {
  const series = new Map<string, Series>();
  const counted = Math.min(options.rounds * (row.perRound ?? 1), row.atMost ?? Number.POSITIVE_INFINITY);
  try {
    for (let round = 0; round <= counted; round++) {
      for (const monitor of round % 2 === 0 ? monitors : monitors.toReversed()) {
        // A signal's handler runs here: while a measurement waits in a system call it cannot.
        await new Promise((resolve) => setImmediate(resolve));
        if (options.signal.aborted) return [];
        const figures = await row.measure(monitor, options.amounts);
        if (round > 0) add(series, row.name, monitor, figures ?? []);
      }
    }
  } finally {
    await row.close?.();
  }
  return [...series.values()];
}

function add(series: Map<string, Series>, row: string, monitor: Monitor, figures: readonly Figure[]): void {
  for (const { metric, unit, value } of figures) {
    const one = series.get(metric) ?? { row, metric, unit, values: {} };
    series.set(metric, one);
    one.values[monitor.name] = [...(one.values[monitor.name] ?? []), value];
  }
}
