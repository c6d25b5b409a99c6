/** What the registry says of an indicator: names, inputs, parameters, outputs, and the graph that computes it. */
import { ConfigError } from "@hotpath/core";
import type { CandleSettings } from "./graph/candles.ts";
import type { Graph, Series } from "./graph/graph.ts";

/** Where libraries disagree, whose answer an indicator gives. */
export type Profile = "talib" | "talib-0.8" | "tradingview" | "tulip";

/** All profiles, the default first. */
export const profiles: readonly Profile[] = ["talib", "talib-0.8", "tradingview", "tulip"];

/** The chapters of the registry. */
export type Group =
  | "Cycle Indicators"
  | "Market Microstructure"
  | "Math Operators"
  | "Math Transform"
  | "Momentum Indicators"
  | "Overlap Studies"
  | "Pattern Recognition"
  | "Price Transform"
  | "Statistic Functions"
  | "Volatility Indicators"
  | "Volume Indicators";

/** A parameter: a number within a range, or one of several choices, which are numbers with names. */
export interface Param {
  readonly kind: "integer" | "real" | "choice";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** What it means, in a few words. */
  readonly title: string;
  /** Names of the choices, by number. */
  readonly choices?: readonly string[];
}

/** A whole number. */
export function integer(standard: number, min: number, max: number, title: string): Param {
  return { kind: "integer", default: standard, min, max, title };
}

/** A number of bars, from `min` (default 2) to 100,000, as TA-Lib bounds them. */
export function period(standard: number, title = "Number of bars", min = 2): Param {
  return integer(standard, min, 100_000, title);
}

/** Any finite number within a range. */
export function real(standard: number, min: number, max: number, title: string): Param {
  return { kind: "real", default: standard, min, max, title };
}

/** One of several, by name or by its number in the list. */
export function choice(standard: number, choices: readonly string[], title: string): Param {
  return { kind: "choice", default: standard, min: 0, max: choices.length - 1, title, choices };
}

/** TA-Lib's greatest real number as a parameter. */
export const REAL_MAX = 3e37;

/** The moving averages that TA-Lib's MAType numbers. */
export const maTypes: readonly string[] = [
  "SMA",
  "EMA",
  "WMA",
  "DEMA",
  "TEMA",
  "TRIMA",
  "KAMA",
  "MAMA",
  "T3",
  "HMA",
  "DISABLED",
  "DEFAULT",
  "ZLEMA",
  "RMA",
];

/** A choice of moving average. */
export function maType(standard = 0, title = "Kind of moving average"): Param {
  return choice(standard, maTypes, title);
}

/** An output. */
export interface Output {
  /** Its name, as `macdSignal`. */
  readonly name: string;
  /** How it is drawn, and whether it is a whole number. Default `line`. */
  readonly kind?: "line" | "histogram" | "dots" | "integer" | "pattern";
  /** Bars by which it is drawn ahead (positive) of the bar that it was computed at, or behind it. Default 0. */
  readonly offset?: (params: Readonly<Record<string, number>>) => number;
  /** Later bars may change what it says of this one; the others never change. */
  readonly provisional?: boolean;
}

/** What a definition's graph is built from. */
export interface Build {
  readonly graph: Graph;
  /** The inputs by name. */
  readonly x: Readonly<Record<string, Series>>;
  /** The parameters by name, checked and complete. */
  readonly p: Readonly<Record<string, number>>;
  readonly profile: Profile;
  /** When a candle is long, short and so on. */
  readonly candles: CandleSettings;
  /** Outputs that a function named in `unstablePeriod` holds back, as TA-Lib's unstable period. */
  unstable(name: string): number;
}

/** An indicator. */
export interface Definition {
  /** As TA-Lib or the field has it, in capitals: `MACD`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** In words: `Moving Average Convergence/Divergence`. */
  readonly title: string;
  /** `real` for any series, `open`, `high`, `low`, `close`, `volume` for a bar's; other names for other series. */
  readonly inputs: readonly string[];
  /** In TA-Lib's order. */
  readonly params?: Readonly<Record<string, Param>>;
  /** In TA-Lib's order. Plain names are lines. */
  readonly outputs: readonly (string | Output)[];
  /** Whether early outputs depend on where the series begins: TA-Lib's unstable period applies. */
  readonly unstable?: boolean;
  /** `go-on`: after a bar that is not finite a running total goes on; all else begins anew. Default `restart`. */
  readonly gap?: "restart" | "go-on";
  /** Cost of one update. Default `O(1)`. */
  readonly complexity?: "O(1)" | "O(1) amortised" | "O(log n)" | "O(n)";
  /** Whether each output begins by itself; otherwise all begin together, at the latest. Default false. */
  readonly ragged?: boolean;
  /** The formula, as text. */
  readonly formula: string;
  /** Where it comes from: book, paper, library. */
  readonly source: string;
  /** What differs in a profile, in words, and other defaults there. */
  readonly profiles?: Readonly<Partial<Record<Profile, { note: string; defaults?: Readonly<Record<string, number>> }>>>;
  /** Rules between parameters; throw ConfigError. */
  readonly check?: (params: Readonly<Record<string, number>>) => void;
  /** The outputs, in order. */
  build(context: Build): readonly Series[];
}

/** Keys of parameters are compared without case and underscores: `FastK_Period` is `fastKPeriod`. */
export function canonicalKey(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}

/** The outputs of a definition, all as objects. */
export function outputsOf(definition: Definition): readonly Output[] {
  return definition.outputs.map((output) => (typeof output === "string" ? { name: output } : output));
}

/**
 * Completes and checks parameters.
 *
 * @throws {ConfigError} a key that is not known, or a value out of its range
 */
export function parseParams(
  definition: Pick<Definition, "name" | "params" | "profiles" | "check">,
  given: Readonly<Record<string, unknown>>,
  profile: Profile,
): Readonly<Record<string, number>> {
  const known = new Map(Object.keys(definition.params ?? {}).map((key) => [canonicalKey(key), key]));
  const result: Record<string, number> = {};
  for (const [key, param] of Object.entries(definition.params ?? {}))
    result[key] = definition.profiles?.[profile]?.defaults?.[key] ?? param.default;
  for (const [key, value] of Object.entries(given)) {
    const name = known.get(canonicalKey(key));
    const path = `${definition.name}.${key}`;
    if (name === undefined)
      throw new ConfigError(
        path,
        value,
        known.size === 0 ? "no parameters" : `one of ${[...known.values()].join(", ")}`,
      );
    if (value !== undefined) result[name] = parseParam(path, definition.params![name]!, value);
  }
  definition.check?.(result);
  return Object.freeze(result);
}

function parseParam(path: string, param: Param, value: unknown): number {
  if (param.choices !== undefined && typeof value === "string") {
    const index = param.choices.findIndex((name) => canonicalKey(name) === canonicalKey(value));
    if (index >= 0) return index;
  }
  const allowed =
    param.choices !== undefined
      ? param.choices.map((name, k) => `${k} (${name})`).join(", ")
      : `${param.kind === "integer" ? "an integer" : "a number"} from ${param.min} to ${param.max}`;
  if (typeof value !== "number" || !(value >= param.min && value <= param.max))
    throw new ConfigError(path, value, allowed);
  if (param.kind !== "real" && !Number.isInteger(value)) throw new ConfigError(path, value, allowed);
  return value;
}
