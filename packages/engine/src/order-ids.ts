import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/**
 * Hands out order ids: 1, 2, 3 … One for all strategies of an engine, so that no id is given twice. Engines that share a
 * venue start at different numbers and take steps as wide as there are of them.
 */
export class OrderIds implements Snapshotable {
  #last: number;
  readonly #step: number;

  /** @throws {ConfigError} if `first` or `step` is no integer from 1 */
  constructor(options: { first?: number; step?: number } = {}) {
    const { first = 1, step = 1 } = options;
    if (!Number.isSafeInteger(step) || step < 1) throw new ConfigError("orderIds.step", step, "an integer from 1");
    if (!Number.isSafeInteger(first) || first < 1) throw new ConfigError("orderIds.first", first, "an integer from 1");
    this.#step = step;
    this.#last = first - step;
  }

  /** The next id. */
  next(): number {
    this.#last += this.#step;
    return this.#last;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.orderIds");
    writer.f64(this.#last);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.orderIds");
    this.#last = reader.f64();
  }
}
