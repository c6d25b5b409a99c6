import { ConfigError, POWERS_OF_TEN, Random } from "@hotpath/core";
import type { ParameterDefinitions, ParameterValue } from "@hotpath/engine";

/** One parameter's values in a sweep. */
export interface SweepAxis {
  name: string;
  values: readonly ParameterValue[];
}

/** The most values of an axis, and the most sets of a sweep. */
const MOST = 1_000_000;
const RANGE = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/;

/**
 * Reads an axis: `fast=5..50`, `slow=20..200:10` with a step, or a list, `style=take,join`.
 *
 * @throws {ConfigError} naming the parameter and what is allowed
 */
export function sweepAxis(definitions: ParameterDefinitions, text: string): SweepAxis {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  const written = text.slice(at + 1);
  const definition = definitions[name];
  if (at < 1 || definition === undefined)
    throw new ConfigError(
      "sweep",
      text,
      `name=from..to, name=from..to:step or name=a,b of ${Object.keys(definitions).join(", ") || "no parameter: there is none"}`,
    );
  const values = valueTexts(name, written).map((each) => {
    const value = definition.fromText(each);
    if (value === undefined) throw new ConfigError(`sweep.${name}`, each, definition.allowed);
    return value;
  });
  if (new Set(values).size !== values.length) throw new ConfigError(`sweep.${name}`, written, "each value once");
  return { name, values };
}

function valueTexts(name: string, written: string): string[] {
  const match = RANGE.exec(written);
  if (match === null) return written.split(",");
  const decimals = Math.max(...match.slice(1).map((text) => text?.split(".")[1]?.length ?? 0));
  const scale = POWERS_OF_TEN[Math.min(decimals, 15)]!;
  const [from, to, step] = [match[1]!, match[2]!, match[3] ?? "1"].map((text) => Math.round(Number(text) * scale)) as [
    number,
    number,
    number,
  ];
  const count = Math.floor((to - from) / step) + 1;
  if (!(step > 0 && count >= 1 && count <= MOST))
    throw new ConfigError(`sweep.${name}`, written, "a range that rises, by a step above 0");
  return Array.from({ length: count }, (_, i) => ((from + i * step) / scale).toFixed(decimals));
}

/**
 * Every combination of the axes' values, the last axis changing fastest; or a sample of them, drawn without repetition.
 *
 * @param samples how many are drawn; all of them if left out, or if there are no more
 * @throws {ConfigError} for an axis named twice, or more than a million sets
 */
export function parameterSets(
  axes: readonly SweepAxis[],
  samples?: number,
  seed: bigint | number = 1,
): Record<string, ParameterValue>[] {
  const names = axes.map(({ name }) => name);
  for (const [place, name] of names.entries())
    if (names.indexOf(name) !== place) throw new ConfigError("sweep", name, "each parameter once");
  const total = axes.reduce((product, { values }) => product * values.length, 1);
  if (total > MOST && samples === undefined)
    throw new ConfigError("sweep", total, `at most ${MOST} sets: draw samples`);
  if (samples === undefined || samples >= total) return Array.from({ length: total }, (_, i) => setAt(axes, i));
  const random = new Random(seed);
  const drawn = new Set<number>();
  while (drawn.size < samples) drawn.add(Math.min(total - 1, Math.floor(random.uniform() * total)));
  return [...drawn].sort((a, b) => a - b).map((place) => setAt(axes, place));
}

function setAt(axes: readonly SweepAxis[], place: number): Record<string, ParameterValue> {
  const values: Record<string, ParameterValue> = {};
  let rest = place;
  for (const { name, values: all } of axes.toReversed()) {
    values[name] = all[rest % all.length]!;
    rest = Math.floor(rest / all.length);
  }
  return Object.fromEntries(axes.map(({ name }) => [name, values[name]!]));
}
