/** What the tearsheet's script draws: series of numbers, thinned to what a screen can show. */
import type { BacktestFill, BacktestRun } from "@hotpath/backtest";

/** One line, or one kind of marks. */
export interface ChartSeries {
  name: string;
  /** `line`, `area` down from zero, `up` and `down` marks, or `bars`. */
  kind: "line" | "area" | "up" | "down" | "bars";
  values: (number | null)[];
}

/** One chart. */
export interface Chart {
  id: string;
  group: "curve" | "exposure" | "price" | "fills";
  title: string;
  height: number;
  /** What the values are: `money`, a `share`, a `price`, a `count`. */
  unit: "money" | "share" | "price" | "count";
  isLogarithmic: boolean;
  /** Seconds since the epoch, or whatever `xUnit` says. */
  x: number[];
  xUnit: "time" | "basisPoints";
  series: ChartSeries[];
}

/** Points of a chart, at the most two to a bucket. */
const BUCKETS = 2000;
/** Fills that are marked in a chart of prices, at the most. */
const MARKS = 4000;
/** Instruments that have a chart of prices. */
const PRICE_CHARTS = 8;
/** Bars of the histogram of slippage. */
const SLIPPAGE_BARS = 41;

/** Curves whose greatest value is more than so many times their least have a logarithmic axis. */
const LOGARITHMIC_FROM = 1.5;

/** The charts of a run. */
export function tearsheetCharts(run: BacktestRun): Chart[] {
  const { equity, benchmark, drawdown } = run;
  const kept = thin(equity);
  const x = secondsOf(run, kept);
  const isLogarithmic = spread(equity, benchmark) > LOGARITHMIC_FROM;
  const at = (column: Float64Array, digits = 2) => kept.map((i) => rounded(column[i]!, digits));
  const share = (column: Float64Array) =>
    kept.map((i) => (equity[i]! > 0 ? rounded(column[i]! / equity[i]!, 5) : null));
  const common = { x, xUnit: "time", isLogarithmic: false } as const;
  let peak = 0;
  const fallOf = benchmark.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
  return [
    {
      ...common,
      id: "equity",
      group: "curve",
      title: isLogarithmic ? "Equity, logarithmic" : "Equity",
      height: 300,
      unit: "money",
      isLogarithmic,
      series: [
        { name: "strategy", kind: "line", values: at(equity) },
        { name: "buy and hold", kind: "line", values: at(benchmark) },
      ],
    },
    {
      ...common,
      id: "drawdown",
      group: "curve",
      title: "Drawdown from the peak",
      height: 160,
      unit: "share",
      series: [
        { name: "strategy", kind: "area", values: kept.map((i) => rounded(-drawdown[i]!, 5)) },
        { name: "buy and hold", kind: "line", values: at(fallOf, 5) },
      ],
    },
    {
      ...common,
      id: "exposure",
      group: "exposure",
      title: "Share of equity",
      height: 160,
      unit: "share",
      series: [
        { name: "gross", kind: "line", values: share(run.grossExposure) },
        { name: "net", kind: "line", values: share(run.netExposure) },
      ],
    },
    ...run.instruments.list.slice(0, PRICE_CHARTS).map((_, instrument) => priceChart(run, instrument)),
    ...slippageChart(run.fills),
  ];
}

/** The price of an instrument, with each fill at its own price at the first sample from its time on. */
function priceChart(run: BacktestRun, instrument: number): Chart {
  const { symbol, priceDecimals } = run.instruments.at(instrument);
  const scale = 10 ** priceDecimals;
  const all = run.fills.filter((fill) => fill.instrument === instrument);
  const fills = all.slice(0, MARKS);
  const marks = run.marks[instrument]!;
  const last = marks.length - 1;
  const placeOf = (micros: number) => Math.min(firstFrom(run.timeMicros, micros), last);
  const kept = [...new Set([...thin(marks), ...fills.map(({ timeMicros }) => placeOf(timeMicros))])].sort(
    (a, b) => a - b,
  );
  const rowOf = new Map(kept.map((sample, row) => [sample, row]));
  const marksOf = (side: BacktestFill["side"]) => {
    const values: (number | null)[] = kept.map(() => null);
    for (const fill of fills) if (fill.side === side) values[rowOf.get(placeOf(fill.timeMicros))!] = fill.price / scale;
    return values;
  };
  const hidden = all.length - fills.length;
  return {
    id: `price-${instrument}`,
    group: "price",
    title: `${symbol}, and what was bought and sold${hidden > 0 ? `; the first ${MARKS} of ${all.length} fills` : ""}`,
    height: 300,
    unit: "price",
    isLogarithmic: false,
    x: secondsOf(run, kept),
    xUnit: "time",
    series: [
      { name: symbol, kind: "line", values: kept.map((i) => (Number.isNaN(marks[i]!) ? null : marks[i]! / scale)) },
      { name: "bought", kind: "up", values: marksOf("buy") },
      { name: "sold", kind: "down", values: marksOf("sell") },
    ],
  };
}

/** How many fills were so much worse than the price on arrival; the outermost bars hold all that is beyond. */
function slippageChart(fills: readonly BacktestFill[]): Chart[] {
  const values = fills.filter(({ arrivalPrice }) => !Number.isNaN(arrivalPrice)).map((f) => f.slippageBasisPoints);
  if (values.length === 0) return [];
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const reach = Math.max(0.5, sizes[Math.floor(0.98 * (sizes.length - 1))]!);
  const width = (2 * reach) / (SLIPPAGE_BARS - 1);
  const counts = new Array<number>(SLIPPAGE_BARS).fill(0);
  for (const value of values) {
    const bar = Math.round((Math.min(Math.max(value, -reach), reach) + reach) / width);
    counts[bar]! += 1;
  }
  return [
    {
      id: "slippage",
      group: "fills",
      title: "Fills by slippage in basis points against the mark when the order left; what was lost is positive",
      height: 180,
      unit: "count",
      isLogarithmic: false,
      x: counts.map((_, bar) => rounded(bar * width - reach, 4)),
      xUnit: "basisPoints",
      series: [{ name: "fills", kind: "bars", values: counts }],
    },
  ];
}

/** Places that show a curve's course: of each bucket its lowest point and its last. */
function thin(column: Float64Array): number[] {
  const { length } = column;
  if (length <= 2 * BUCKETS) return Array.from({ length }, (_, i) => i);
  const kept: number[] = [0];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const from = Math.floor((bucket * length) / BUCKETS);
    const to = Math.floor(((bucket + 1) * length) / BUCKETS);
    let low = from;
    for (let i = from; i < to; i++) if (column[i]! < column[low]!) low = i;
    for (const place of [low, to - 1]) if (place > kept.at(-1)!) kept.push(place);
  }
  return kept;
}

function firstFrom(times: Float64Array, micros: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < micros) low = middle + 1;
    else high = middle;
  }
  return low;
}

function secondsOf(run: BacktestRun, kept: readonly number[]): number[] {
  return kept.map((i) => run.timeMicros[i]! / 1e6);
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** The greatest value of all columns by their least; 0 where one is not above 0. */
function spread(...columns: readonly Float64Array[]): number {
  let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
  for (const column of columns)
    for (const value of column) [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
  return least > 0 && greatest > 0 ? greatest / least : 0;
}
