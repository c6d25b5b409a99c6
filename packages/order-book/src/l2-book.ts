import { InputError, Side, type Snapshotable, type SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { BookView } from "./book-view.ts";
import { isIndex, isPrice, isWhole } from "./internal/checks.ts";
import { F_SHIFT, I_SHIFT, LADDER_BEST, LEVEL_KEY, LEVEL_QUANTITY } from "./internal/layout.ts";
import { BookMemory } from "./internal/memory.ts";
import { checkKeys, integerOption, windowOption } from "./internal/options.ts";
import { PriceLadders } from "./internal/price-ladders.ts";
import { mirrored } from "./internal/queue.ts";
import {
  KEEP,
  namedCounts,
  type PolicyCodes,
  policyCodes,
  type QuotePolicies,
  REJECT,
  type UpdateCounts,
  UpdateResult,
} from "./quote-policy.ts";

/** How an {@link L2Book} is made. */
export interface L2BookOptions extends QuotePolicies {
  /** The number of instruments; an update names one by its index from 0. At most 1,048,576. */
  instruments: number;
  /** The greatest number of levels, all instruments together; 65,536 by default, at most 16,777,216. */
  levelCapacity?: number;
  /** Prices, in ticks, that each side keeps in its dense window: a power of two from 32 to 32,768; 1,024 by default. */
  windowTicks?: number;
}

const KNOWN_OPTIONS = ["instruments", "levelCapacity", "windowTicks", "crossed", "locked", "stale"] as const;

/**
 * Books rebuilt from a feed of levels: a snapshot, then updates that each state the whole size of one price. Nothing is
 * allocated for an update and nothing thrown: the result says what became of it, and is counted.
 *
 * The sum of the sizes of a side may leave the safe integers, as that of a cheap asset at eight decimals does; it is kept
 * exactly, and told as the nearest double.
 *
 * @example
 * const books = new L2Book({ instruments: 2 });
 * books.update(0, Side.Buy, 10_000, 5);
 * books.update(0, Side.Sell, 10_010, 7);
 * books.book(0).midPrice; // 10005
 */
export class L2Book implements Snapshotable {
  readonly #instruments: number;
  readonly #ladders: PriceLadders;
  readonly #sequence: Float64Array;
  readonly #policies: PolicyCodes;
  readonly #counts: Float64Array = new Float64Array(Object.keys(UpdateResult).length);
  readonly #views: BookView[] = [];

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: L2BookOptions) {
    checkKeys("l2Book", options, KNOWN_OPTIONS);
    this.#instruments = integerOption("l2Book.instruments", options.instruments, 1, 2 ** 20);
    const capacity = integerOption("l2Book.levelCapacity", options.levelCapacity ?? 65_536, 1, 2 ** 24);
    const cells = windowOption("l2Book.windowTicks", options.windowTicks ?? 1024);
    this.#policies = policyCodes("l2Book", options);
    this.#ladders = new PriceLadders(new BookMemory({ ladders: 2 * this.#instruments, levels: capacity, cells }));
    this.#sequence = new Float64Array(this.#instruments).fill(-1);
  }

  /**
   * Sets the size of one price; 0 takes the level away.
   *
   * @param side a `Side`
   * @param price integer ticks within ±`MAX_PRICE`
   * @param size a safe integer of 0 or more
   * @param sequence the feed's number of this update, not below the last one of the instrument (several updates of one
   *   message share theirs); left out, order is not checked
   */
  update(instrument: number, side: number, price: number, size: number, sequence = -1): UpdateResult {
    const result = this.#apply(instrument, side, price, size, sequence);
    this.#counts[result] = this.#counts[result]! + 1;
    return result;
  }

  /**
   * Puts a whole book in place of the one there is. Rows with a bad price or size are left out and counted.
   *
   * @param bids rows of bids: price and size columns and how many rows count (all by default)
   * @param sequence the feed's number as of which this is the book; a later one may not be below it
   * @returns the number of rows taken; −1 if there is no such instrument
   */
  reset(
    instrument: number,
    bids: { price: ArrayLike<number>; size: ArrayLike<number>; count?: number },
    asks: { price: ArrayLike<number>; size: ArrayLike<number>; count?: number },
    sequence = -1,
  ): number {
    if (!isIndex(instrument, this.#instruments)) return -1;
    this.clear(instrument);
    let taken = 0;
    for (const [side, rows] of [
      [Side.Buy, bids],
      [Side.Sell, asks],
    ] as const) {
      const count = rows.count ?? rows.price.length;
      for (let row = 0; row < count; row++) {
        const result = this.update(instrument, side, rows.price[row]!, rows.size[row]!, sequence);
        if (result === UpdateResult.Applied || result === UpdateResult.AppliedLocked) taken++;
        else if (result === UpdateResult.AppliedCrossed || result === UpdateResult.Cleared) taken++;
      }
    }
    this.#sequence[instrument] = sequence;
    return taken;
  }

  /**
   * Empties the book of an instrument and forgets its sequence number: the feed has lost its place.
   *
   * @param side only this `Side`; 0 for both
   */
  clear(instrument: number, side = 0): void {
    if (!isIndex(instrument, this.#instruments)) return;
    if (side !== Side.Sell) this.#dropLevels(2 * instrument, Number.POSITIVE_INFINITY);
    if (side !== Side.Buy) this.#dropLevels(2 * instrument + 1, Number.POSITIVE_INFINITY);
    this.#sequence[instrument] = -1;
  }

  /** The sequence number of the last update of an instrument, or −1. */
  sequence(instrument: number): number {
    return this.#sequence[instrument] ?? -1;
  }

  /**
   * The book of an instrument: a live view, made once.
   *
   * @throws {ConfigError} if there is no such instrument
   */
  book(instrument = 0): BookView {
    integerOption("instrument", instrument, 0, this.#instruments - 1);
    this.#views[instrument] ??= new BookView(this.#ladders, instrument);
    return this.#views[instrument];
  }

  /** How many updates had which result. */
  counts(): UpdateCounts {
    return namedCounts(this.#counts);
  }

  /** Levels held, of how many, and the bytes of all columns. */
  stats(): { levels: number; levelCapacity: number; windowMoves: number; bytes: number } {
    const { levelCount, levelCapacity, moves, memory } = this.#ladders;
    return {
      levels: levelCount,
      levelCapacity,
      windowMoves: moves,
      bytes: memory.I.byteLength + this.#sequence.byteLength,
    };
  }

  /** Writes every level and the sequence numbers; the counts are not part of the state. */
  snapshot(writer: SnapshotWriter): void {
    const ladders = this.#ladders;
    writer.section("order-book.l2-book");
    writer.f64s(this.#sequence);
    for (let ladder = 0; ladder < ladders.ladders; ladder++) {
      for (let level = ladders.first(ladder); level !== 0; level = ladders.next(level)) {
        writer.i32(ladder);
        writer.f64(ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!);
        writer.f64(ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!);
      }
    }
    writer.i32(-1);
  }

  /**
   * Takes the books of a snapshot, of as many instruments, in place of its own.
   *
   * @throws {InputError} code `CORRUPT` if it is no such snapshot, or does not fit; the books are then empty
   */
  restore(reader: SnapshotReader): void {
    this.#forget();
    try {
      reader.section("order-book.l2-book");
      reader.f64s(this.#sequence);
      for (let ladder = reader.i32(); ladder !== -1; ladder = reader.i32()) {
        const key = reader.f64();
        const size = reader.f64();
        const fits = ladder >= 0 && ladder < this.#ladders.ladders && isPrice(key) && isWhole(size) && size > 0;
        if (!fits || this.#set(ladder, key, size) !== UpdateResult.Applied) {
          throw new InputError("CORRUPT", `snapshot of an L2 book: size ${size} at ${key} of ladder ${ladder}`);
        }
      }
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** A 128-bit hash of the state in hexadecimal. Off the hot path. */
  hash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }

  #apply(instrument: number, side: number, price: number, size: number, sequence: number): UpdateResult {
    const sound =
      isIndex(instrument, this.#instruments) &&
      (side === Side.Buy || side === Side.Sell) &&
      isPrice(price) &&
      isWhole(size);
    if (!sound || !(sequence === -1 || isWhole(sequence))) return UpdateResult.RejectedBad;
    if (sequence !== -1) {
      if (!(sequence >= this.#sequence[instrument]!)) {
        if (this.#policies.stale === REJECT) return UpdateResult.RejectedStale;
        if (this.#policies.stale !== KEEP) {
          this.clear(instrument);
          return UpdateResult.Cleared;
        }
      } else {
        this.#sequence[instrument] = sequence;
      }
    }
    const ladders = this.#ladders;
    const ladder = 2 * instrument + side - 1;
    const key = mirrored(ladder, price);
    if (size === 0) return this.#set(ladder, key, 0);
    const other = ladder ^ 1;
    const best = ladders.ladderI[(other << I_SHIFT) + LADDER_BEST]!;
    const otherKey = mirrored(other, price);
    const bestKey = best === 0 ? Number.POSITIVE_INFINITY : ladders.levelF[(best << F_SHIFT) + LEVEL_KEY]!;
    if (bestKey > otherKey) return this.#set(ladder, key, size);
    const locked = bestKey === otherKey;
    const policy = locked ? this.#policies.locked : this.#policies.crossed;
    if (policy === REJECT) return locked ? UpdateResult.RejectedLocked : UpdateResult.RejectedCrossed;
    const result = this.#set(ladder, key, size);
    if (result !== UpdateResult.Applied) return result;
    if (policy === KEEP) return locked ? UpdateResult.AppliedLocked : UpdateResult.AppliedCrossed;
    this.#dropLevels(other, otherKey);
    return UpdateResult.Cleared;
  }

  /** Sets the size of a level, or takes it away. */
  #set(ladder: number, key: number, size: number): UpdateResult {
    const { levelF } = this.#ladders;
    let level = this.#ladders.find(ladder, key);
    const before = level === 0 ? 0 : levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
    if (size === 0) {
      if (level === 0) return UpdateResult.Applied;
      this.#ladders.addQuantity(ladder, -before);
      this.#ladders.release(level);
      return UpdateResult.Applied;
    }
    if (level === 0) level = this.#ladders.obtain(ladder, key);
    if (level === 0) return UpdateResult.RejectedFull;
    this.#ladders.addQuantity(ladder, size - before);
    levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = size;
    return UpdateResult.Applied;
  }

  /** Takes away the levels of a ladder from the best one to `limitKey`. */
  #dropLevels(ladder: number, limitKey: number): void {
    const { ladderI, levelF } = this.#ladders;
    for (;;) {
      const level = ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
      if (level === 0 || levelF[(level << F_SHIFT) + LEVEL_KEY]! > limitKey) return;
      this.#ladders.addQuantity(ladder, -levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!);
      this.#ladders.release(level);
    }
  }

  #forget(): void {
    this.#ladders.clear();
    this.#sequence.fill(-1);
  }
}
