import { ConfigError, InputError } from "@hotpath/core";
import { assetReturns, type ReturnKind } from "@hotpath/portfolio/covariance";
import { readColumns } from "../indicators/read-columns.ts";

/** Which prices, and how returns are made of them. */
export interface PriceOptions {
  prices: string;
  /** Names of columns, separated by commas. Default: all but the dates. */
  assets?: string;
  returns: ReturnKind;
  /** What a gap is: a row to leave out, an error, or nothing to the pairs of assets that have the row. */
  missing: "drop" | "error" | "pairwise";
  /** Only so many returns, the last ones. */
  last?: number;
}

/** Returns of a table of prices. */
export interface ReturnTable {
  assets: string[];
  /** A row for each period; NaN at gaps, where they are left in. */
  returns: Float64Array;
  /** The rows of returns without gaps. */
  complete: Float64Array;
  periods: number;
  /** Rows of prices that had a gap. */
  dropped: number;
}

/**
 * Reads a CSV file of prices, a column for each asset, the dates in a first column that is no number.
 *
 * @throws {InputError} a price that is no number, or not positive; too few rows
 */
export async function readReturns(options: PriceOptions): Promise<ReturnTable> {
  const file = await readColumns(options.prices, "--prices");
  const all = file.labels === undefined ? file.names : file.names.slice(1);
  const assets = options.assets === undefined ? [...all] : options.assets.split(",").map((name) => name.trim());
  for (const name of assets)
    if (!all.includes(name)) throw new ConfigError("--assets", name, `columns of ${options.prices}: ${all.join(", ")}`);
  if (assets.length === 0) throw new InputError("INPUT_INVALID", `${options.prices}: has no column of prices`);
  const columns = assets.map((name) => file.column(name));
  const kept: number[] = [];
  let dropped = 0;
  for (let r = 0; r < file.rows; r++) {
    const gap = columns.findIndex((column) => Number.isNaN(column[r]!));
    if (gap < 0 || options.missing === "pairwise") for (const column of columns) kept.push(column[r]!);
    else if (options.missing === "drop") dropped++;
    else
      throw new InputError(
        "INPUT_INVALID",
        `${options.prices}, row ${r + 1}: ${assets[gap]} has no price; --missing drop leaves such rows out`,
      );
  }
  const whole = assetReturns(Float64Array.from(kept), assets.length, options.returns);
  const returns =
    options.last === undefined ? whole : whole.slice(Math.max(0, whole.length - options.last * assets.length));
  const complete = options.missing === "pairwise" ? completeRows(returns, assets.length) : returns;
  return { assets, returns, complete, periods: returns.length / assets.length, dropped };
}

function completeRows(returns: Float64Array, width: number): Float64Array {
  const kept: number[] = [];
  for (let from = 0; from < returns.length; from += width) {
    const row = returns.subarray(from, from + width);
    if (row.every((value) => !Number.isNaN(value))) kept.push(...row);
  }
  return Float64Array.from(kept);
}
