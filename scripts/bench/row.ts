// What a benchmark is: a row of the report, measured with one monitor at a time.

/** A monitor to be measured. */
export interface Monitor {
  /** As it stands in the report. */
  readonly name: string;
  readonly path: string;
}

/** One measured number. */
export interface Figure {
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
}

export interface Amounts {
  /** Takes what a full measurement does by the megabyte, second or piece, and says how much of it to do this time. */
  of(full: number): number;
}

export interface Row {
  /** `family: what`. */
  readonly name: string;
  /** Measurements for every round that was asked for; short ones can be many. 1 without it. */
  readonly perRound?: number;
  /** No more measurements than these: for long ones of things that hardly vary. */
  readonly atMost?: number;
  /** @returns undefined when the monitor cannot do what is measured */
  measure(monitor: Monitor, amounts: Amounts): readonly Figure[] | undefined | Promise<readonly Figure[] | undefined>;
  /** Takes away what the measurements had in common. */
  close?(): Promise<void>;
}
