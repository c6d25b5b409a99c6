import { ConfigError, InputError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** One point of an {@link EquityCurve}: a stretch of samples. */
export interface EquityPoint {
  /** Time of the stretch's last sample, microseconds since the Unix epoch. */
  micros: number;
  /** Equity at the last sample. */
  equity: number;
  /** Least equity of the stretch. */
  low: number;
  /** Greatest equity of the stretch. */
  high: number;
  /** Deepest drawdown of the stretch, a share of the peak. */
  drawdown: number;
}

/**
 * The course of equity in at most `capacity` points, however long it runs: for reports and charts.
 *
 * A point stands for a stretch of samples, all stretches as long as one another but the last: its time and equity are
 * those of the last sample, and it keeps the least and the greatest equity and the deepest drawdown. When all points
 * are taken, neighbours are merged two by two and stretches become twice as long. So no extreme is ever lost, the last
 * point is always the latest sample, and the same samples give the same points.
 *
 * `record` allocates nothing.
 *
 * @example
 * const curve = new EquityCurve(512);
 * curve.record(event.micros, portfolio.equity(), portfolio.drawdown());
 */
export class EquityCurve implements Snapshotable {
  /** The most points, an even number. */
  readonly capacity: number;
  readonly #micros: Float64Array;
  readonly #equity: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #drawdown: Float64Array;
  #length = 0;
  /** Samples of a whole stretch, a power of two. */
  #stride = 1;
  /** Samples in the last stretch. */
  #filled = 0;

  /** @throws {ConfigError} if the capacity is not an even integer from 2 to 2^24 */
  constructor(capacity = 1024) {
    if (!Number.isInteger(capacity) || capacity < 2 || capacity > 16777216 || capacity % 2 !== 0)
      throw new ConfigError("capacity", capacity, "an even integer from 2 to 16777216");
    this.capacity = capacity;
    this.#micros = new Float64Array(capacity);
    this.#equity = new Float64Array(capacity);
    this.#low = new Float64Array(capacity);
    this.#high = new Float64Array(capacity);
    this.#drawdown = new Float64Array(capacity);
  }

  /** How many points there are. */
  get length(): number {
    return this.#length;
  }

  /** How many samples a point stands for; the last may stand for fewer. */
  get stride(): number {
    return this.#stride;
  }

  /** How many samples were recorded. */
  get samples(): number {
    return this.#length === 0 ? 0 : (this.#length - 1) * this.#stride + this.#filled;
  }

  /** Adds a sample: microseconds since the Unix epoch, equity, and the drawdown at it as a share of the peak. */
  record(micros: number, equity: number, drawdown: number): void {
    if (this.#filled === this.#stride || this.#length === 0) {
      if (this.#length === this.capacity) this.#merge();
      // After a merge the last stretch is whole again, at the new length.
      const at = this.#length;
      this.#length = at + 1;
      this.#filled = 1;
      this.#micros[at] = micros;
      this.#equity[at] = equity;
      this.#low[at] = equity;
      this.#high[at] = equity;
      this.#drawdown[at] = drawdown;
      return;
    }
    const at = this.#length - 1;
    this.#filled += 1;
    this.#micros[at] = micros;
    this.#equity[at] = equity;
    if (equity < this.#low[at]!) this.#low[at] = equity;
    if (equity > this.#high[at]!) this.#high[at] = equity;
    if (drawdown > this.#drawdown[at]!) this.#drawdown[at] = drawdown;
  }

  /** Equity at the end of each stretch, as a copy: input for the statistics. */
  equity(): Float64Array {
    return this.#equity.slice(0, this.#length);
  }

  /** The points as objects, for the edge. */
  points(): EquityPoint[] {
    return Array.from({ length: this.#length }, (_, i) => ({
      micros: this.#micros[i]!,
      equity: this.#equity[i]!,
      low: this.#low[i]!,
      high: this.#high[i]!,
      drawdown: this.#drawdown[i]!,
    }));
  }

  /** Forgets everything. */
  clear(): void {
    this.#length = 0;
    this.#stride = 1;
    this.#filled = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.equity-curve");
    writer.i32(this.capacity);
    writer.i32(this.#length);
    writer.f64(this.#stride);
    writer.f64(this.#filled);
    for (const column of this.#columns()) writer.f64s(column.subarray(0, this.#length));
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.equity-curve");
    const capacity = reader.i32();
    const length = reader.i32();
    if (capacity !== this.capacity || length < 0 || length > capacity)
      throw new InputError(
        "CORRUPT",
        `snapshot: a curve of ${length} in ${capacity} points; here are ${this.capacity}`,
      );
    const stride = reader.f64();
    const filled = reader.f64();
    if (!(stride >= 1 && filled >= 0 && filled <= stride))
      throw new InputError("CORRUPT", `snapshot: ${filled} samples in a stretch of ${stride}`);
    this.#length = length;
    this.#stride = stride;
    this.#filled = filled;
    for (const column of this.#columns()) reader.f64s(column.subarray(0, length));
  }

  #columns(): Float64Array[] {
    return [this.#micros, this.#equity, this.#low, this.#high, this.#drawdown];
  }

  /** Merges points two by two; all of them are whole. */
  #merge(): void {
    const half = this.capacity / 2;
    for (let i = 0; i < half; i++) {
      const first = i * 2;
      const last = first + 1;
      this.#micros[i] = this.#micros[last]!;
      this.#equity[i] = this.#equity[last]!;
      this.#low[i] = Math.min(this.#low[first]!, this.#low[last]!);
      this.#high[i] = Math.max(this.#high[first]!, this.#high[last]!);
      this.#drawdown[i] = Math.max(this.#drawdown[first]!, this.#drawdown[last]!);
    }
    this.#length = half;
    this.#stride *= 2;
  }
}
