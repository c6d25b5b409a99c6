/** The indicators of a series by their definitions: each window by itself, in two passes, about its own first element. */
import type { Bars } from "./bars.ts";

type Answer = (from: number, to: number) => number;

/** `answer` for each window of `period` places, [from, to), from the first that begins at `start`; NaN before. */
function windows(n: number, period: number, answer: Answer, start = 0): Float64Array {
  return Float64Array.from({ length: n }, (_, i) =>
    i - period + 1 >= start ? answer(i - period + 1, i + 1) : Number.NaN,
  );
}

/** The sum of f over a window, by compensated addition (Neumaier). */
function total(from: number, to: number, f: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = from; i < to; i++) {
    const value = f(i);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The sums of x so far, compensated as {@link total} is. */
function runningTotal(x: Float64Array): Float64Array {
  let sum = 0;
  let lost = 0;
  return x.map((value) => {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    return sum + lost;
  });
}

const meanOf = (x: Float64Array, from: number, to: number): number =>
  x[from]! + total(from, to, (i) => x[i]! - x[from]!) / (to - from);

/** Σ (x − x̄)(y − ȳ), with deviations from the first element so that the means lose nothing. */
function product(x: Float64Array, y: Float64Array, from: number, to: number): number {
  const meanX = total(from, to, (i) => x[i]! - x[from]!) / (to - from);
  const meanY = total(from, to, (i) => y[i]! - y[from]!) / (to - from);
  return total(from, to, (i) => (x[i]! - x[from]! - meanX) * (y[i]! - y[from]! - meanY));
}

const greatest = (x: Float64Array, from: number, to: number): number => Math.max(...x.subarray(from, to));
const least = (x: Float64Array, from: number, to: number): number => Math.min(...x.subarray(from, to));

/** Exponential average from the mean of the `period` values that end at `first`. */
function smoothed(x: Float64Array, first: number, period: number, alpha: number): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  if (x.length <= first) return out;
  let last = meanOf(x, first - period + 1, first + 1);
  for (let i = first; i < x.length; i++) {
    if (i > first) last += alpha * (x[i]! - last);
    out[i] = last;
  }
  return out;
}

const blank = (x: Float64Array, before: number): Float64Array => x.map((value, i) => (i < before ? Number.NaN : value));

function averages({ close, other }: Bars, p: number): Record<string, Float64Array> {
  const n = close.length;
  const mean = windows(n, p, (from, to) => meanOf(close, from, to));
  const variance = windows(n, p, (from, to) => product(close, close, from, to) / p);
  const root = variance.map(Math.sqrt);
  const changes = (x: Float64Array): Float64Array =>
    x.map((value, i) => (i === 0 ? 0 : (value - x[i - 1]!) / x[i - 1]!));
  const [ofX, ofY] = [changes(close), changes(other)];
  return {
    sum: mean.map((value) => value * p),
    sma: mean,
    middle: mean,
    variance,
    stddev: root.map((value) => 2 * value),
    upper: mean.map((value, i) => value + 2 * root[i]!),
    lower: mean.map((value, i) => value - 1.5 * root[i]!),
    wma: windows(n, p, (from, to) => total(from, to, (i) => close[i]! * (i - from + 1)) / ((p * (p + 1)) / 2)),
    ema: smoothed(close, p - 1, p, 2 / (p + 1)),
    rma: smoothed(close, p - 1, p, 1 / p),
    correl: windows(n, p, (from, to) => {
      const spread = product(close, close, from, to) * product(other, other, from, to);
      return spread > 0 ? product(close, other, from, to) / Math.sqrt(spread) : 0;
    }),
    beta: windows(
      n,
      p,
      (from, to) => {
        const spread = product(ofX, ofX, from, to);
        return spread > 0 ? product(ofX, ofY, from, to) / spread : 0;
      },
      1,
    ),
  };
}

function lines({ close }: Bars, p: number): Record<string, Float64Array> {
  const n = close.length;
  const spread = (p * (p * p - 1)) / 12;
  const slope = windows(
    n,
    p,
    (from, to) => total(from, to, (i) => (close[i]! - close[from]!) * (i - from - (p - 1) / 2)) / spread,
  );
  const at = (place: number): Float64Array =>
    windows(n, p, (from, to) => meanOf(close, from, to) + slope[to - 1]! * (place - (p - 1) / 2));
  return { slope, linearReg: at(p - 1), intercept: at(0), forecast: at(p) };
}

