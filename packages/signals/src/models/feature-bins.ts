import { InputError } from "@hotpath/core";

/** Most bins of a feature: a byte, with bin 0 for what is missing. */
export const BINS_MOST = 255;

/** How values become bins: for each feature its edges, ascending. Bin 0 is a missing value, bin k + 1 one greater than k of the edges. */
export interface FeatureBins {
  edges: Float64Array[];
}

/**
 * Chooses edges from rows of values: between all distinct values where they are few, else so that bins hold about as many
 * rows each. An edge is halfway between two values, or the lower one where halfway is not between them.
 *
 * @param values row by row; NaN is missing
 * @param most bins of a feature, 2 to 255
 */
export function chooseBins(values: Float64Array, features: number, most: number = BINS_MOST): FeatureBins {
  if (!(Number.isInteger(most) && most >= 2 && most <= BINS_MOST))
    throw new InputError("INPUT_OUT_OF_RANGE", `bins: got ${most}; allowed: an integer from 2 to ${BINS_MOST}`);
  const rows = values.length / features;
  const column = new Float64Array(rows);
  return {
    edges: Array.from({ length: features }, (_, f) => {
      let count = 0;
      for (let r = 0; r < rows; r++) {
        const value = values[r * features + f]!;
        if (!Number.isNaN(value)) column[count++] = value + 0;
      }
      return edgesOf(column.slice(0, count).sort(), most);
    }),
  };
}

function edgesOf(sorted: Float64Array, most: number): Float64Array {
  let distinct = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const edges: number[] = [];
  const wanted = distinct <= most ? 1 : sorted.length / most;
  let inBin = 0;
  let left = sorted.length;
  for (let i = 0; i + 1 < sorted.length; i++) {
    inBin++;
    left--;
    if (sorted[i] === sorted[i + 1]) continue;
    // A value that is frequent by itself leaves less for the bins behind it.
    const share = distinct <= most ? wanted : left + inBin <= 0 ? 0 : (left + inBin) / (most - edges.length);
    if (inBin < share) continue;
    edges.push(between(sorted[i]!, sorted[i + 1]!));
    inBin = 0;
    if (edges.length === most - 1) break;
  }
  return Float64Array.from(edges);
}

function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

/** The bin of one value. */
export const binOf = (edges: Float64Array, value: number): number => {
  if (Number.isNaN(value)) return 0;
  let from = 0;
  let length = edges.length;
  while (length > 1) {
    const half = length >> 1;
    if (edges[from + half - 1]! < value) from += half;
    length -= half;
  }
  return from + (length === 1 && edges[from]! < value ? 1 : 0) + 1;
};

/** The bins of rows of values: row by row, or (`columns`) feature by feature. */
export function binRows(
  { edges }: FeatureBins,
  values: Float64Array,
  out: Uint8Array,
  layout: "rows" | "columns" = "rows",
): Uint8Array {
  const features = edges.length;
  if (features === 0 || values.length % features !== 0 || out.length < values.length)
    throw new InputError(
      "INPUT_INVALID",
      `values: got ${values.length} for ${features} features and ${out.length} bins`,
    );
  const rows = values.length / features;
  for (let f = 0; f < features; f++) {
    const own = edges[f]!;
    for (let r = 0; r < rows; r++)
      out[layout === "rows" ? r * features + f : f * rows + r] = binOf(own, values[r * features + f]!);
  }
  return out;
}
