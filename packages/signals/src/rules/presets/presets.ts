import { ConfigError } from "@hotpath/core";
import type { Preset } from "./preset.ts";
import { reversalPresets } from "./reversal.ts";
import { trendPresets } from "./trend.ts";

/**
 * Rules that the field knows by name, each in both directions: those that follow a trend, then those that expect a turn.
 * They are data, to be run, changed and measured; that one is known does not say that it works.
 */
export const PRESETS: readonly Preset[] = [...trendPresets, ...reversalPresets];

/**
 * A preset by its name.
 *
 * @throws {ConfigError} no preset has it
 */
export function findPreset(name: string): Preset {
  const found = PRESETS.find((preset) => preset.name === name);
  if (found === undefined) throw new ConfigError("preset", name, PRESETS.map((preset) => preset.name).join(", "));
  return found;
}
