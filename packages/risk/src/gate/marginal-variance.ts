import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";

/** Changes of exposures that wait before they are added to Σx all at once. */
const PENDING_MAX = 8;
/** With so few instruments a change is added at once: it costs no more than to wait. */
const FEW = 16;

/**
 * The variance xᵀΣx of exposures x, and its gradient Σx (without the factor two), kept as exposures change.
 *
 * With one exposure changed by q: (x + q eᵢ)ᵀ Σ (x + q eᵢ) = xᵀΣx + 2q(Σx)ᵢ + q²Σᵢᵢ. The variance follows each change at
 * once, in constant time. Σx would need a row of Σ each time; up to eight changed exposures wait for that, and
 * (Σx)ᵢ is read with what they add. An order that comes and goes leaves nothing to add.
 */
export class MarginalVariance implements Snapshotable {
  /** xᵀΣx. */
  variance = 0;
  readonly #count: number;
  /** Σ, row-major: read, never written. */
  readonly #matrix: Float64Array;
  readonly #exposure: Float64Array;
  /** The exposures that are in Σx, and Σx of them. */
  readonly #folded: Float64Array;
  readonly #marginal: Float64Array;
  readonly #pending: Int32Array;
  readonly #capacity: number;
  #pendingCount = 0;

  constructor(matrix: Float64Array, count: number) {
    this.#matrix = matrix;
    this.#count = count;
    this.#exposure = new Float64Array(count);
    this.#folded = new Float64Array(count);
    this.#marginal = new Float64Array(count);
    this.#capacity = count <= FEW ? 0 : PENDING_MAX;
    this.#pending = new Int32Array(PENDING_MAX + 1);
  }

  /** The exposure of an instrument as it entered. */
  exposure(i: number): number {
    return this.#exposure[i]!;
  }

  /** (Σx)ᵢ. */
  marginal(i: number): number {
    const row = i * this.#count;
    let sum = this.#marginal[i]!;
    for (let k = 0; k < this.#pendingCount; k++) {
      const j = this.#pending[k]!;
      sum += this.#matrix[row + j]! * (this.#exposure[j]! - this.#folded[j]!);
    }
    return sum;
  }

  /** What the variance would be with another exposure of one instrument, whose own variance is `own`: Σᵢᵢ. */
  after(i: number, exposure: number, own: number): number {
    return this.changed(i, exposure - this.#exposure[i]!, own);
  }

  /** What the variance would be with so much more exposure of one instrument. */
  changed(i: number, change: number, own: number): number {
    const marginal = this.#pendingCount === 0 ? this.#marginal[i]! : this.marginal(i);
    return this.variance + change * (2 * marginal + change * own);
  }

  /** Gives an instrument another exposure. */
  set(i: number, exposure: number, own: number): void {
    const before = this.#exposure[i]!;
    if (exposure === before) return;
    this.variance = this.after(i, exposure, own);
    this.#exposure[i] = exposure;
    const pending = this.#pending;
    let k = 0;
    while (k < this.#pendingCount && pending[k] !== i) k++;
    if (k === this.#pendingCount) {
      pending[k] = i;
      this.#pendingCount += 1;
      if (this.#pendingCount > this.#capacity) this.fold();
    } else if (exposure === this.#folded[i]) {
      this.#pendingCount -= 1;
      pending[k] = pending[this.#pendingCount]!;
    }
  }

  /** Adds to Σx what waits: a row of Σ for each. */
  fold(): void {
    for (let k = 0; k < this.#pendingCount; k++) {
      const i = this.#pending[k]!;
      addRow(this.#marginal, this.#matrix, i * this.#count, this.#exposure[i]! - this.#folded[i]!);
      this.#folded[i] = this.#exposure[i]!;
    }
    this.#pendingCount = 0;
  }

  /** Everything anew from given exposures: after Σ has changed, or to be rid of rounding. */
  recount(exposures: Float64Array, stride: number, offset: number): void {
    const n = this.#count;
    const exposure = this.#exposure;
    for (let i = 0; i < n; i++) exposure[i] = exposures[i * stride + offset]!;
    this.#folded.set(exposure);
    this.#pendingCount = 0;
    let variance = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      const row = i * n;
      for (let j = 0; j < n; j++) sum += this.#matrix[row + j]! * exposure[j]!;
      this.#marginal[i] = sum;
      variance += sum * exposure[i]!;
    }
    this.variance = variance;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.marginalVariance");
    for (const column of [this.#exposure, this.#folded, this.#marginal]) writer.f64s(column);
    writer.i32s(this.#pending);
    writer.i32(this.#pendingCount);
    writer.f64(this.variance);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.marginalVariance");
    for (const column of [this.#exposure, this.#folded, this.#marginal]) reader.f64s(column);
    reader.i32s(this.#pending);
    this.#pendingCount = reader.i32();
    this.variance = reader.f64();
  }
}

const addRow = (sum: Float64Array, matrix: Float64Array, row: number, factor: number): void => {
  const n = sum.length;
  for (let i = 0; i < n; i++) sum[i] = sum[i]! + matrix[row + i]! * factor;
};
