import { ConfigError } from "@hotpath/core";

/**
 * Probabilities of many tests, each raised so that it may be held against a level as if it were the only one; the order is
 * kept.
 *
 * `holm`: the chance of one false alarm or more among all tests stays below the level, whatever they have to do with each other (S. Holm,
 * *Scand. J. Statistics* 6, 1979). `discovery`: of what is found, no greater share than the level is false on average, for tests that are independent or
 * depend positively (Y. Benjamini, Y. Hochberg, *JRSS B* 57, 1995).
 *
 * @param probabilities from 0 to 1; NaN is of a test that was not made, and stays
 * @throws {ConfigError} a method that is not known, or what is no probability
 */
export function adjustedProbabilities(probabilities: ArrayLike<number>, method: "holm" | "discovery"): Float64Array {
  if (method !== "holm" && method !== "discovery") throw new ConfigError("method", method, "holm, discovery");
  const out = Float64Array.from(probabilities);
  for (const value of out)
    if (value < 0 || value > 1) throw new ConfigError("probabilities", value, "numbers from 0 to 1");
  const order = Array.from(out.keys())
    .filter((i) => !Number.isNaN(out[i]!))
    .sort((a, b) => out[a]! - out[b]! || a - b);
  const count = order.length;
  if (method === "holm") {
    let most = 0;
    for (const [rank, i] of order.entries()) {
      most = Math.max(most, Math.min(1, (count - rank) * out[i]!));
      out[i] = most;
    }
    return out;
  }
  let least = 1;
  for (let rank = count; rank > 0; rank--) {
    const i = order[rank - 1]!;
    least = Math.min(least, (out[i]! * count) / rank);
    out[i] = least;
  }
  return out;
}
