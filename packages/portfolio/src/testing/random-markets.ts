/** Returns of random markets, and brute-force answers to hold allocations against. */
import { Random } from "@hotpath/core";

/** Returns of assets that share a factor, a row for each period. */
export function randomReturns(seed: number, periods: number, assets: number): Float64Array {
  const random = new Random(seed);
  const out = new Float64Array(periods * assets);
  for (let t = 0; t < periods; t++) {
    const market = random.normal();
    for (let i = 0; i < assets; i++)
      out[t * assets + i] = 0.0005 + 0.006 * market + 0.004 * (1 + (i % 4)) * random.normal();
  }
  return out;
}

/** Long-only weights that add up to 1, anywhere in the simplex. */
export function randomWeights(random: Random, assets: number): Float64Array {
  const weights = Float64Array.from({ length: assets }, () => {
    const u = random.uniform();
    return u * u * u;
  });
  const sum = weights.reduce((all, w) => all + w, 0);
  return weights.map((w) => w / sum);
}

/** All orders of some items. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
