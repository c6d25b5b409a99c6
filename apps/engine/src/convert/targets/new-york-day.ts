import { newYorkMidnight } from "@hotpath/market-data/itch50";

const DAY_MICROS = 86_400_000_000;
let begin = Number.NaN;
let end = Number.NaN;

/** The time since midnight in New York, in nanoseconds: what Nasdaq's feeds and LOBSTER count. Before 1987, since UTC's. */
export function nanosOfDay(micros: number, nanos: number): number {
  if (!(micros >= begin && micros < end)) findDay(micros);
  return (micros - begin) * 1000 + nanos;
}

function findDay(micros: number): void {
  const today = Math.floor(micros / DAY_MICROS);
  const midnight = midnightOf(today);
  begin = midnight <= micros ? midnight : midnightOf(today - 1);
  end = midnight <= micros ? midnightOf(today + 1) : midnight;
}

/** Midnight in New York of a day since the epoch. */
function midnightOf(day: number): number {
  const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
  return date >= "1987-01-01" ? newYorkMidnight(date) : day * DAY_MICROS;
}
