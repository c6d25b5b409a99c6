import { ConfigError, InputError, log } from "@hotpath/core";
import {
  averageUniqueness,
  cusumEvents,
  exponentialVolatility,
  type FeatureColumns,
  type LabelSpans,
  trendScanning,
  tripleBarrier,
} from "@hotpath/signals/research";
import { barFeatures, type SignalModel, type TrainingData } from "@hotpath/signals/training";
import type { ColumnFile } from "../indicators/read-columns.ts";

/** A label's name and parameters, as a model's file has them. */
export type LabelPlan = SignalModel["label"];

/** Bars with their features, and rows of those that are labelled. */
export interface LabelledRows {
  names: string[];
  bars: number;
  data: TrainingData & { weights: Float64Array };
  spans: LabelSpans;
  /** Of each row, the return of the price from the bar to the end of its label. */
  returns: Float64Array;
  /** What a bar is called: its date, or its number. */
  nameOf: (bar: number) => string;
}

/** The columns of bars that a file has. */
export function barsOf(file: ColumnFile): FeatureColumns {
  const known = new Map(file.names.map((name) => [name.toLowerCase(), name]));
  if (!known.has("close")) throw new ConfigError("--input", file.names.join(", "), "a file with a column close");
  const wanted = ["close", "high", "low", "volume"].filter((name) => known.has(name));
  return Object.fromEntries(wanted.map((name) => [name, file.column(known.get(name)!)]));
}

/**
 * Features by name: columns of the file, and features of its bars for those that are not among them.
 *
 * @param names which; by default the features of the bars
 * @throws {ConfigError} one that is neither
 */
export function featuresOf(file: ColumnFile, bars: FeatureColumns, names?: readonly string[]): FeatureColumns {
  const own = barFeatures(bars);
  if (names === undefined) return own;
  const inFile = new Set(file.names.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    names.map((name) => {
      if (inFile.has(name.toLowerCase())) return [name, file.column(name)];
      if (own[name] !== undefined) return [name, own[name]];
      throw new ConfigError("--features", name, `columns of the file, or ${Object.keys(own).join(", ")}`);
    }),
  );
}

/** Labels bars, and takes the features of those that are labelled. */
export function labelRows(file: ColumnFile, plan: LabelPlan, names?: readonly string[]): LabelledRows {
  const bars = barsOf(file);
  const features = featuresOf(file, bars, names);
  const close = bars.close!;
  const { horizon } = plan;
  const span = numberOf(plan, "span");
  const volatility = exponentialVolatility(close, span);
  const events = eventsOf(close, volatility, plan.parameters.sample === "all");
  const { spans, labels } =
    plan.name === "trend-scanning"
      ? byTrend(close, events, horizon)
      : byBarriers(bars, events, volatility, horizon, numberOf(plan, "profit"), numberOf(plan, "loss"));
  if (labels.length === 0)
    throw new InputError(
      "INPUT_INVALID",
      `${close.length} bars: no label has its ${horizon} bars behind it; more bars, or a shorter --horizon`,
    );
  const columns = Object.values(features);
  const values = new Float64Array(labels.length * columns.length);
  for (const [r, bar] of spans.starts.entries())
    for (const [f, column] of columns.entries()) values[r * columns.length + f] = column[bar]!;
  return {
    names: Object.keys(features),
    bars: close.length,
    data: { values, features: columns.length, labels, weights: averageUniqueness(spans, close.length) },
    spans,
    returns: Float64Array.from(spans.starts, (bar, r) => close[spans.ends[r]!]! / close[bar]! - 1),
    nameOf: (bar) => file.labels?.[bar] ?? String(bar),
  };
}

function numberOf(plan: LabelPlan, key: string): number {
  const value = plan.parameters[key];
  if (typeof value !== "number") throw new InputError("INPUT_INVALID", `model: label.parameters.${key}: is no number`);
  return value;
}

/** Bars whose deviation is known; where the price has moved by it since the last one, or all. */
function eventsOf(close: Float64Array, volatility: Float64Array, all: boolean): Int32Array {
  const known = (bar: number) => volatility[bar]! > 0;
  if (all) return Int32Array.from(close.keys()).filter(known);
  return cusumEvents(close.map(log), volatility).filter(known);
}

function byTrend(close: Float64Array, events: Int32Array, horizon: number) {
  const trends = trendScanning(close, events, Math.max(2, Math.min(5, horizon)), Math.max(2, horizon));
  return { spans: trends, labels: Float64Array.from(trends.labels, (label) => (label > 0 ? 1 : 0)) };
}

function byBarriers(
  { close, high, low }: FeatureColumns,
  events: Int32Array,
  volatility: Float64Array,
  horizon: number,
  profit: number,
  loss: number,
) {
  const widths = Float64Array.from(events, (bar) => volatility[bar]!);
  const found = tripleBarrier(close!, events, widths, {
    horizon,
    profit,
    loss,
    ...(high === undefined || low === undefined ? {} : { high, low }),
  });
  return { spans: found, labels: Float64Array.from(found.labels, (label) => (label > 0 ? 1 : 0)) };
}
