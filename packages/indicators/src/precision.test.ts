/**
 * Moments of windows against exact arithmetic: no digit is lost to the level of the prices, however small or great, and no
 * sum of squares is ever negative. TA-Lib's running sums lose everything here: at prices of 10⁸ that move by cents its
 * variance has no right digit.
 */
import { describe, expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { indicator } from "./indicator.ts";
import { findDefinition } from "./registry.ts";
import { ExactMoments } from "./testing/exact.ts";
import { outputsOf } from "./testing/reference.ts";

/** Of the greatest value of the output: what is asked of exact mode. */
const BOUND = 1e-12;
const LENGTH = 420;
const seed = Number(process.env.HOTPATH_SEED ?? 4711);

/** Levels of price, and the size of a move relative to the level. */
const worlds: World[] = [
  { level: 1e-8, move: 1e-3 },
  { level: 1e-8, move: 1e-7 },
  { level: 1, move: 1e-9 },
  { level: 100, move: 1e-3 },
  { level: 1e8, move: 1e-3 },
  { level: 1e8, move: 1e-10 },
  { level: 1e8, move: 1e-10, spike: true },
];
const periods = [2, 3, 5, 14, 30, 100];

interface World {
  level: number;
  move: number;
  spike?: boolean;
}

/** A walk with flat stretches, and in some worlds one bar at ten times the level. */
function walk({ level, move, spike }: World, random: Random): Float64Array {
  let price = level;
  return Float64Array.from({ length: LENGTH }, (_, i) => {
    if (i % 60 < 48) price += (random.uniform() - 0.5) * move * level;
    return spike && i === 200 ? price * 10 : price;
  });
}

function returnsOf(prices: ArrayLike<number>): number[] {
  return Array.from(prices, (price, i) => (i === 0 ? 0 : (price - prices[i - 1]!) / prices[i - 1]!));
}

type Window = (series: readonly ArrayLike<number>[], from: number, to: number) => number;

const window = (series: ArrayLike<number>, from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => series[from + i]!);
const two: (of: (moments: ExactMoments) => number) => Window = (of) => (series, from, to) =>
  of(new ExactMoments(window(series[0]!, from, to), window(series[1] ?? series[0]!, from, to)));
const onTime: (of: (moments: ExactMoments) => number) => Window = (of) => (series, from, to) =>
  of(
    new ExactMoments(
      Array.from({ length: to - from }, (_, i) => i),
      window(series[0]!, from, to),
    ),
  );
const lineAt: (x: (n: number) => number) => Window = (x) => (series, from, to) =>
  ExactMoments.lineAt(window(series[0]!, from, to), x(to - from));

const cases: { name: string; exact: Window; ofReturns?: boolean; square?: boolean }[] = [
  { name: "VAR", exact: two((m) => m.variance()), square: true },
  { name: "STDDEV", exact: two((m) => m.deviation()), square: true },
  { name: "COVAR", exact: two((m) => m.covariance()) },
  { name: "CORREL", exact: two((m) => m.correlation()) },
  { name: "BETA", exact: two((m) => m.slope()), ofReturns: true },
  { name: "LINEARREG_SLOPE", exact: onTime((m) => m.slope()) },
  { name: "LINEARREG_R2", exact: onTime((m) => m.correlation() ** 2), square: true },
  { name: "LINEARREG", exact: lineAt((n) => n - 1) },
  { name: "LINEARREG_INTERCEPT", exact: lineAt(() => 0) },
  { name: "TSF", exact: lineAt((n) => n) },
];

describe.each(worlds)("prices of $level that move by $move of it, spike: $spike", (world) => {
  const random = new Random(seed);
  const prices = [walk(world, random), walk(world, random)];
  test.each(cases)("$name", ({ name, exact, ofReturns, square }) => {
    for (const timePeriod of periods) {
      const series = ofReturns ? prices.map(returnsOf) : prices;
      const { inputs } = findDefinition(name);
      const columns = Object.fromEntries(inputs.map((input, i) => [input, prices[i]!]));
      const ours = Object.values(outputsOf(name, { timePeriod }, columns))[0]!;
      const first = timePeriod - 1 + (ofReturns ? 1 : 0);
      const expected = Float64Array.from({ length: LENGTH }, (_, t) =>
        t < first ? Number.NaN : exact(series, t - timePeriod + 1, t + 1),
      );
      const scale = expected.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))), 0);
      for (let t = 0; t < LENGTH; t++) {
        if (t < first) {
          expect(ours[t]).toBeNaN();
          continue;
        }
        const error = Math.abs(ours[t]! - expected[t]!) / scale;
        if (!(error <= BOUND))
          throw new Error(
            `period ${timePeriod}, bar ${t}, seed ${seed}: ${ours[t]} for ${expected[t]}, ${error} of ${scale}`,
          );
        if (square && !(ours[t]! >= 0)) throw new Error(`negative at period ${timePeriod}, bar ${t}, seed ${seed}`);
      }
    }
  });
});

// Products of such periods are no 32-bit integers.
describe.each([false, true])("a window of 60,000 bars, portable: %p", (portable) => {
  const rise = 0.25;
  const line = Float64Array.from({ length: 60_010 }, (_, i) => 100 + rise * i);
  const timePeriod = 60_000;
  test("LINEARREG_SLOPE", () => {
    const { real } = indicator("LINEARREG_SLOPE", { timePeriod }).batch(line, { portable }).outputs;
    expect(real!.at(-1)).toBeCloseTo(rise, 12);
  });
  test("KURTOSIS", () => {
    const { outputs } = indicator("KURTOSIS", { timePeriod }).batch(line, { portable });
    // Of a uniform distribution, above a normal one's.
    expect(Object.values(outputs)[0]!.at(-1)).toBeCloseTo(-1.2, 3);
  });
});
