/**
 * What Stock.Indicators defines otherwise than TA-Lib and than us, made of the same operations: mostly averages whose
 * second and third smoothing begin at the first one's seed, or each at its own.
 */
import type { Build, Definition } from "../definition.ts";
import { sinceHighest } from "../graph/extremes.ts";
import type { Series } from "../graph/graph.ts";
import { averageTrueRange, exponential, trueRange } from "../graph/momentum.ts";
import { medianPrice } from "../graph/prices.ts";
import { chain, extremes } from "../graph/ranges.ts";
import { deviation, moments, trend } from "../graph/statistics.ts";
import { add, addScaled, delay, divide, ema, multiply, ratio, sma, subtract, sum } from "../graph/vocabulary.ts";

type Series4 = Readonly<Record<string, Series>>;

/** A definition of one output, for the test alone. */
export function own(inputs: readonly string[], build: (x: Series4, context: Build) => Series): Definition {
  return {
    name: "OWN",
    group: "Math Transform",
    title: "of the test's own",
    inputs,
    outputs: ["value"],
    formula: "see the test",
    source: "Stock.Indicators",
    build: (context) => [build(context.x, context)],
  };
}

const hlc = ["high", "low", "close"];

/** Exponential averages of averages that all begin at the first one's seed. */
export const chained = {
  dema: (n: number) =>
    own(["real"], (x) => {
      const [one, two] = chain(x.real!, n, 2);
      return subtract(multiply(one!, 2), two!);
    }),
  tema: (n: number) =>
    own(["real"], (x) => {
      const [one, two, three] = chain(x.real!, n, 3);
      return add(multiply(subtract(one!, two!), 3), three!);
    }),
  third: (n: number) => own(["real"], (x) => chain(x.real!, n, 3)[2]!),
  trix: (n: number) =>
    own(["real"], (x) => {
      const third = chain(x.real!, n, 3)[2]!;
      return multiply(subtract(divide(third, delay(third, 1)), 1), 100);
    }),
  /** Tillson's T3, from the first value. */
  t3: (n: number, a: number) =>
    own(["real"], (x) => {
      const k = 2 / (n + 1);
      const e = [x.real!];
      for (let j = 0; j < 6; j++) e.push(exponential(e[j]!, k, 1));
      const sum3 = addScaled(multiply(e[6]!, -(a ** 3)), e[5]!, 3 * a * a + 3 * a ** 3);
      return addScaled(addScaled(sum3, e[4]!, -6 * a * a - 3 * a - 3 * a ** 3), e[3]!, 1 + 3 * a + a ** 3 + 3 * a * a);
    }),
};

/** EMA(fast) − EMA(slow), each from its own seed. */
export function difference(x: Series, fast: number, slow: number): Series {
  return subtract(ema(x, fast), ema(x, slow));
}

/** Accumulation/distribution: the multiplier, and times volume. */
export function moneyFlow(x: Series4): { multiplier: Series; flow: Series } {
  const above = subtract(subtract(x.close!, x.low!), subtract(x.high!, x.close!));
  const multiplier = ratio(above, subtract(x.high!, x.low!));
  return { multiplier, flow: multiply(multiplier, x.volume!) };
}

/** The highest high and the lowest low of the `n` bars before this one. */
export function channelBefore(x: Series4, n: number): { upper: Series; lower: Series } {
  const [upper, lower] = extremes(x.high!, x.low!, n);
  return { upper: delay(upper, 1), lower: delay(lower, 1) };
}

/** The stochastic momentum index: every average begins with its first value. */
export function stochasticMomentum(x: Series4, n: number, first: number, second: number): Series {
  const [high, low] = extremes(x.high!, x.low!, n);
  const smooth = (value: Series) => exponential(exponential(value, 2 / (first + 1), 1), 2 / (second + 1), 1);
  const above = smooth(subtract(x.close!, multiply(add(high, low), 0.5)));
  return multiply(divide(above, multiply(smooth(subtract(high, low)), 0.5)), 100);
}

export { averageTrueRange, deviation, hlc, medianPrice, moments, sinceHighest, sma, sum, trend, trueRange };
