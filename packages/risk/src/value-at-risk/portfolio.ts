import { InputError } from "@hotpath/core";
import { checkReturns, type Returns } from "./sample.ts";

/** Returns of several assets over the same periods. */
export interface AssetReturns {
  /** The assets' names, for messages. Default their places. */
  names?: readonly string[];
  /** One array an asset, all of one length. */
  columns: readonly Returns[];
}

/** How weights are checked. */
export interface WeightOptions {
  /** `one`: they are fractions of a portfolio and sum to 1, to within 1e-6. `any`: leveraged, or money. Default `one`. */
  total?: "one" | "any";
}

/**
 * Weights, checked.
 *
 * @throws {InputError} another number of them than of assets, one that is not finite, or a sum other than 1 where it must be
 */
export function checkWeights(weights: Returns, assets: number, options: WeightOptions = {}): Float64Array {
  const w = Float64Array.from(weights);
  if (w.length !== assets)
    throw new InputError("INPUT_INVALID", `weights: got ${w.length}; allowed: ${assets}, one an asset`);
  let sum = 0;
  for (let a = 0; a < assets; a++) {
    if (w[a]! - w[a]! !== 0)
      throw new InputError("INPUT_INVALID", `weights[${a}]: got ${w[a]}; allowed: a finite number`);
    sum += w[a]!;
  }
  if ((options.total ?? "one") === "one" && Math.abs(sum - 1) > 1e-6)
    throw new InputError("INPUT_INVALID", `weights: their sum is ${sum}; allowed: 1, or any where total is "any"`);
  return w;
}

/**
 * Columns of returns, checked.
 *
 * @throws {InputError} none, lengths that differ, fewer than 2 returns, or one that is not finite
 */
export function checkColumns(assets: AssetReturns): Float64Array[] {
  const { columns, names } = assets;
  if (columns.length === 0) throw new InputError("INPUT_INVALID", "columns: got none; allowed: at least one");
  const checked = columns.map((column, a) => checkReturns(column, 2, names?.[a] ?? `columns[${a}]`));
  for (const [a, column] of checked.entries())
    if (column.length !== checked[0]!.length)
      throw new InputError(
        "INPUT_INVALID",
        `${names?.[a] ?? `columns[${a}]`}: got ${column.length} returns; allowed: ${checked[0]!.length}, as the first column`,
      );
  return checked;
}

/**
 * The portfolio's return in each period: Σ wᵢ rᵢ, weights held the same throughout, assets added in their order.
 *
 * @throws {InputError} what {@link checkColumns} and {@link checkWeights} refuse
 */
export function portfolioReturns(assets: AssetReturns, weights: Returns, options: WeightOptions = {}): Float64Array {
  const columns = checkColumns(assets);
  return weighted(columns, checkWeights(weights, columns.length, options));
}

/** Σ wᵢ rᵢ of columns and weights that were checked. */
export function weighted(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const out = new Float64Array(columns[0]!.length);
  for (const [a, column] of columns.entries()) {
    const weight = weights[a]!;
    for (let t = 0; t < out.length; t++) out[t] = out[t]! + weight * column[t]!;
  }
  return out;
}
