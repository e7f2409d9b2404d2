// Moments as logs write them: RFC 3339, with nanoseconds that no Date can hold.

const DATE = String.raw`([1-9]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?`;
const RFC3339 = new RegExp(`^${DATE}T${CLOCK}(?:Z|([+-])([01]\\d|2[0-3]):([0-5]\\d))$`);

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const NANOSECOND_DIGITS = 9;

/** One moment, exact to the nanosecond. */
export class LogTime {
  /** RFC 3339, in the zone and with the digits of the log. */
  readonly text: string;
  /** Worked out when somebody asks: of most entries only the text is ever shown. */
  #nanoseconds: bigint | undefined;

  private constructor(text: string, nanoseconds?: bigint) {
    this.text = text;
    this.#nanoseconds = nanoseconds;
  }

  /** @returns undefined when the text is not RFC 3339 */
  static parse(text: string): LogTime | undefined {
    return RFC3339.test(text) ? new LogTime(text) : undefined;
  }

  /** @param nanoseconds since 1970; the text is in UTC */
  static of(nanoseconds: bigint): LogTime {
    const fraction = modulo(nanoseconds, NANOSECONDS_PER_SECOND);
    const milliseconds = Number((nanoseconds - fraction) / NANOSECONDS_PER_MILLISECOND);
    const second = new Date(milliseconds).toISOString().slice(0, -".000Z".length);
    return new LogTime(`${second}.${String(fraction).padStart(NANOSECOND_DIGITS, "0")}Z`, nanoseconds);
  }

  /** Nanoseconds since 1970. */
  get nanoseconds(): bigint {
    this.#nanoseconds ??= nanosecondsIn(this.text);
    return this.#nanoseconds;
  }

  /** The millisecond it lies in. */
  toDate(): Date {
    return new Date(Number((this.nanoseconds - modulo(this.nanoseconds, NANOSECONDS_PER_MILLISECOND)) / 1_000_000n));
  }
}

/** Nanoseconds from 1970 to a Date. */
export function nanosecondsOf(date: Date): bigint {
  return BigInt(date.getTime()) * NANOSECONDS_PER_MILLISECOND;
}

/** Nanoseconds in the digits behind a decimal point; those beyond the ninth count for nothing. */
export function fractionNanoseconds(digits: string): bigint {
  return BigInt(digits.slice(0, NANOSECOND_DIGITS).padEnd(NANOSECOND_DIGITS, "0"));
}

/** A 60th second, and a day that the month has not, count on into the next minute and month. */
function nanosecondsIn(rfc3339: string): bigint {
  const [, year, month, day, hour, minute, second, fraction = "", sign, zoneHours = "0", zoneMinutes = "0"] =
    RFC3339.exec(rfc3339) ?? [];
  const east = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute) - east,
    Number(second),
  );
  return BigInt(utc) * NANOSECONDS_PER_MILLISECOND + fractionNanoseconds(fraction);
}

/** Never negative, so that moments before 1970 have a fraction of a second too. */
function modulo(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return rest < 0n ? rest + divisor : rest;
}
