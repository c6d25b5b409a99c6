import { CapacityError } from "@hotpath/core";

/** 2^32, the weight of the high half of a 64-bit integer. */
const HIGH = 2 ** 32;
/** The engine's ids from here on stand for ids of the file that it cannot take as they are. */
const RESERVED: number = 2 ** 53 - 2 ** 24;

/**
 * Ids of 64 bits as the engine's, which are safe integers of 1 or more: nearly all are the same; 0 and those from
 * 2^53 − 2^24 on have a number of their own from that range.
 */
export class OrderIds {
  readonly #known: Map<bigint, number> = new Map();
  readonly #names: bigint[] = [];

  /**
   * The engine's id for one of the file, given in halves.
   *
   * @throws {CapacityError} if more than 2^24 − 1 ids are beyond what the engine can take
   */
  toEngine(high: number, low: number): number {
    const id = high * HIGH + low;
    if (id > 0 && id < RESERVED) return id;
    const name = (BigInt(high) << 32n) | BigInt(low);
    let known = this.#known.get(name);
    if (known === undefined) {
      if (this.#names.length >= 2 ** 24 - 1) throw new CapacityError("more than 16,777,215 order ids of 2^53 or more");
      known = RESERVED + this.#names.length;
      this.#known.set(name, known);
      this.#names.push(name);
    }
    return known;
  }

  /** An engine's id as the file's, to be written. */
  toText(id: number): number | bigint {
    return id < RESERVED ? id : this.#names[id - RESERVED]!;
  }
}