function extremes({ high, low, close }: Bars, p: number): Record<string, Float64Array> {
  const n = close.length;
  const part = (from: number, to: number, above: (top: number, bottom: number) => number): number => {
    const [top, bottom] = [greatest(high, from, to), least(low, from, to)];
    return top === bottom ? 0 : above(top, bottom) / (top - bottom);
  };
  const [slow, last] = [1 + (p % 4), 1 + (p % 5)];
  const fastK = windows(n, p, (from, to) => part(from, to, (_, bottom) => 100 * (close[to - 1]! - bottom)));
  const k = windows(n, slow, (from, to) => total(from, to, (i) => fastK[i]!) / slow, p - 1);
  const d = windows(n, last, (from, to) => total(from, to, (i) => k[i]!) / last, p + slow - 2);
  return {
    max: windows(n, p, (from, to) => greatest(close, from, to)),
    min: windows(n, p, (from, to) => least(close, from, to)),
    midpoint: windows(n, p, (from, to) => (greatest(close, from, to) + least(close, from, to)) / 2),
    least: windows(n, p, (from, to) => least(low, from, to)),
    greatest: windows(n, p, (from, to) => greatest(high, from, to)),
    midprice: windows(n, p, (from, to) => (greatest(high, from, to) + least(low, from, to)) / 2),
    willr: windows(n, p, (from, to) => part(from, to, (top) => -100 * (top - close[to - 1]!))),
    k: blank(k, p + slow + last - 3),
    d,
  };
}

function oscillators({ high, low, close }: Bars, p: number, longer: number): Record<string, Float64Array> {
  const n = close.length;
  const [fast, last] = [(p + 1) >> 1, 1 + (p % 7)];
  const moved = close.map((value) => value - close[0]!);
  const quick = smoothed(moved, p - 1, fast, 2 / (fast + 1));
  const macd = smoothed(moved, p - 1, p, 2 / (p + 1)).map((value, i) => quick[i]! - value);
  const signal = smoothed(macd, p + last - 2, last, 2 / (last + 1));
  const changes = close.map((value, i) => (i === 0 ? 0 : value - close[i - 1]!));
  const gains = smoothed(
    changes.map((value) => Math.max(value, 0)),
    longer,
    longer,
    1 / longer,
  );
  const losses = smoothed(
    changes.map((value) => Math.max(-value, 0)),
    longer,
    longer,
    1 / longer,
  );
  const typical = close.map((value, i) => (high[i]! + low[i]! + value) / 3);
  const cci = windows(n, p, (from, to) => {
    const own = typical[to - 1]!;
    const offset = total(from, to, (i) => typical[i]! - own) / p;
    const spread = total(from, to, (i) => Math.abs(typical[i]! - own - offset)) / p;
    return offset === 0 || spread === 0 ? 0 : -offset / (0.015 * spread);
  });
  return {
    macd: blank(macd, p + last - 2),
    signal,
    histogram: macd.map((value, i) => value - signal[i]!),
    rsi: gains.map((gain, i) => (gain + losses[i]! === 0 ? 0 : (100 * gain) / (gain + losses[i]!))),
    cci,
  };
}

