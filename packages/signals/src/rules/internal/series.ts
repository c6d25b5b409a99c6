/** Indicators of rules: made by the registry, over the fields of a bar. */
import { ConfigError } from "@hotpath/core";
import { type Definition, findDefinition, Indicator, registry } from "@hotpath/indicators";
import { type AnyIndicator, type AnySeries, BAR_FIELDS, type BarField } from "../rule.ts";
import type { PlanSeries } from "./plan.ts";

/** An indicator's output with what it is called, and a key that says all that it is. */
export interface NamedSeries extends PlanSeries {
  label: string;
  key: string;
  isField: boolean;
}

/** The family of all whose state is finite whatever finite prices and volumes they are given. */
const PLAIN = "";

/**
 * Indicators that divide by nothing that may be 0, or guard it as TA-Lib does, candle patterns apart. Any other is a
 * family of its own: where its state is not finite, its whole program begins anew, and those beside it would with it.
 */
const GUARDED = new Set([
  ...["SMA", "EMA", "WMA", "DEMA", "TEMA", "TRIMA", "RMA", "HMA", "ZLEMA", "MACD", "APO", "MOM", "RSI", "CMO", "TSI"],
  ...["STDDEV", "VAR", "BBANDS", "DONCHIAN", "KC", "ICHIMOKU", "SUPERTREND", "SAR", "AROON", "AROONOSC", "MAX", "MIN"],
  ...["ATR", "TRANGE", "ADX", "DX", "PLUS_DI", "MINUS_DI", "STOCH", "STOCHF", "WILLR", "CCI", "MFI", "OBV", "AD"],
]);

/** What stands for the one series of an indicator that takes any. */
const ANY: Readonly<Record<string, BarField>> = { real: "close", price: "close" };

/** Whether a series is a field of the bar itself. */
export function isField(series: unknown): series is BarField {
  return typeof series === "string";
}

/** Whether a candle pattern has the name. */
export function isCandle(name: string): boolean {
  return name.startsWith("CDL") && registry.some((definition) => definition.name === name);
}

/**
 * Makes the indicator of a series.
 *
 * @throws {ConfigError} a name, a parameter, an output or an input that the registry does not have, at its path
 */
export function namedSeries(series: AnySeries, path: string): NamedSeries {
  return isField(series) ? fieldSeries(series) : indicatorSeries(series, path);
}

/** A field as a series that indicators can be computed of. */
function fieldSeries(field: BarField): NamedSeries {
  const definition: Definition = { ...bare(field, [field]), build: ({ x }) => [x[field]!] };
  const of = new Indicator(definition, {}, { nan: "skip" });
  return { of, output: 0, label: field, key: field, family: PLAIN, isField: true };
}

/** A definition that is in no registry. */
export function bare(name: string, inputs: readonly string[]): Omit<Definition, "build"> {
  return { name, group: "Price Transform", title: name, inputs, outputs: ["real"], formula: "", source: "" };
}

function indicatorSeries(series: AnyIndicator, path: string): NamedSeries {
  const {
    indicator: name,
    output,
    of,
    profile = "talib",
    ...params
  } = series as AnyIndicator & Record<string, unknown>;
  const definition = at(`${path}.indicator`, () => findDefinition(name));
  const { sources, others } = sourcesOf(definition, of, path);
  const options = { nan: "skip", profile } as const;
  const indicator = at(path, () => new Indicator(definition, params, options, sources), true);
  const index = output === undefined ? 0 : indicator.outputs.findIndex((each) => each.name === output);
  const names = indicator.outputs.map((each) => each.name);
  if (index < 0) throw new ConfigError(`${path}.output`, output, names.join(", "));
  const values = Object.entries(indicator.params).map(
    ([key, value]) => definition.params?.[key]?.choices?.[value] ?? value,
  );
  const label = [
    values.length > 0 ? `${indicator.name}(${values.join(", ")})` : indicator.name,
    ...(names.length > 1 ? [names[index]] : []),
    ...(others.length > 0 ? [`of ${others.map((other) => other.label).join(" and ")}`] : []),
  ].join(" ");
  const its = [indicator.name, profile, ...values, ...others.map((other) => `(${other.key})`)].join(" ");
  const isPlain = (GUARDED.has(indicator.name) || isCandle(indicator.name)) && others.every((other) => other.isField);
  const family = isPlain ? PLAIN : its;
  return { of: indicator, output: index, label, key: `${its} | ${index}`, family, isField: false };
}

/** What each input that is no field of the bar is computed of, and the fields that are not taken as they are. */
function sourcesOf(
  definition: Definition,
  of: AnyIndicator["of"],
  path: string,
): { sources: Map<string, NamedSeries>; others: NamedSeries[] } {
  const { inputs } = definition;
  const isByName = typeof of === "object" && !Object.hasOwn(of, "indicator");
  if (of !== undefined && !isByName && inputs.length !== 1)
    throw new ConfigError(`${path}.of`, of, `an object by the names of its inputs: ${inputs.join(", ")}`);
  const given = (of === undefined ? {} : isByName ? of : { [inputs[0]!]: of }) as Record<string, AnySeries>;
  for (const [key, value] of Object.entries(given))
    if (!inputs.includes(key)) throw new ConfigError(`${path}.of.${key}`, value, inputs.join(", "));
  const sources = new Map<string, NamedSeries>();
  const others: NamedSeries[] = [];
  for (const input of inputs) {
    const source = Object.hasOwn(given, input) ? given[input] : undefined;
    if (source !== undefined) {
      const named = namedSeries(source, isByName ? `${path}.of.${input}` : `${path}.of`);
      sources.set(input, named);
      others.push(named);
    } else if (ANY[input] !== undefined) sources.set(input, fieldSeries(ANY[input]));
    else if (!BAR_FIELDS.includes(input as BarField))
      throw new ConfigError(`${path}.of`, of, `a series for the input ${input}, which no bar has: { "${input}": … }`);
  }
  return { sources, others };
}

/** Runs what may refuse something, and says where it stands. */
function at<T>(path: string, make: () => T, below = false): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The indicator calls it `SMA.timePeriod`.
    const key = error.path.includes(".") ? error.path.slice(error.path.indexOf(".")) : `.${error.path}`;
    throw new ConfigError(below ? `${path}${key}` : path, error.value, error.allowed);
  }
}
