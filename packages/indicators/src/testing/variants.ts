import type { Definition } from "../definition.ts";
import { Indicator, type IndicatorOptions } from "../indicator.ts";

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
