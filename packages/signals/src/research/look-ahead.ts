import { ConfigError, InputError, Random } from "@hotpath/core";

/** Columns by name, all of one length. */
export type FeatureColumns = Readonly<Record<string, Float64Array>>;

/** A feature whose value at a bar depends on later bars. */
export interface LookAhead {
  feature: string;
  /** The first bar at which it was caught. */
  bar: number;
  /** What it is when all bars are known, and when only those up to its own are, or when the later ones are others. */
  known: number;
  pointInTime: number;
  /** How it was caught. */
  how: "later bars cut off" | "later bars changed";
}

/**
 * Finds features that look ahead, by replaying them point in time: computed on all bars, and again at sampled bars on what was
 * known then, once with the later bars cut off and once with them changed. Values must be the same bits. A feature that
 * is right passes for any data; one that looks ahead less often than bars are sampled may pass.
 *
 * @param compute makes features of columns of bars: a value a bar
 * @param columns the bars
 * @param options.samples bars to look at, besides the last ones; default 50
 * @throws {InputError} a feature that has not one value for each bar
 */
export function findLookAhead(
  compute: (columns: FeatureColumns) => FeatureColumns,
  columns: FeatureColumns,
  options: { samples?: number; seed?: number } = {},
): LookAhead[] {
  const { samples = 50, seed = 1 } = options;
  if (!(Number.isInteger(samples) && samples >= 1)) throw new ConfigError("samples", samples, "an integer from 1 on");
  const bars = Object.values(columns)[0]?.length ?? 0;
  if (bars < 2 || Object.values(columns).some((column) => column.length !== bars))
    throw new InputError("INPUT_INVALID", "columns: must be of one length, at least 2");
  const whole = checked(compute(copyOf(columns, bars)), bars);
  const random = new Random(seed);
  const places = new Set([bars - 2, bars >> 1]);
  for (let k = 0; k < 4 * samples && places.size < Math.min(samples + 2, bars - 1); k++)
    places.add(random.integer(bars - 1));
  const found = new Map<string, LookAhead>();
  for (const bar of [...places].sort((a, b) => a - b)) {
    const cut = checked(compute(copyOf(columns, bar + 1)), bar + 1);
    const changed = checked(compute(changedBehind(columns, bar, random)), bars);
    for (const [feature, values] of Object.entries(whole)) {
      if (found.has(feature)) continue;
      const known = values[bar]!;
      for (const [how, other] of [
        ["later bars cut off", cut],
        ["later bars changed", changed],
      ] as const) {
        const pointInTime = other[feature]?.[bar] ?? Number.NaN;
        if (Object.is(known, pointInTime)) continue;
        found.set(feature, { feature, bar, known, pointInTime, how });
        break;
      }
    }
  }
  return [...found.values()];
}

function copyOf(columns: FeatureColumns, bars: number): FeatureColumns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, bars)]));
}

/** The later bars in another order and of another size, alike in all columns, so that bars stay bars. */
function changedBehind(columns: FeatureColumns, bar: number, random: Random): FeatureColumns {
  const bars = Object.values(columns)[0]!.length;
  const order = Array.from({ length: bars - bar - 1 }, () => bar + 1 + random.integer(bars - bar - 1));
  const scale = 0.5 + random.uniform();
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const changed = column.slice();
      for (const [i, from] of order.entries()) changed[bar + 1 + i] = column[from]! * scale;
      return [name, changed];
    }),
  );
}

function checked(features: FeatureColumns, bars: number): FeatureColumns {
  for (const [name, values] of Object.entries(features))
    if (values.length !== bars)
      throw new InputError("INPUT_INVALID", `features: ${name} has ${values.length} values for ${bars} bars`);
  return features;
}
