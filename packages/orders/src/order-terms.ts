import { IntMap } from "@hotpath/cache";
import {
  type EventCursor,
  type EventSink,
  InputError,
  NewOrderTerms,
  OrderTerms,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";

/** What an extended order waits for, or what the engine does for it. */
export const Work = {
  /** Nothing: the venue has it. */
  None: 0,
  /** A price. */
  Trigger: 1,
  /** A price that comes back from the best one. */
  Trail: 2,
  /** An auction. */
  Auction: 3,
  /** A first quote. */
  Quote: 4,
  /** Its price follows the market's. */
  Peg: 5,
  /** It is shown in slices. */
  Slices: 6,
  /** It is in an auction, and leaves with its end. */
  Leaving: 7,
} as const;
/** A value of {@link Work}. */
export type Work = (typeof Work)[keyof typeof Work];

const NONE = -1;

/**
 * The terms of the orders that have any beside price, quantity and time in force, in columns: one slot such an order, found
 * by its id. Nothing is allocated after construction.
 */
export class OrderTermsStore implements Snapshotable {
  readonly capacity: number;
  readonly orderId: Float64Array;
  readonly triggerPrice: Float64Array;
  readonly trailAmount: Float64Array;
  readonly trailPercent: Float64Array;
  /** NaN for none. */
  readonly limitOffset: Float64Array;
  readonly displayQuantity: Float64Array;
  readonly minQuantity: Float64Array;
  readonly expireMicros: Float64Array;
  readonly pegOffset: Float64Array;
  /** When it came: ties are its. */
  readonly sequence: Float64Array;
  /** Best price that a trailing stop has seen; as of the last snapshot. */
  readonly best: Float64Array;
  /** When it came to where it waits: lists are in this order. */
  readonly place: Float64Array;
  /** When a pegged order was priced last. */
  readonly pricedMicros: Float64Array;
  /** The order that works the current slice; 0 for none. */
  readonly sliceId: Float64Array;
  readonly pegPriceType: Int32Array;
  readonly triggerPriceType: Int32Array;
  readonly instructions: Int32Array;
  /** {@link Work} */
  readonly work: Int32Array;
  /** Whether the engine ends it at `expireMicros`; as of the last snapshot. */
  readonly isTimed: Int32Array;
  readonly #slots: IntMap;
  readonly #next: Int32Array;
  #free = 0;
  #used = 0;
  #size = 0;
  #sequence = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    const doubles = (): Float64Array => new Float64Array(capacity);
    const integers = (): Int32Array => new Int32Array(capacity);
    this.orderId = doubles();
    this.triggerPrice = doubles();
    this.trailAmount = doubles();
    this.trailPercent = doubles();
    this.limitOffset = doubles();
    this.displayQuantity = doubles();
    this.minQuantity = doubles();
    this.expireMicros = doubles();
    this.pegOffset = doubles();
    this.sequence = doubles();
    this.best = doubles();
    this.place = doubles();
    this.pricedMicros = doubles();
    this.sliceId = doubles();
    this.pegPriceType = integers();
    this.triggerPriceType = integers();
    this.instructions = integers();
    this.work = integers();
    this.isTimed = integers();
    this.#slots = new IntMap(capacity, { fixed: true, rising: true });
    this.#next = Int32Array.from({ length: capacity }, (_, i) => (i + 1 < capacity ? i + 1 : NONE));
  }

  /** Orders with terms. */
  get size(): number {
    return this.#size;
  }

  /** One more than the highest slot that was ever taken. */
  get used(): number {
    return this.#used;
  }

  /** The slot of an order's terms, or −1. */
  slotOf(orderId: number): number {
    return this.#slots.get(orderId);
  }

  /** Takes a slot for an order, its terms none. @returns the slot, or −1 if there is none left */
  take(orderId: number): number {
    const slot = this.#free;
    if (slot === NONE) return NONE;
    this.#free = this.#next[slot]!;
    this.#slots.set(orderId, slot);
    this.#size += 1;
    if (slot >= this.#used) this.#used = slot + 1;
    this.orderId[slot] = orderId;
    for (const column of [this.triggerPrice, this.trailAmount, this.trailPercent, this.displayQuantity])
      column[slot] = 0;
    for (const column of [this.minQuantity, this.expireMicros, this.pegOffset, this.best]) column[slot] = 0;
    this.limitOffset[slot] = Number.NaN;
    this.pricedMicros[slot] = Number.NEGATIVE_INFINITY;
    this.sliceId[slot] = 0;
    this.pegPriceType[slot] = 0;
    this.triggerPriceType[slot] = 0;
    this.instructions[slot] = 0;
    this.work[slot] = Work.None;
    this.sequence[slot] = this.#sequence;
    this.place[slot] = this.#sequence;
    this.#sequence += 1;
    return slot;
  }

  /** An order comes to where it waits. */
  setWork(slot: number, work: Work): void {
    this.work[slot] = work;
    this.place[slot] = this.#sequence;
    this.#sequence += 1;
  }

  /** Gives a slot's terms to an order of another id. @returns the slot */
  rename(slot: number, orderId: number): number {
    this.#slots.delete(this.orderId[slot]!);
    this.orderId[slot] = orderId;
    this.#slots.set(orderId, slot);
    return slot;
  }

  /** Gives a slot back. */
  release(slot: number): void {
    this.#slots.delete(this.orderId[slot]!);
    this.orderId[slot] = 0;
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  /** Takes in what an `OrderTerms` says. */
  read(slot: number, event: EventCursor): void {
    this.triggerPrice[slot] = OrderTerms.triggerPrice(event);
    this.trailAmount[slot] = OrderTerms.trailAmount(event);
    this.trailPercent[slot] = OrderTerms.trailPercent(event);
    this.limitOffset[slot] = OrderTerms.limitOffset(event);
    this.displayQuantity[slot] = OrderTerms.displayQuantity(event);
    this.minQuantity[slot] = OrderTerms.minQuantity(event);
    this.expireMicros[slot] = OrderTerms.expireMicros(event);
    this.pegOffset[slot] = OrderTerms.pegOffset(event);
    this.pegPriceType[slot] = OrderTerms.pegPriceType(event);
    this.triggerPriceType[slot] = OrderTerms.triggerPriceType(event);
    this.instructions[slot] = OrderTerms.instructions(event);
  }

  /** Tells a venue that has the order's type its terms, ahead of the order. */
  tell(slot: number, event: EventCursor, out: EventSink, instrument: number, venue: number): void {
    NewOrderTerms.emit(
      out,
      event,
      instrument,
      venue,
      this.orderId[slot]!,
      this.triggerPrice[slot]!,
      this.trailAmount[slot]!,
      this.trailPercent[slot]!,
      this.limitOffset[slot]!,
      this.displayQuantity[slot]!,
      this.minQuantity[slot]!,
      this.expireMicros[slot]!,
      this.pegOffset[slot]!,
      this.pegPriceType[slot]!,
      this.triggerPriceType[slot]!,
      this.instructions[slot]!,
    );
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.terms");
    writer.i32(this.#used);
    writer.i32(this.#free);
    writer.f64(this.#sequence);
    for (const column of this.#doubles()) writer.f64s(column.subarray(0, this.#used));
    for (const column of this.#integers()) writer.i32s(column.subarray(0, this.#used));
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.terms");
    const used = reader.i32();
    if (used < 0 || used > this.capacity)
      throw new InputError("CORRUPT", `snapshot: terms of ${used} orders where ${this.capacity} find room`);
    this.#used = used;
    this.#free = reader.i32();
    this.#sequence = reader.f64();
    for (const column of this.#doubles()) reader.f64s(column.subarray(0, used));
    for (const column of this.#integers()) reader.i32s(column.subarray(0, used));
    this.orderId.fill(0, used);
    for (let slot = used; slot < this.capacity; slot++) this.#next[slot] = slot + 1 < this.capacity ? slot + 1 : NONE;
    this.#slots.clear();
    this.#size = 0;
    for (let slot = 0; slot < used; slot++) {
      if (this.orderId[slot] === 0) continue;
      this.#slots.set(this.orderId[slot]!, slot);
      this.#size += 1;
    }
  }

  #doubles(): Float64Array[] {
    return [
      this.orderId,
      this.triggerPrice,
      this.trailAmount,
      this.trailPercent,
      this.limitOffset,
      this.displayQuantity,
      this.minQuantity,
      this.expireMicros,
      this.pegOffset,
      this.sequence,
      this.best,
      this.place,
      this.pricedMicros,
      this.sliceId,
    ];
  }

  #integers(): Int32Array[] {
    return [this.pegPriceType, this.triggerPriceType, this.instructions, this.work, this.isTimed, this.#next];
  }
}
