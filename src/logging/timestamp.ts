// Time stamps of log records: RFC 3339 in the local time zone with nanoseconds, as bytes.
import { type Instant, localTime, readClock } from "../../ffi/clock.ts";

/** Bytes of `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+HH:MM`. */
export const TIMESTAMP_LENGTH = 35;

const NANOSECONDS_AT = 20;
const NANOSECOND_DIGITS = 9;
const ZERO = 0x30;

/** Stamps the present moment; the calendar is consulted only when the second has changed. */
export class Timestamp {
  /** The stamp of the last `update()`. */
  readonly bytes = new Uint8Array(new ArrayBuffer(TIMESTAMP_LENGTH));
  readonly #now: Instant = { seconds: 0, nanoseconds: 0 };
  #second = Number.NaN;

  /** Takes the present time. */
  update(): void {
    readClock(this.#now);
    if (this.#now.seconds !== this.#second) this.#writeSecond();
    let rest = this.#now.nanoseconds;
    for (let at = NANOSECONDS_AT + NANOSECOND_DIGITS - 1; at >= NANOSECONDS_AT; at--) {
      const tens = (rest / 10) | 0;
      this.bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
  }

  #writeSecond(): void {
    this.#second = this.#now.seconds;
    const time = localTime(this.#second);
    const date = `${digits(time.year, 4)}-${digits(time.month)}-${digits(time.day)}`;
    const clock = `${digits(time.hour)}:${digits(time.minute)}:${digits(time.second)}`;
    this.bytes.set(new TextEncoder().encode(`${date}T${clock}.000000000${zone(time.offset)}`));
  }
}

function zone(secondsEast: number): string {
  const minutes = Math.trunc(Math.abs(secondsEast) / 60);
  return `${secondsEast < 0 ? "-" : "+"}${digits(Math.trunc(minutes / 60))}:${digits(minutes % 60)}`;
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
