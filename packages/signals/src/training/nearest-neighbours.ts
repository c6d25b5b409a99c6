import { ConfigError, InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkFeatures, isFiniteRow, type OnlineModel } from "./online-model.ts";

/**
 * The mean label of the k nearest of the last rows (Fix and Hodges, 1951), by distances in standard deviations of each
 * feature over all rows learned. Looks at every row that it holds.
 */
export class NearestNeighbours implements OnlineModel {
  readonly features: number;
  rejected = 0;
  readonly #k: number;
  readonly #capacity: number;
  readonly #byDistance: boolean;
  readonly #rows: Float64Array;
  readonly #labels: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  readonly #scale: Float64Array;
  readonly #nearest: Float64Array;
  readonly #nearestLabels: Float64Array;
  #seen = 0;

  /**
   * @param options.k neighbours, 1 to 1000; default 15
   * @param options.capacity rows that are held, the oldest making way; default 10,000
   * @param options.byDistance whether near neighbours weigh more, by 1 / (1 + distance); default false
   * @throws {ConfigError} an option out of range
   */
  constructor(options: { features: number; k?: number; capacity?: number; byDistance?: boolean }) {
    const { features, k = 15, capacity = 10_000, byDistance = false } = options;
    checkFeatures(features);
    if (!(Number.isInteger(k) && k >= 1 && k <= 1000)) throw new ConfigError("k", k, "an integer from 1 to 1000");
    if (!(Number.isInteger(capacity) && capacity >= k && capacity * features <= 2 ** 28))
      throw new ConfigError("capacity", capacity, `an integer from ${k} to ${Math.floor(2 ** 28 / features)}`);
    this.features = features;
    this.#k = k;
    this.#capacity = capacity;
    this.#byDistance = byDistance;
    this.#rows = new Float64Array(capacity * features);
    this.#labels = new Float64Array(capacity);
    this.#means = new Float64Array(features);
    this.#squares = new Float64Array(features);
    this.#scale = new Float64Array(features);
    this.#nearest = new Float64Array(k);
    this.#nearestLabels = new Float64Array(k);
  }

  /** 0 before anything was learned. */
  predict(row: Float64Array): number {
    if (!isFiniteRow(row, this.features)) {
      this.rejected++;
      return 0;
    }
    const held = Math.min(this.#seen, this.#capacity);
    const count = Math.min(held, this.#k);
    if (count === 0) return 0;
    const { features } = this;
    for (let f = 0; f < features; f++) this.#scale[f] = this.#squares[f]! > 0 ? this.#seen / this.#squares[f]! : 0;
    this.#nearest.fill(Number.POSITIVE_INFINITY);
    for (let r = 0; r < held; r++) {
      let distance = 0;
      for (let f = 0; f < features; f++) {
        const away = this.#rows[r * features + f]! - row[f]!;
        distance += away * away * this.#scale[f]!;
      }
      if (distance < this.#nearest[count - 1]!) this.#insert(distance, this.#labels[r]!, count);
    }
    let sum = 0;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const weight = this.#byDistance ? 1 / (1 + Math.sqrt(this.#nearest[i]!)) : 1;
      sum += weight * this.#nearestLabels[i]!;
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  }

  #insert(distance: number, label: number, count: number): void {
    let i = count - 1;
    for (; i > 0 && this.#nearest[i - 1]! > distance; i--) {
      this.#nearest[i] = this.#nearest[i - 1]!;
      this.#nearestLabels[i] = this.#nearestLabels[i - 1]!;
    }
    this.#nearest[i] = distance;
    this.#nearestLabels[i] = label;
  }

  learn(row: Float64Array, label: number): void {
    if (!isFiniteRow(row, this.features) || !Number.isFinite(label)) {
      this.rejected++;
      return;
    }
    const place = this.#seen++ % this.#capacity;
    this.#labels[place] = label;
    for (let f = 0; f < this.features; f++) {
      const away = row[f]! - this.#means[f]!;
      this.#means[f]! += away / this.#seen;
      this.#squares[f]! += away * (row[f]! - this.#means[f]!);
      this.#rows[place * this.features + f] = row[f]!;
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.nearest-neighbours");
    writer.f64(this.rejected);
    writer.f64(this.#seen);
    for (const column of [this.#rows, this.#labels, this.#means, this.#squares]) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.nearest-neighbours");
    this.rejected = reader.f64();
    this.#seen = reader.f64();
    if (!(Number.isSafeInteger(this.#seen) && this.#seen >= 0))
      throw new InputError("CORRUPT", "snapshot: no number of rows");
    for (const column of [this.#rows, this.#labels, this.#means, this.#squares]) reader.f64s(column);
  }
}
