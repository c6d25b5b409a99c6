/** The augmented Dickey–Fuller test over a window. */
import { int, type Op, op } from "./language.ts";

/**
 * The t statistic of b in Δx = a + b x₋₁ + Σ cᵢ Δx₋ᵢ + e over the last `rows` bars. A row has `lags` + 2 variables: the
 * steps before, the value before, the step. Their sums of products are kept in blocks as the sums of windows.ts are, as
 * distances from the last row of the block before; `head` holds those of the block that is being filled, for this bar and
 * the two before. The normal equations are solved anew at every bar (Cholesky): O(lags²) for the sums, O(lags³) for the
 * solution. A regressor that others give to 12 digits is left out.
 */
export const dickeyFuller: Op = op({
  inputs: ["value"],
  ints: ["rows", "lags"],
  counters: ["at", "side", "now"],
  arrays: {
    recent: (p) => p.lags + 4,
    row: (p) => 2 * p.rows * (p.lags + 2),
    tail: (p) => p.rows * (p.lags + 2) * (p.lags + 5),
    head: (p) => (3 * (p.lags + 2) * (p.lags + 5)) / 2,
    matrix: (p) => (p.lags + 2) * (p.lags + 2),
    base: (p) => p.lags + 2,
  },
  outputs: ["statistic"],
  lookback: (p) => p.rows + p.lags,
  fill(s, p, x, i) {
    const slots = p.lags + 4;
    s.recent[s.now] = x.value;
    if (i > p.lags) {
      const to = s.at * (p.lags + 2);
      let j = s.now;
      for (let k = int(0); k < p.lags + 1; k++) {
        const before = j === 0 ? slots - 1 : j - 1;
        s.row[k === 0 ? to + p.lags + 1 : to + k - 1] = s.recent[j]! - s.recent[before]!;
        j = before;
      }
      s.row[to + p.lags] = s.recent[s.now === 0 ? slots - 1 : s.now - 1]!;
      s.at += 1;
    }
    s.now = s.now === slots - 1 ? int(0) : s.now + 1;
  },
  steady(s, p, x, o) {
    const slots = p.lags + 4;
    const variables = p.lags + 2;
    const sums = int(variables * (variables + 3) * 0.5);
    const to = (s.side + s.at) * variables;
    s.recent[s.now] = x.value;
    let j = s.now;
    for (let k = int(0); k < p.lags + 1; k++) {
      const before = j === 0 ? slots - 1 : j - 1;
      s.row[k === 0 ? to + p.lags + 1 : to + k - 1] = s.recent[j]! - s.recent[before]!;
      j = before;
    }
    s.row[to + p.lags] = s.recent[s.now === 0 ? slots - 1 : s.now - 1]!;
    s.now = s.now === slots - 1 ? int(0) : s.now + 1;
    const other = p.rows - s.side;
    let early = int(0);
    let late = int(0);
    if (s.at < p.rows - 1) {
      const base = (other + p.rows - 1) * variables;
      const before = (s.at % 3) * sums;
      late = ((s.at + 1) % 3) * sums;
      let entry = late;
      const fresh = s.at === 0 ? 0 : 1;
      for (let k = int(0); k < variables; k++) {
        const a = s.row[to + k]! - s.row[base + k]!;
        s.head[entry] = a + (fresh === 0 ? 0 : s.head[before + entry - late]!);
        entry += 1;
        for (let m = int(0); m <= k; m++) {
          s.head[entry] = a * (s.row[to + m]! - s.row[base + m]!) + (fresh === 0 ? 0 : s.head[before + entry - late]!);
          entry += 1;
        }
      }
      s.at += 1;
      early = (s.side + s.at) * sums;
    } else {
      for (let r = p.rows - 1; r >= 0; r--) {
        const from = (s.side + r) * variables;
        early = (other + r) * sums;
        let entry = early;
        for (let k = int(0); k < variables; k++) {
          const a = s.row[from + k]! - s.row[to + k]!;
          s.tail[entry] = a + (r === p.rows - 1 ? 0 : s.tail[entry + sums]!);
          entry += 1;
          for (let m = int(0); m <= k; m++) {
            s.tail[entry] = a * (s.row[from + m]! - s.row[to + m]!) + (r === p.rows - 1 ? 0 : s.tail[entry + sums]!);
            entry += 1;
          }
        }
      }
      s.side = other;
      s.at = int(0);
    }
    // Central sums of products, of which column k of the lower triangle becomes that of Cholesky's factor.
    let entry = int(0);
    for (let k = int(0); k < variables; k++) {
      s.base[k] = s.tail[early + entry]! + (s.at > 0 ? s.head[late + entry]! : 0);
      entry += 1;
      for (let m = int(0); m <= k; m++) {
        const sum = s.tail[early + entry]! + (s.at > 0 ? s.head[late + entry]! : 0);
        s.matrix[k * variables + m] = sum - (s.base[k]! * s.base[m]!) / p.rows;
        entry += 1;
      }
    }
    const last = variables - 1;
    const steps = s.matrix[last * variables + last]!;
    for (let k = int(0); k < last; k++) {
      const total = s.matrix[k * variables + k]!;
      let rest = total;
      for (let m = int(0); m < k; m++) rest -= s.matrix[k * variables + m]! * s.matrix[k * variables + m]!;
      const root = rest > total * 1e-12 && rest > 0 ? 1 / Math.sqrt(rest) : 0;
      for (let r = k + 1; r < variables; r++) {
        let sum = s.matrix[r * variables + k]!;
        for (let m = int(0); m < k; m++) sum -= s.matrix[r * variables + m]! * s.matrix[k * variables + m]!;
        s.matrix[r * variables + k] = sum * root;
      }
    }
    let errors = steps;
    for (let m = int(0); m < last; m++) errors -= s.matrix[last * variables + m]! * s.matrix[last * variables + m]!;
    // A perfect fit leaves nothing but rounding.
    const least = steps * p.rows * 2.220446049250313e-16;
    errors = errors > least ? errors : least;
    const freedom = (p.rows - variables) * 1.0;
    o.statistic = errors > 0 ? s.matrix[last * variables + p.lags]! / Math.sqrt(errors / freedom) : 0;
  },
});
