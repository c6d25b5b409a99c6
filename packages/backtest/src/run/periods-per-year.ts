const DAY_MICROS = 86_400e6;
const YEAR_MICROS = 365.25 * DAY_MICROS;

/**
 * How many periods of a column there are in a year: 252 of daily bars with free weekends, 365 of daily ones without, and
 * otherwise as many as there are by its times, taken over the whole column.
 */
export function periodsPerYear(timeMicros: Float64Array): number {
  const steps = timeMicros.length - 1;
  const span = steps < 1 ? 0 : timeMicros[steps]! - timeMicros[0]!;
  if (!(span > 0)) return 252;
  const gaps = Float64Array.from({ length: steps }, (_, i) => timeMicros[i + 1]! - timeMicros[i]!).sort();
  const usual = gaps[steps >> 1]!;
  const measured = (steps / span) * YEAR_MICROS;
  if (Math.abs(usual - DAY_MICROS) > DAY_MICROS / 8) return measured;
  return measured < 310 ? 252 : 365;
}