function ranges({ high, low, close }: Bars, p: number, longer: number): Record<string, Float64Array> {
  const n = close.length;
  const trueRange = close.map((_, i) =>
    i === 0
      ? Number.NaN
      : Math.max(high[i]! - low[i]!, Math.abs(high[i]! - close[i - 1]!), Math.abs(low[i]! - close[i - 1]!)),
  );
  const atr = smoothed(trueRange, p, p, 1 / p);
  const step = (i: number, sign: number): number => {
    const up = high[i]! - high[i - 1]!;
    const down = low[i - 1]! - low[i]!;
    return sign > 0 ? (up > down && up > 0 ? up : 0) : down > up && down > 0 ? down : 0;
  };
  const wilder = (term: (i: number) => number): Float64Array => {
    const out = new Float64Array(n);
    for (let i = 1; i < n; i++) out[i] = out[i - 1]! - (i < longer ? 0 : out[i - 1]! / longer) + term(i);
    return out;
  };
  const [up, down, range] = [wilder((i) => step(i, 1)), wilder((i) => step(i, -1)), wilder((i) => trueRange[i]!)];
  const share = (x: Float64Array): Float64Array =>
    blank(
      x.map((value, i) => (range[i]! > 0 ? (100 * value) / range[i]! : 0)),
      longer,
    );
  const dx = up.map((value, i) => (value + down[i]! > 0 ? (100 * Math.abs(value - down[i]!)) / (value + down[i]!) : 0));
  return {
    trueRange,
    atr,
    natr: atr.map((value, i) => (value / close[i]!) * 100),
    plus: share(up),
    minus: share(down),
    dx: blank(dx, longer),
    adx: smoothed(dx, 2 * longer - 1, longer, 1 / longer),
  };
}

function volumes({ high, low, close, other }: Bars, p: number): Record<string, Float64Array> {
  const n = close.length;
  const typical = close.map((value, i) => (high[i]! + low[i]! + value) / 3);
  const flow = (from: number, to: number, rising: boolean): number =>
    total(from, to, (i) =>
      (rising ? typical[i]! > typical[i - 1]! : typical[i]! < typical[i - 1]!) ? typical[i]! * other[i]! : 0,
    );
  const terms = close.map((value, i) => {
    const range = high[i]! - low[i]!;
    return range > 0 ? ((value - low[i]! - (high[i]! - value)) / range) * other[i]! : 0;
  });
  const steps = close.map((value, i) => (i === 0 ? 1 : Math.sign(value - close[i - 1]!)) * other[i]!);
  const last = (x: Float64Array, sign: number, from: number, to: number): number => {
    let place = from;
    for (let i = from; i < to; i++) if (sign * x[i]! >= sign * x[place]!) place = i;
    return ((place - from) * 100) / p;
  };
  return {
    mfi: windows(
      n,
      p,
      (from, to) => {
        const [up, down] = [flow(from, to, true), flow(from, to, false)];
        return up + down > 0 ? (100 * up) / (up + down) : 0;
      },
      1,
    ),
    obv: runningTotal(steps),
    ad: runningTotal(terms),
    up: windows(n, p + 1, (from, to) => last(high, 1, from, to)),
    down: windows(n, p + 1, (from, to) => last(low, -1, from, to)),
  };
}

function chains({ close }: Bars, p: number): Record<string, Float64Array> {
  const before = (i: number): number => (i < p ? Number.NaN : close[i - p]!);
  const links: Float64Array[] = [];
  for (let k = 1; k <= 6; k++) links.push(smoothed(links.at(-1) ?? close, k * (p - 1), p, 2 / (p + 1)));
  const join = (...weights: number[]): Float64Array =>
    close.map((_, i) => weights.reduce((sum, weight, k) => sum + (weight === 0 ? 0 : weight * links[k]![i]!), 0));
  const v = 0.7;
  const third = links[2]!;
  return {
    mom: close.map((value, i) => value - before(i)),
    roc: close.map((value, i) => ((value - before(i)) / before(i)) * 100),
    dema: join(2, -1),
    tema: join(3, -3, 1),
    t3: join(0, 0, (1 + v) ** 3, -3 * v * (1 + v) ** 2, 3 * v * v * (1 + v), -(v ** 3)),
    trix: third.map((value, i) => (i === 0 ? Number.NaN : ((value - third[i - 1]!) / third[i - 1]!) * 100)),
  };
}

/** Every output, by the name that the tests give it. Periods of at least 2 where one is needed. */
export function references(bars: Bars, period: number): Record<string, Float64Array> {
  const longer = Math.max(2, period);
  return {
    ...averages(bars, period),
    ...lines(bars, longer),
    ...extremes(bars, period),
    ...oscillators(bars, period, longer),
    ...ranges(bars, period, longer),
    ...volumes(bars, period),
    ...chains(bars, period),
  };
}
