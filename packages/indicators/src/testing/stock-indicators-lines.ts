/** Columns of Stock.Indicators that are lines through later knowledge, drawn from what ours say at each bar. */
import type { Columns } from "../indicator.ts";
import type { Drawing, Source } from "./stock-indicators.ts";

type Run = (source: Source) => Float64Array;

function fill(line: (number | null)[], a: [number, number], b: [number, number]): void {
  for (let t = a[0]; t <= b[0]; t++) line[t] = a[1] + ((b[1] - a[1]) * (t - a[0])) / (b[0] - a[0]);
}

/** The pivots of a zig zag as [bar, price, kind], and the last bar as the end that is not confirmed. */
function turns(run: Run, bars: Columns, about: string): { points: [number, number, number][]; last: number } {
  const of = (output: string) => run({ of: "ZIGZAG", params: { about }, output });
  const [price, kind, ago] = [of("pivot"), of("pivotType"), of("pivotBarsAgo")];
  const points: [number, number, number][] = [];
  for (let t = 0; t < price.length; t++) {
    const bar = t - ago[t]!;
    if (kind[t] !== 0 && points.at(-1)?.[0] !== bar) points.push([bar, price[t]!, kind[t]!]);
  }
  const rising = points.at(-1)![2] < 0;
  const end = about === "close" ? bars.close! : rising ? bars.high! : bars.low!;
  return { points, last: end.at(-1)! };
}

/** A line from pivot to pivot of all kinds, or of one; the first pivot, at the first bar, is left out. */
export function zigZagLine(about: string, kind = 0): Drawing {
  return (run, bars) => {
    const { points, last } = turns(run, bars, about);
    const length = bars.close!.length;
    const line: (number | null)[] = new Array(length).fill(null);
    const drawn = points.filter(([bar]) => bar > 0);
    const ends: [number, number][] = drawn
      .filter((p) => kind === 0 || p[2] === kind)
      .map(([bar, price]) => [bar, price]);
    if (kind === 0 || kind === -drawn.at(-1)![2]) ends.push([length - 1, last]);
    for (const [k, end] of ends.entries()) if (k > 0) fill(line, ends[k - 1]!, end);
    return line;
  };
}

/** 1 at high pivots, −1 at low ones. */
export function zigZagTypes(about: string): Drawing {
  return (run, bars) => {
    const line: (number | null)[] = new Array(bars.close!.length).fill(null);
    for (const [bar, , kind] of turns(run, bars, about).points) if (bar > 0) line[bar] = kind;
    return line;
  };
}

/** Prices at fractals: where `flag` is 1, `price` of its bar. */
export function marked(flag: Source, price: string): Drawing {
  return (run, bars) => run(flag).map((is, t) => (is === 1 ? bars[price]![t]! : Number.NaN));
}

/** Between pivots with a trend, a line or the trend as Stock.Indicators numbers it. */
export function pivotTrend(side: "high" | "low", what: "line" | "trend"): Drawing {
  return (run, bars) => {
    const of = (output: string) => run({ of: "PIVOTS", output, shift: "offset" });
    const [points, trend] = [of(`${side}Point`), of(`${side}Trend`)];
    const line: (number | null)[] = new Array(points.length).fill(null);
    let before = -1;
    for (let t = 0; t < points.length; t++) {
      if (points[t] !== 1) continue;
      const number = side === "high" ? (trend[t] === 1 ? 0 : 1) : trend[t] === 1 ? 2 : 3;
      if (trend[t] !== 0 && what === "line") fill(line, [before, bars[side]![before]!], [t, bars[side]![t]!]);
      if (trend[t] !== 0 && what === "trend") line.fill(number, before + 1, t + 1);
      before = t;
    }
    return line;
  };
}

/** The line of least squares, and `factor` deviations from it, in windows laid end to end back from the last bar. */
export function channelLine(n: number, factor: number): Drawing {
  return (run, bars) => {
    const params = { timePeriod: n, nbDev: 2 };
    const center = run({ of: "STDDEV_CHANNEL", params, output: "middleBand" });
    const upper = run({ of: "STDDEV_CHANNEL", params, output: "upperBand" });
    const slope = run({ of: "LINEARREG_SLOPE", params: { timePeriod: n } });
    const line: (number | null)[] = new Array(bars.close!.length).fill(null);
    for (let end = line.length - 1; end >= n - 1; end -= n)
      for (let t = end - n + 1; t <= end; t++)
        line[t] = center[end]! - slope[end]! * (end - t) + ((upper[end]! - center[end]!) / 2) * factor;
    return line;
  };
}
