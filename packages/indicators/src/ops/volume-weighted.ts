/** Averages weighed by volume from a bar on. */
import { int, type Op, op } from "./language.ts";

/**
 * Mean and deviation of prices weighed by volume, from where `begins` was last not 0 (or the first bar). Each bar moves
 * them by its share of the weight, so that no large sums are subtracted. D. H. D. West, CACM 22 (1979).
 */
export const weightedSince: Op = op({
  inputs: ["begins", "price", "weight"],
  state: ["total", "mean", "squares"],
  counters: ["begun"],
  outputs: ["mean", "deviation"],
  steady(s, _p, x, o) {
    if (x.begins !== 0 || s.begun === 0) {
      s.begun = int(1);
      s.total = 0;
      s.squares = 0;
      s.mean = x.price;
    }
    if (x.weight > 0) {
      const distance = x.price - s.mean;
      s.total += x.weight;
      const step = (distance * x.weight) / s.total;
      s.mean += step;
      s.squares += x.weight * distance * (x.price - s.mean);
    } else if (s.total === 0) s.mean = x.price;
    o.mean = s.mean;
    o.deviation = s.total > 0 ? Math.sqrt(s.squares / s.total) : 0;
  },
});
