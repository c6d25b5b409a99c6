import { InputError, inverseNormal, normalCdf, studentTCdf } from "@hotpath/core";
import type { Kernels } from "@hotpath/native";
import type { SimulationModel } from "./simulation.ts";

/** Turns numbers of a copula into returns less their mean, in place, for each asset with its own distribution. */
export interface Marginals {
  /** Standard numbers of the copula, one row of `paths` an asset; deviations grow by `scale`. */
  apply(rows: Float64Array, paths: number, scale: number): void;
  /** The same for the numbers of the last call with their sign turned. */
  applyTurned(rows: Float64Array, paths: number, scale: number): void;
}

/**
 * Marginals other than the copula's own (A. Sklar, 1959): the standard number goes through the copula's distribution function to a
 * uniform number, and from there through the quantile of the asset: normal with its mean and variance, or that of the observed
 * returns, interpolated as of type 7.
 */
export function marginalsOf(
  model: SimulationModel,
  kind: "copula" | "normal" | "empirical",
  copula: "gaussian" | "t",
  degrees: number | undefined,
  kernels: Kernels,
): Marginals {
  const size = model.weights.length;
  const sorted = kind === "empirical" ? sortedColumns(model, kernels) : [];
  const uniform = copula === "t" ? (x: number): number => studentTCdf(x, degrees!) : normalCdf;
  let last = new Float64Array(0);
  const turnInto = (rows: Float64Array, paths: number, scale: number, sign: number): void => {
    for (let a = 0; a < size; a++) {
      const deviation = Math.sqrt(model.covariance[a * size + a]!);
      const column = sorted[a];
      const mean = model.mean[a]!;
      for (let p = a * paths; p < (a + 1) * paths; p++) {
        const u = uniform(sign * last[p]!);
        const value = column === undefined ? deviation * standard(u) : quantileAt(column, u) - mean;
        rows[p] = scale * value;
      }
    }
  };
  return {
    apply(rows, paths, scale) {
      if (last.length !== rows.length) last = new Float64Array(rows.length);
      last.set(rows);
      turnInto(rows, paths, scale, 1);
    },
    applyTurned(rows, paths, scale) {
      turnInto(rows, paths, scale, -1);
    },
  };
}

/** Beyond this a uniform number has rounded to 1. */
const LARGEST = 1 - 2 ** -53;

function standard(u: number): number {
  return inverseNormal(Math.min(Math.max(u, Number.MIN_VALUE), LARGEST));
}

function quantileAt(sorted: Float64Array, u: number): number {
  const place = (sorted.length - 1) * u;
  const k = Math.min(Math.floor(place), sorted.length - 2);
  return sorted[k]! + (place - k) * (sorted[k + 1]! - sorted[k]!);
}

function sortedColumns(model: SimulationModel, kernels: Kernels): Float64Array[] {
  const { columns } = model;
  if (columns === undefined || columns.length !== model.weights.length)
    throw new InputError(
      "INPUT_INVALID",
      "columns: got none; allowed: the observed returns of each asset, for empirical marginals",
    );
  return columns.map((column, a) => {
    if (column.length < 2)
      throw new InputError("INPUT_INVALID", `columns[${a}]: got ${column.length} returns; allowed: at least 2`);
    return kernels.sort(column.slice());
  });
}
