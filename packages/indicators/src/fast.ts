/** The fast mode of batches: kernels of whole series in place of a program, where all that they assume holds. */
import { defaultKernels } from "@hotpath/native";
import type { Definition } from "./definition.ts";
import { fastForms } from "./fast/forms.ts";
import type { Indicator } from "./indicator.ts";

/** Whether an indicator has a fast form, at least for some parameters. */
export function hasFastForm({ name }: Pick<Definition, "name">): boolean {
  return fastForms.has(name);
}

/**
 * Runs an indicator's fast form over columns of one length, where it has one: with TA-Lib's answers (or where profiles do
 * not differ), no unstable period, and the native library. Where a column is not finite, or something overflows, it did
 * not: then the outputs hold nothing of use, and the exact program is to run.
 *
 * @returns whether it did
 */
export function runFast(
  indicator: Indicator,
  columns: readonly Float64Array[],
  outputs: readonly Float64Array[],
): boolean {
  const form = fastForms.get(indicator.name);
  if (form === undefined) return false;
  const length = columns[0]!.length;
  if (length <= indicator.lookback) return false;
  const { definition, options, params } = indicator;
  if (options.profile !== "talib" && definition.profiles !== undefined) return false;
  if (form.where?.(params) === false || holdsBack(options.unstablePeriod)) return false;
  const kernels = defaultKernels();
  if (kernels.kind !== "native") return false;
  form.run(kernels.series, columns, params, outputs);
  if (!kernels.series.finite) return false;
  for (const column of outputs) if (!Number.isFinite(column[length - 1])) return false;
  return true;
}

function holdsBack(unstablePeriod: number | Readonly<Record<string, number>>): boolean {
  if (typeof unstablePeriod === "number") return unstablePeriod > 0;
  for (const name in unstablePeriod) if (unstablePeriod[name]! > 0) return true;
  return false;
}
