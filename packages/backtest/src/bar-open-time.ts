import type { BarSeries } from "@hotpath/market-data";

/** When a bar's open is printed: halfway between the close before and its own, in whole microseconds. */
export function barOpenMicros(bars: BarSeries, bar: number): number {
  const close = bars.timeMicros[bar]!;
  const last = bar === 0 ? close - 2 : bars.timeMicros[bar - 1]!;
  return last + Math.floor((close - last) / 2);
}
