/**
 * The shape of the distribution of the last `period` values: central moments up to the fourth, in blocks as the sums of
 * windows.ts are.
 *
 * Sums of powers about one point would cancel: a fourth power weighs a distance of ten deviations ten thousand times.
 * So each part of the window keeps its own mean and its own central moments, extended value by value (Terriberry, 2007),
 * and the two parts are joined about their common mean (P. Pébay, Sandia report SAND2008-6212, 2008). Distances are from
 * `base`, the last value of the block before, as in moments.ts: the level of prices costs no digits.
 */
import { int, type Op, op } from "./language.ts";

/** The mean of the last `period` values, and the sums of the squares, cubes and fourth powers of the distances from it. */
export const windowShape: Op = op({
  inputs: ["value"],
  ints: ["period"],
  state: ["base", "mean", "squares", "cubes", "fourths"],
  counters: ["at", "side"],
  arrays: {
    block: (p) => 2 * p.period,
    tailMean: (p) => 2 * p.period,
    tailSquares: (p) => 2 * p.period,
    tailCubes: (p) => 2 * p.period,
    tailFourths: (p) => 2 * p.period,
  },
  outputs: ["mean", "squares", "cubes", "fourths"],
  lookback: (p) => p.period - 1,
  fill(s, _p, x) {
    s.block[s.at] = x.value;
    s.at += 1;
  },
  steady(s, p, x, o) {
    s.block[s.side + s.at] = x.value;
    let mean = 0;
    let squares = 0;
    let cubes = 0;
    let fourths = 0;
    if (s.at < p.period - 1) {
      s.at += 1;
      const n = p.period * 1.0;
      const late = s.at * 1.0;
      const early = n - late;
      const gap = x.value - s.base - s.mean;
      const part = gap / late;
      const square = gap * part * (late - 1);
      s.mean += part;
      s.fourths +=
        square * part * part * (late * late - 3 * late + 3) + 6 * part * part * s.squares - 4 * part * s.cubes;
      s.cubes += square * part * (late - 2) - 3 * part * s.squares;
      s.squares += square;
      const from = s.side + s.at;
      const tailSquares = s.tailSquares[from]!;
      const tailCubes = s.tailCubes[from]!;
      const apart = s.mean - s.tailMean[from]!;
      const share = apart / n;
      const between = apart * share * early * late;
      mean = s.tailMean[from]! + share * late;
      squares = tailSquares + s.squares + between;
      cubes =
        tailCubes + s.cubes + between * share * (early - late) + 3 * share * (early * s.squares - late * tailSquares);
      fourths =
        s.tailFourths[from]! +
        s.fourths +
        between * share * share * (early * early - early * late + late * late) +
        6 * share * share * (early * early * s.squares + late * late * tailSquares) +
        4 * share * (early * s.cubes - late * tailCubes);
    } else {
      const other = p.period - s.side;
      s.base = x.value;
      for (let j = p.period - 1; j >= 0; j--) {
        const n = (p.period - j) * 1.0;
        const gap = s.block[s.side + j]! - s.base - mean;
        const part = gap / n;
        const square = gap * part * (n - 1);
        mean += part;
        fourths += square * part * part * (n * n - 3 * n + 3) + 6 * part * part * squares - 4 * part * cubes;
        cubes += square * part * (n - 2) - 3 * part * squares;
        squares += square;
        s.tailMean[other + j] = mean;
        s.tailSquares[other + j] = squares;
        s.tailCubes[other + j] = cubes;
        s.tailFourths[other + j] = fourths;
      }
      s.side = other;
      s.mean = 0;
      s.squares = 0;
      s.cubes = 0;
      s.fourths = 0;
      s.at = int(0);
    }
    o.mean = s.base + mean;
    o.squares = squares;
    o.cubes = cubes;
    o.fourths = fourths > 0 ? fourths : 0;
  },
});

/** cubes ÷ squares^1.5, times a factor; 0 where the window is flat. */
export const skewness: Op = op({
  inputs: ["squares", "cubes"],
  reals: ["factor"],
  outputs: ["skewness"],
  steady(_s, p, x, o) {
    const scale = x.squares * Math.sqrt(x.squares);
    o.skewness = scale > 0 ? (x.cubes / scale) * p.factor : 0;
  },
});

/** fourths ÷ squares², times a factor, less what is taken off; `flat` where the window is flat. */
export const kurtosis: Op = op({
  inputs: ["squares", "fourths"],
  reals: ["factor", "less", "flat"],
  outputs: ["kurtosis"],
  steady(_s, p, x, o) {
    const scale = x.squares * x.squares;
    o.kurtosis = scale > 0 ? (x.fourths / scale) * p.factor - p.less : p.flat;
  },
});
