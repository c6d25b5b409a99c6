/** What candle patterns are made of, as functions of series. Parts that patterns have in common are there once. */
import { assert, ConfigError } from "@hotpath/core";
import { REAL_MAX } from "../definition.ts";
import { type OpName, ops } from "../generated/ops.ts";
import type { Series } from "./graph.ts";
import { multiply } from "./vocabulary.ts";

/** What of a candle is measured: its body, its height from low to high, or half the sum of its shadows. */
export type CandleRange = "body" | "highLow" | "shadows";

const ranges: readonly CandleRange[] = ["body", "highLow", "shadows"];

/** When a candle is long, short, near and so on: `factor` times the mean range of the `period` candles before it. */
export interface CandleSetting {
  readonly range: CandleRange;
  /** 0: the candle is measured by itself. */
  readonly period: number;
  readonly factor: number;
}

/** The names of the settings. */
export type CandleSettingName =
  | "bodyLong"
  | "bodyVeryLong"
  | "bodyShort"
  | "bodyDoji"
  | "shadowLong"
  | "shadowVeryLong"
  | "shadowShort"
  | "shadowVeryShort"
  | "near"
  | "far"
  | "equal";

/** All settings. */
export type CandleSettings = Readonly<Record<CandleSettingName, CandleSetting>>;

/** TA-Lib's settings. */
export const candleSettings: CandleSettings = {
  /** A body longer than this is long. */
  bodyLong: { range: "body", period: 10, factor: 1 },
  /** A body longer than this is very long. No pattern uses it. */
  bodyVeryLong: { range: "body", period: 10, factor: 3 },
  /** A body shorter than this is short. */
  bodyShort: { range: "body", period: 10, factor: 1 },
  /** A body not longer than this is a doji's. */
  bodyDoji: { range: "highLow", period: 10, factor: 0.1 },
  /** A shadow longer than this is long. */
  shadowLong: { range: "body", period: 0, factor: 1 },
  /** A shadow longer than this is very long. */
  shadowVeryLong: { range: "body", period: 0, factor: 2 },
  /** A shadow shorter than this is short. */
  shadowShort: { range: "shadows", period: 10, factor: 1 },
  /** A shadow shorter than this is as good as none. */
  shadowVeryShort: { range: "highLow", period: 10, factor: 0.1 },
  /** A distance not longer than this is near. */
  near: { range: "highLow", period: 5, factor: 0.2 },
  /** A distance longer than this is far. */
  far: { range: "highLow", period: 5, factor: 0.6 },
  /** A distance not longer than this is none. */
  equal: { range: "highLow", period: 5, factor: 0.05 },
};

/** Changes to TA-Lib's settings, setting by setting and field by field. */
export type CandleSettingChanges = Readonly<Partial<Record<CandleSettingName, Readonly<Partial<CandleSetting>>>>>;

/**
 * TA-Lib's settings with changes.
 *
 * @throws {ConfigError} a setting or a field that is not known, or a value out of its range
 */
export function parseCandleSettings(changes: CandleSettingChanges = {}): CandleSettings {
  const settings: Record<CandleSettingName, CandleSetting> = { ...candleSettings };
  for (const [name, change] of Object.entries(changes) as [CandleSettingName, Partial<CandleSetting>][]) {
    const path = `candles.${name}`;
    if (!(name in candleSettings)) throw new ConfigError(path, change, Object.keys(candleSettings).join(", "));
    const { range, period, factor, ...rest } = { ...candleSettings[name], ...change };
    const [unknown] = Object.entries(rest);
    if (unknown !== undefined) throw new ConfigError(`${path}.${unknown[0]}`, unknown[1], "range, period, factor");
    if (!ranges.includes(range)) throw new ConfigError(`${path}.range`, range, ranges.join(", "));
    if (!Number.isInteger(period) || period < 0 || period > 100_000)
      throw new ConfigError(`${path}.period`, period, "an integer from 0 to 100000");
    if (!(factor >= 0 && factor <= REAL_MAX))
      throw new ConfigError(`${path}.factor`, factor, `a number from 0 to ${REAL_MAX}`);
    settings[name] = Object.freeze({ range, period, factor });
  }
  return Object.freeze(settings);
}

/** How a pattern is found. */
export interface CandlePattern {
  /** The operation. An input such as `high2` is that of two bars ago, `bodyLong2` the setting's average there. */
  readonly op: OpName;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Inputs of the operation that go by other names than `high2`, `bodyLong2` or `body2`. */
  readonly roles?: Readonly<Record<string, string>>;
  /** The first bar, from the longest period of the settings; default: the period, and all earlier bars that it reads. */
  readonly begin?: (period: number) => number;
  /** Bars before the first that it reads to remember patterns which later ones confirm. Default 0. */
  readonly replay?: number;
}

type Bars = Readonly<Record<string, Series>>;

const INPUT = /^([a-z]+)([0-4]?)$/i;

/** Which bars and averages an operation's inputs are. */
function inputsOf(pattern: CandlePattern): { name: string; back: number }[] {
  return ops[pattern.op].inputs.map((input) => {
    const [, name = "", back] = INPUT.exec(pattern.roles?.[input] ?? input) ?? [];
    return { name, back: Number(back) };
  });
}

/** The series of a pattern over open, high, low and close. */
export function candlePattern(bars: Bars, pattern: CandlePattern, settings: CandleSettings): Series {
  const inputs = inputsOf(pattern);
  const periods = inputs.map(({ name }) => settings[name as CandleSettingName]?.period ?? 0);
  const period = Math.max(...periods);
  const start = pattern.begin?.(period) ?? period + Math.max(...inputs.map(({ back }) => back));
  const quiet = pattern.replay ?? 0;
  const from = start - quiet;
  const series = inputs.map(({ name, back }) => {
    const setting = settings[name as CandleSettingName];
    if (setting !== undefined) return candleAverage(bars, setting, back, from);
    return ago(name === "body" ? candleRange(bars, "body") : bars[name], back);
  });
  return bars.close!.graph.apply(pattern.op, series, pattern.parameters, { from, quiet })[0]!;
}

/** What it was `back` bars ago. */
function ago(series: Series | undefined, back: number): Series {
  assert(series !== undefined, "a pattern reads open, high, low, close, body and settings");
  return back === 0 ? series : ago(series.graph.apply("previous", [series])[0]!, back - 1);
}

function candleRange({ open, high, low, close }: Bars, range: CandleRange): Series {
  const { graph } = close!;
  if (range === "body") return graph.apply("candleBody", [open!, close!])[0]!;
  if (range === "highLow") return graph.apply("candleHeight", [high!, low!])[0]!;
  return graph.apply("candleShadows", [open!, high!, low!, close!])[0]!;
}

/** A setting's average for the candle of `back` bars ago, of which the first is of bar `from`. */
function candleAverage(bars: Bars, setting: CandleSetting, back: number, from: number): Series {
  const { period } = setting;
  const range = candleRange(bars, setting.range);
  const factor = setting.range === "shadows" ? setting.factor / 2 : setting.factor;
  if (period === 0) return factor === 1 ? ago(range, back) : multiply(ago(range, back), factor);
  const timing = { from: from - back - period };
  return range.graph.apply("candleAverage", [range], { factor, period, back }, timing)[0]!;
}
