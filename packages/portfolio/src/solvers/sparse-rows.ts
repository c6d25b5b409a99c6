/** Rows of a linear system, most of their coefficients zero: Σ value · x[index] beside a right-hand side. */
export class SparseRows {
  readonly starts: number[] = [0];
  readonly indices: number[] = [];
  readonly values: number[] = [];
  readonly bounds: number[] = [];
  /** What each row says, for the error that names it. */
  readonly labels: string[] = [];

  /** Rows that there are. */
  get count(): number {
    return this.bounds.length;
  }

  /** Adds a row; coefficients of zero are left out. */
  add(indices: ArrayLike<number>, values: ArrayLike<number>, bound: number, label: string): void {
    for (let k = 0; k < indices.length; k++) {
      if (values[k] === 0) continue;
      this.indices.push(indices[k]!);
      this.values.push(values[k]!);
    }
    this.starts.push(this.indices.length);
    this.bounds.push(bound);
    this.labels.push(label);
  }

  /** Adds a row with a coefficient for each of the first variables. */
  addDense(values: ArrayLike<number>, bound: number, label: string): void {
    this.add(
      Array.from({ length: values.length }, (_, i) => i),
      values,
      bound,
      label,
    );
  }

  /** out[from + r] = row r · x. */
  multiply(x: Float64Array, out: Float64Array, from: number): void {
    const { starts, indices, values, count } = this;
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (let k = starts[r]!; k < starts[r + 1]!; k++) sum += values[k]! * x[indices[k]!]!;
      out[from + r] = sum;
    }
  }

  /** out += Σ weights[from + r] · row r. */
  addTransposed(weights: Float64Array, from: number, out: Float64Array): void {
    const { starts, indices, values, count } = this;
    for (let r = 0; r < count; r++) {
      const weight = weights[from + r]!;
      for (let k = starts[r]!; k < starts[r + 1]!; k++) out[indices[k]!]! += weight * values[k]!;
    }
  }

  /** The upper triangle of `matrix` (size × size) += Σ weights[from + r] · row r · row rᵀ. */
  addProducts(weights: Float64Array, from: number, matrix: Float64Array, size: number): void {
    const { starts, indices, values, count } = this;
    for (let r = 0; r < count; r++) {
      for (let k = starts[r]!; k < starts[r + 1]!; k++) {
        const scaled = weights[from + r]! * values[k]!;
        const row = indices[k]! * size;
        for (let l = starts[r]!; l < starts[r + 1]!; l++)
          if (indices[l]! >= indices[k]!) matrix[row + indices[l]!]! += scaled * values[l]!;
      }
    }
  }
}
