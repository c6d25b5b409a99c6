import { InputError } from "@hotpath/core";

const DAY_MICROS = 86_400_000_000;
const HOUR_MICROS = 3_600_000_000;

/**
 * When a day began in New York, in microseconds since the Unix epoch: what Nasdaq's feeds and LOBSTER count from. Daylight
 * saving time holds from the second Sunday of March to the first of November since 2007, and held from the first Sunday of
 * April to the last of October from 1987 to 2006 (15 U.S.C. 260a); it begins and ends after midnight of its day.
 *
 * @param date such as `2019-12-30`, from 1987 on
 * @throws {InputError} code `INPUT_INVALID` if it is no such date
 */
export function newYorkMidnight(date: string): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const [year, month, day] = parts === null ? [0, 0, 0] : parts.slice(1).map(Number);
  const millis = Date.UTC(year!, month! - 1, day!);
  if (year! < 1987 || new Date(millis).toISOString().slice(0, 10) !== date) {
    throw new InputError("INPUT_INVALID", `date ${JSON.stringify(date)}: allowed: YYYY-MM-DD from 1987 on`);
  }
  const begins = year! < 2007 ? sunday(year!, 4, 1) : sunday(year!, 3, 8);
  const ends = year! < 2007 ? sunday(year!, 10, 25) : sunday(year!, 11, 1);
  const today = (millis * 1000) / DAY_MICROS;
  const isSummer = today > begins && today <= ends;
  return today * DAY_MICROS + (isSummer ? 4 : 5) * HOUR_MICROS;
}

/** The first Sunday on a day of a month or after it, in days since the epoch. */
function sunday(year: number, month: number, day: number): number {
  const first = Date.UTC(year, month - 1, day) / 86_400_000;
  // The epoch was a Thursday: day 3 was the first Sunday.
  return first + ((((3 - first) % 7) + 7) % 7);
}
