import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** Ids of one epoch: 2^32. */
const EPOCH_IDS = 4_294_967_296;
/** Epochs that leave ids safe integers: 2^21. */
const EPOCHS = 2_097_152;

/** How {@link OrderIds} are made. */
export interface OrderIdsOptions {
  /** Which run of the engine it is, 0 to 2,097,151: greater than that of any before. Default 0, of which ids are 1, 2, 3 …. */
  epoch?: number;
  /** The first number of an epoch, 1 or more. Default 1. */
  first?: number;
  /** How far one number is from the next, 1 or more. Default 1. */
  step?: number;
}

/**
 * Hands out order ids, one for all strategies of an engine, so that no id is given twice: `epoch × 2^32 + n`, with n = 1, 2,
 * 3 …. Engines that share a venue start at different numbers, `first`, and take steps as wide as there are of them.
 *
 * Ids survive restarts in either of two ways. An engine that restores its snapshot and replays its journal goes on where
 * it was, since every id is part of the state. One that starts anew, or has lost the end of its journal, is given a greater
 * epoch: whatever the former gave, none of it comes again. A restored state of a lesser epoch does not bring the former
 * epoch back, one of a greater or the same goes on.
 *
 * @example
 * new OrderIds({ epoch: 3 }).next(); // 12884901889
 */
export class OrderIds implements Snapshotable {
  readonly #first: number;
  readonly #step: number;
  #epoch: number;
  #last: number;

  /** @throws {ConfigError} for an epoch, a first number or a step that is none */
  constructor(options: OrderIdsOptions = {}) {
    const { epoch = 0, first = 1, step = 1 } = options;
    if (!Number.isInteger(epoch) || epoch < 0 || epoch >= EPOCHS)
      throw new ConfigError("orderIds.epoch", epoch, `an integer from 0 to ${EPOCHS - 1}`);
    for (const [name, value] of Object.entries({ first, step }))
      if (!Number.isInteger(value) || value < 1 || value > 65_536)
        throw new ConfigError(`orderIds.${name}`, value, "an integer from 1 to 65536");
    this.#epoch = epoch;
    this.#first = first;
    this.#step = step;
    this.#last = first - step;
  }

  /** Which run of the engine gives the ids. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The next id. */
  next(): number {
    this.#last += this.#step;
    // After 2^32 numbers the ids run on into the next epoch, which is then theirs.
    if (this.#last >= EPOCH_IDS) {
      this.#epoch += 1;
      this.#last = this.#first;
    }
    return this.#epoch * EPOCH_IDS + this.#last;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.orderIds", 2);
    writer.f64(this.#epoch);
    writer.f64(this.#last);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.orderIds", 2);
    const epoch = reader.f64();
    const last = reader.f64();
    if (epoch < this.#epoch) return;
    this.#epoch = epoch;
    this.#last = last;
  }
}
