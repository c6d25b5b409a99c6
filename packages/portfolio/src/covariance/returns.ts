import { ConfigError, InputError, log } from "@hotpath/core";

/** Simple returns pₜ ÷ pₜ₋₁ − 1, or logarithmic ones, ln(pₜ ÷ pₜ₋₁). */
export type ReturnKind = "simple" | "log";

/**
 * Returns of prices, a row for each period but the first. A price of NaN is missing, and so are the returns on both sides
 * of it.
 *
 * @param prices a row for each period, a column for each asset
 * @throws {InputError} `INPUT_INVALID`: a price is not a positive number, or there are fewer than two rows
 */
export function assetReturns(prices: Float64Array, assets: number, kind: ReturnKind = "simple"): Float64Array {
  const rows = rowsOf(prices, assets, "prices");
  if (kind !== "simple" && kind !== "log") throw new ConfigError("returns", kind, '"simple" or "log"');
  if (rows < 2) throw new InputError("INPUT_INVALID", `prices: ${rows} rows; 2 are needed for a return`);
  for (let k = 0; k < prices.length; k++)
    if (!Number.isNaN(prices[k]!) && !(prices[k]! > 0 && prices[k]! < Number.POSITIVE_INFINITY))
      throw new InputError(
        "INPUT_INVALID",
        `prices: row ${Math.floor(k / assets)} of asset ${k % assets} is ${prices[k]}, not a positive number`,
      );
  const out = new Float64Array((rows - 1) * assets);
  for (let k = 0; k < out.length; k++) {
    const ratio = prices[k + assets]! / prices[k]!;
    out[k] = kind === "simple" ? ratio - 1 : Number.isNaN(ratio) ? Number.NaN : log(ratio);
  }
  return out;
}

/** Rows of a matrix with so many columns. */
export function rowsOf(values: Float64Array, columns: number, name: string): number {
  if (!(Number.isInteger(columns) && columns >= 1)) throw new ConfigError("assets", columns, "an integer from 1");
  if (values.length === 0 || values.length % columns !== 0)
    throw new InputError("INPUT_INVALID", `${name}: has ${values.length} elements, no whole rows of ${columns}`);
  return values.length / columns;
}

/**
 * The row of the first return that is missing or not finite, as a message, or undefined.
 */
export function assertComplete(returns: Float64Array, assets: number): void {
  for (let k = 0; k < returns.length; k++)
    if (!Number.isFinite(returns[k]!))
      throw new InputError(
        "INPUT_INVALID",
        `returns: row ${Math.floor(k / assets)} of asset ${k % assets} is ${returns[k]}; drop the row, fill it, or ask for pairwise estimates`,
      );
}

/** Demands a number of rows. */
export function assertRows(rows: number, least: number): void {
  if (rows < least)
    throw new InputError("INPUT_INVALID", `returns: ${rows} ${rows === 1 ? "row" : "rows"}; ${least} are needed`);
}
