import type { Definition } from "../definition.ts";
import { type Columns, Indicator, type IndicatorOptions } from "../indicator.ts";
import { makeBars } from "./series.ts";

/** An indicator with its defaults, and with the least of its whole numbers, as far as these are allowed together. */
export function leastAndDefault(definition: Definition, options: IndicatorOptions = {}): Indicator[] {
  const least = Object.entries(definition.params ?? {}).map(([key, { kind, min, default: standard }]) => [
    key,
    kind === "integer" ? min : standard,
  ]);
  return [{}, Object.fromEntries(least) as Record<string, number>].flatMap((params) => {
    try {
      return [new Indicator(definition, params, options)];
    } catch {
      return [];
    }
  });
}

/** Bars past the lookback, a gap, and as many again, so that everything fills, goes round and begins anew. */
export function gappedBars(indicator: Indicator, seed: number): Columns {
  const half = Math.min(indicator.lookback, 150) + 50;
  const columns = makeBars("walk", 2 * half, seed, indicator.inputs);
  for (const at of [5, half]) columns[indicator.inputs[at % indicator.inputs.length]!]![at] = Number.NaN;
  return columns;
}
