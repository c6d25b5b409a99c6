/**
 * Columns made orthonormal one after the other (Gram and Schmidt's process, twice over: L. Giraud et al., "The loss of
 * orthogonality in the Gram–Schmidt process", *Computers & Mathematics with Applications* 50, 2005), so that least squares
 * keep the digits that normal equations would square away.
 */
export class Orthogonal {
  /** The orthonormal columns. One that is a combination of those before is all 0. */
  readonly columns: Float64Array[] = [];
  /** Row k of R is in `upper[j][k]`: column j = Σ upper[j][k] · columns[k]. */
  readonly upper: Float64Array[] = [];

  /** @param columns all of one length; they are not changed */
  constructor(columns: readonly Float64Array[] = []) {
    for (const column of columns) this.add(column);
  }

  /** Adds a column; what is left of its length once those before are taken out. */
  add(column: Float64Array): number {
    const rest = column.slice();
    const upper = new Float64Array(this.columns.length + 1);
    const whole = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++)
      for (const [k, unit] of this.columns.entries()) upper[k]! += takeOut(rest, unit);
    const length = Math.sqrt(dot(rest, rest));
    // Below that it is rounding.
    const left = length > whole * DEPENDENT ? length : 0;
    upper[this.columns.length] = left;
    for (let i = 0; i < rest.length; i++) rest[i] = left > 0 ? rest[i]! / left : 0;
    this.columns.push(rest);
    this.upper.push(upper);
    return left;
  }

  /** What of a column is not in those that were added; it is not changed. */
  residual(column: Float64Array): Float64Array {
    const rest = column.slice();
    for (let pass = 0; pass < 2; pass++) for (const unit of this.columns) takeOut(rest, unit);
    return rest;
  }

  /** The coefficients of least squares of a column on those that were added; 0 for one that depends on others. */
  coefficients(column: Float64Array): Float64Array {
    const rest = column.slice();
    const shares = Float64Array.from(this.columns, (unit) => takeOut(rest, unit));
    for (let j = shares.length - 1; j >= 0; j--) {
      const pivot = this.upper[j]![j]!;
      shares[j] = pivot > 0 ? shares[j]! / pivot : 0;
      for (let k = 0; k < j; k++) shares[k]! -= shares[j]! * this.upper[j]![k]!;
    }
    return shares;
  }
}

/** A column of which less than this share is its own is a combination of others. */
const DEPENDENT = 1e-12;

/** Σ aᵢ bᵢ, in four lanes: one sum after the other would wait for each addition. */
export const dot = (a: Float64Array, b: Float64Array): number => {
  const n = a.length;
  const whole = n - (n & 3);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  let sum = s0 + s1 + (s2 + s3);
  for (let i = whole; i < n; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Takes a unit vector's share out of a column; how much that was. */
export const takeOut = (column: Float64Array, unit: Float64Array): number => {
  const share = dot(column, unit);
  for (let i = 0; i < column.length; i++) column[i]! -= share * unit[i]!;
  return share;
};

/** The columns of a constant, a trend and its square, as many as asked for, over rows numbered from 1. */
export function trendColumns(count: number, rows: number): Float64Array[] {
  return Array.from({ length: count }, (_, power) =>
    Float64Array.from({ length: rows }, (_, i) => (power === 0 ? 1 : power === 1 ? i + 1 : (i + 1) * (i + 1))),
  );
}
