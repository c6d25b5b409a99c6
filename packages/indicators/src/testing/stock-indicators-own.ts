/**
 * What Stock.Indicators defines otherwise than TA-Lib and than us, made of the same operations: mostly averages whose
 * second and third smoothing begin at the first one's seed, or each at its own.
 */
import type { Build, Definition } from "../definition.ts";
import { homodyne } from "../graph/cycles.ts";
import type { Series } from "../graph/graph.ts";
import { exponential } from "../graph/momentum.ts";
import { medianPrice } from "../graph/prices.ts";
import { chain, extremes } from "../graph/ranges.ts";
import { add, addScaled, delay, divide, ema, multiply, ratio, sma, subtract } from "../graph/vocabulary.ts";

type Bars = Readonly<Record<string, Series>>;

/** A definition of one output, for the test alone. */
export function own(inputs: readonly string[], build: (x: Bars, context: Build) => Series): Definition {
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

/** A definition of one output over closes. */
export function ofClose(build: (value: Series) => Series): Definition {
  return own(["real"], (x) => build(x.real!));
}

/** A definition of one output over high, low and close. */
export function ofBar(build: (x: Bars) => Series): Definition {
  return own(["high", "low", "close"], build);
}

/** 2 e₁ − e₂ of averages that both begin at the first one's seed. */
export function doubled(value: Series, n: number): Series {
  const [one, two] = chain(value, n, 2);
  return subtract(multiply(one!, 2), two!);
}

/** 3 e₁ − 3 e₂ + e₃ of averages that all begin at the first one's seed. */
export function tripled(value: Series, n: number): Series {
  const [one, two, three] = chain(value, n, 3);
  return add(multiply(subtract(one!, two!), 3), three!);
}

/** Tillson's T3, every average from the first value. */
export function tillson(value: Series, n: number, a: number): Series {
  const e = [value];
  for (let j = 0; j < 6; j++) e.push(exponential(e[j]!, 2 / (n + 1), 1));
  const [square, cube] = [a * a, a * a * a];
  const two = addScaled(multiply(e[6]!, -cube), e[5]!, 3 * square + 3 * cube);
  const three = addScaled(two, e[4]!, -6 * square - 3 * a - 3 * cube);
  return addScaled(three, e[3]!, 1 + 3 * a + cube + 3 * square);
}

/** EMA(fast) − EMA(slow), each from its own seed. */
export function difference(value: Series, fast: number, slow: number): Series {
  return subtract(ema(value, fast), ema(value, slow));
}

/** Where the close is in its bar, −1 to 1; 0 where the bar has no range. */
export function moneyMultiplier({ high, low, close }: Bars): Series {
  return ratio(subtract(subtract(close!, low!), subtract(high!, close!)), subtract(high!, low!));
}

/** {@link moneyMultiplier} × volume. */
export function moneyVolume(x: Bars): Series {
  return multiply(moneyMultiplier(x), x.volume!);
}

/** The highest high and the lowest low of the `n` bars before this one. */
export function channelBefore(x: Bars, n: number): [Series, Series] {
  const [upper, lower] = extremes(x.high!, x.low!, n);
  return [delay(upper, 1), delay(lower, 1)];
}

/** The stochastic momentum index; every average begins with its first value. */
export function stochasticMomentum(x: Bars, n: number, first: number, second: number): Series {
  const [high, low] = extremes(x.high!, x.low!, n);
  const smooth = (value: Series) => exponential(exponential(value, 2 / (first + 1), 1), 2 / (second + 1), 1);
  const above = smooth(subtract(x.close!, multiply(add(high, low), 0.5)));
  return multiply(divide(above, multiply(smooth(subtract(high, low)), 0.5)), 100);
}

/** The true strength index, each average seeded by its first values. */
export function trueStrength(value: Series, first: number, second: number): Series {
  const smooth = (series: Series) => ema(ema(series, first), second);
  const [change, size] = value.graph.apply("changeAndSize", [value]);
  return multiply(divide(smooth(change!), smooth(size!)), 100);
}

/** MAMA and FAMA that begin at the sixth bar with the mean of the six, the filters with the seventh. */
export function adaptive(x: Bars, which: 0 | 1): Series {
  const price = medianPrice(x.high!, x.low!);
  const seed = exponential(price, 0, 6);
  const { inPhase, quadrature } = homodyne(price, 6);
  const above = subtract(price, seed);
  const limits = { fastLimit: 0.5, slowLimit: 0.05 };
  const lines = price.graph.apply("mama", [above, inPhase, quadrature], limits, { from: 6 });
  return add(lines[which]!, seed);
}

/** The mean of {@link ratio} of close − open to the bar's range. */
export function balance(x: Bars, n: number): Series {
  return sma(ratio(subtract(x.close!, x.open!), subtract(x.high!, x.low!)), n);
}

/** Values where the direction is `side`. */
export function sided(values: Float64Array, direction: Float64Array, side: number): Float64Array {
  return values.map((value, t) => (direction[t] === side ? value : Number.NaN));
}
