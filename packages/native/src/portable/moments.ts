import { addLanes, CHUNK, LANES } from "./lanes.ts";
import { sum } from "./sum.ts";

const first = new Float64Array(LANES);
const second = new Float64Array(LANES);

/** What {@link deviations} found: Σ(x − x̄), then Σ(x − x̄)(y − ȳ). */
const found = new Float64Array(2);

/** Mean into out[0], variance with divisor n − ddof into out[1]; the twin of `mean_variance` in c/reduce.h. */
export function meanVariance(x: Float64Array, n: number, ddof: number, out: Float64Array): void {
  const mean = sum(x, n) / n;
  deviations(x, 0, x, 0, n, mean, mean);
  out[0] = mean;
  out[1] = (found[1]! - (found[0]! * found[0]!) / n) / (n - ddof);
}

/** Covariance with divisor n − ddof; the twin of `covariance` in c/reduce.h. */
export function covariance(x: Float64Array, y: Float64Array, n: number, ddof: number): number {
  const meanX = sum(x, n) / n;
  const meanY = sum(y, n) / n;
  deviations(x, 0, y, 0, n, meanX, meanY);
  const sumX = found[0]!;
  const products = found[1]!;
  deviations(y, 0, y, 0, n, meanY, meanY);
  return (products - (sumX * found[0]!) / n) / (n - ddof);
}

/** Covariances of `count` columns of n rows into a matrix; the twin of `covariance_matrix` in c/matrix.h. */
export function covarianceMatrix(
  columns: Float64Array,
  n: number,
  count: number,
  ddof: number,
  out: Float64Array,
  scratch: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const mean = sum(columns.subarray(i * n, i * n + n), n) / n;
    deviations(columns, i * n, columns, i * n, n, mean, mean);
    scratch[i] = mean;
    scratch[count + i] = found[0]!;
    out[i * count + i] = (found[1]! - (found[0]! * found[0]!) / n) / (n - ddof);
  }
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      deviations(columns, i * n, columns, j * n, n, scratch[i]!, scratch[j]!);
      const value = (found[1]! - (scratch[count + i]! * scratch[count + j]!) / n) / (n - ddof);
      out[i * count + j] = value;
      out[j * count + i] = value;
    }
}

/** Sums of deviations and of their products, in fixed lanes, of n elements of x and y from the places given. */
function deviations(
  x: Float64Array,
  xFrom: number,
  y: Float64Array,
  yFrom: number,
  n: number,
  meanX: number,
  meanY: number,
): void {
  first.fill(0);
  second.fill(0);
  const whole = n - (n % LANES);
  for (let from = 0; from < whole; from += CHUNK) {
    const to = from + CHUNK < whole ? from + CHUNK : whole;
    for (let group = 0; group < LANES; group += 4)
      deviationGroup(x, xFrom + from + group, y, yFrom + from + group, to - from - group, meanX, meanY, group);
  }
  for (let i = whole; i < n; i++) {
    const d = x[xFrom + i]! - meanX;
    first[i - whole] = first[i - whole]! + d;
    second[i - whole] = second[i - whole]! + d * (y[yFrom + i]! - meanY);
  }
  found[0] = addLanes(first, LANES);
  found[1] = addLanes(second, LANES);
}

function deviationGroup(
  x: Float64Array,
  xFrom: number,
  y: Float64Array,
  yFrom: number,
  length: number,
  meanX: number,
  meanY: number,
  group: number,
): void {
  let a = first[group]!;
  let b = first[group + 1]!;
  let c = first[group + 2]!;
  let d = first[group + 3]!;
  let e = second[group]!;
  let f = second[group + 1]!;
  let g = second[group + 2]!;
  let h = second[group + 3]!;
  for (let i = 0; i < length; i += LANES) {
    const p = x[xFrom + i]! - meanX;
    const q = x[xFrom + i + 1]! - meanX;
    const r = x[xFrom + i + 2]! - meanX;
    const s = x[xFrom + i + 3]! - meanX;
    a += p;
    b += q;
    c += r;
    d += s;
    e += p * (y[yFrom + i]! - meanY);
    f += q * (y[yFrom + i + 1]! - meanY);
    g += r * (y[yFrom + i + 2]! - meanY);
    h += s * (y[yFrom + i + 3]! - meanY);
  }
  first[group] = a;
  first[group + 1] = b;
  first[group + 2] = c;
  first[group + 3] = d;
  second[group] = e;
  second[group + 1] = f;
  second[group + 2] = g;
  second[group + 3] = h;
}
