const ZERO = 48;
const DASH = 45;
const POINT = 46;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;
const DAYS_OF_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const encoder = new TextEncoder();

/** Times as venues write them: `2021-04-17T16:43:37.077621Z`, with up to nine decimals (RFC 3339, UTC). */
export class IsoTime {
  /** Microseconds since the Unix epoch of the last time that was read. */
  micros = 0;
  /** The nanoseconds within. */
  nanos = 0;
  readonly #text = new Uint8Array(64);

  /** Reads the text in `bytes[from]` to `bytes[to − 1]`. @returns false if it is no such time */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const year = two(bytes, from) * 100 + two(bytes, from + 2);
    const month = two(bytes, from + 5);
    const day = two(bytes, from + 8);
    const seconds = two(bytes, from + 11) * 3600 + two(bytes, from + 14) * 60 + two(bytes, from + 17);
    const isShaped =
      to - from >= 20 &&
      bytes[from + 4] === DASH &&
      bytes[from + 7] === DASH &&
      bytes[from + 10] === LETTER_T &&
      bytes[from + 13] === COLON &&
      bytes[from + 16] === COLON &&
      bytes[to - 1] === LETTER_Z;
    if (!isShaped || !(year >= 1970 && month >= 1 && month <= 12 && day >= 1) || Number.isNaN(seconds)) return false;
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    if (day > DAYS_OF_MONTH[month - 1]! + (month === 2 && isLeap ? 1 : 0)) return false;
    if (two(bytes, from + 11) > 23 || two(bytes, from + 14) > 59 || two(bytes, from + 17) > 59) return false;
    let fraction = 0;
    let at = from + 19;
    if (to - at > 1) {
      const digits = to - 2 - at;
      if (bytes[at] !== POINT || digits < 1 || digits > 9) return false;
      for (at++; at < to - 1; at++) {
        const digit = bytes[at]! ^ ZERO;
        if (digit > 9) return false;
        fraction = fraction * 10 + digit;
      }
      for (let place = digits; place < 9; place++) fraction *= 10;
    }
    this.micros = (daysSinceEpoch(year, month, day) * 86_400 + seconds) * 1_000_000 + Math.floor(fraction / 1000);
    this.nanos = fraction % 1000;
    return true;
  }

  /** Reads a text. @returns false if it is no such time */
  readText(text: string): boolean {
    if (text.length > 40) return false;
    const { written } = encoder.encodeInto(text, this.#text);
    return this.read(this.#text, 0, written);
  }
}

/** A time as {@link IsoTime} reads it, to the microsecond, or to the nanosecond where there is one. */
export function isoText(micros: number, nanos = 0): string {
  const seconds = Math.floor(micros / 1_000_000);
  const days = Math.floor(seconds / 86_400);
  const second = seconds - days * 86_400;
  const two = (value: number) => String(value).padStart(2, "0");
  const { year, month, day } = civilDay(days);
  const fraction = String(micros - seconds * 1_000_000).padStart(6, "0");
  const finer = nanos === 0 ? "" : String(nanos).padStart(3, "0");
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${clock}.${fraction}${finer}Z`;
}

function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! ^ ZERO;
  const ones = bytes[at + 1]! ^ ZERO;
  return tens > 9 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar (Howard Hinnant, `days_from_civil`). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The day of the Gregorian calendar so many days after 1970-01-01 (`civil_from_days`). */
function civilDay(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
