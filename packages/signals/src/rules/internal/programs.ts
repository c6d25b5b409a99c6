/** The indicators of a timeframe, joined into a few programs, each of as many outputs as the native library takes. */
import { type Definition, Indicator } from "@hotpath/indicators";
import type { PlanSeries } from "./plan.ts";
import { bare } from "./series.ts";

/** An indicator that is several at once. */
export interface JoinedSeries {
  readonly indicator: Indicator;
  /** The numbers of its outputs among the timeframe's series. */
  readonly members: readonly number[];
}

/** Outputs of one program that the native library runs over columns. */
const OUTPUTS_MAX = 12;

/**
 * Joins series of one family; parts that those of a program have in common are computed once. What may meet a number that is
 * not finite, such as the logarithm of no volume, stays apart: it makes its whole program begin anew.
 */
export function joinSeries(series: readonly PlanSeries[]): readonly JoinedSeries[] {
  const groups = new Map<string, number[]>();
  for (const [k, { family }] of series.entries()) groups.set(family, [...(groups.get(family) ?? []), k]);
  return [...groups.values()].flatMap((members) => {
    const joined: JoinedSeries[] = [];
    for (let at = 0; at < members.length; at += OUTPUTS_MAX)
      joined.push(join(series, members.slice(at, at + OUTPUTS_MAX)));
    return joined;
  });
}

function join(series: readonly PlanSeries[], members: readonly number[]): JoinedSeries {
  const its = members.map((k) => series[k]!);
  const inputs = [...new Set(its.flatMap(({ of }) => of.inputs))];
  const definition: Definition = {
    ...bare("series of rules", inputs),
    outputs: members.map((k) => `${k}`),
    // Each begins by itself.
    ragged: true,
    build: ({ graph }) => its.map(({ of, output }) => of.build(graph)[output]!),
  };
  return { indicator: new Indicator(definition, {}, { nan: "skip" }), members };
}
