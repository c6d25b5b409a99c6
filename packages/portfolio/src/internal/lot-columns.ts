import { InputError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** No lot. */
const NONE = -1;
const FIRST_CAPACITY = 64;
/** More than so many lots are refused on restoring: a snapshot that asks for them is damaged. */
const RESTORE_BOUND = 16_777_216;

/**
 * The open lots of all instruments in columns: singly linked lists, the lot that is closed next at the head, free ones in a
 * list of their own. A lot is a quantity at one price, so what it costs is their product and nothing is rounded. A lot
 * opened at the price of its neighbour is joined to it.
 *
 * Where all are taken the columns are doubled: the one allocation, which `reserve` can make beforehand.
 */
export class LotColumns {
  /** Whether the lot that was opened last is closed first. */
  readonly isLastFirst: boolean;
  /** Unsigned, in size units. */
  quantity: Float64Array = new Float64Array(0);
  /** In price units. */
  price: Float64Array = new Float64Array(0);
  #next: Int32Array = new Int32Array(0);
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  #free = NONE;

  constructor(instruments: number, isLastFirst: boolean) {
    this.isLastFirst = isLastFirst;
    this.#head = new Int32Array(instruments).fill(NONE);
    this.#tail = new Int32Array(instruments).fill(NONE);
    this.reserve(FIRST_CAPACITY);
  }

  /** The lot that is closed next, or −1. */
  headOf(i: number): number {
    return this.#head[i]!;
  }

  /** Makes room for so many lots in all. */
  reserve(capacity: number): void {
    const old = this.quantity.length;
    if (capacity <= old) return;
    this.quantity = grown(this.quantity, new Float64Array(capacity));
    this.price = grown(this.price, new Float64Array(capacity));
    this.#next = grown(this.#next, new Int32Array(capacity));
    for (let lot = capacity - 1; lot >= old; lot--) {
      this.#next[lot] = this.#free;
      this.#free = lot;
    }
  }

  /** Opens a lot. */
  open(i: number, quantity: number, price: number): void {
    const newest = this.isLastFirst ? this.#head[i]! : this.#tail[i]!;
    if (newest !== NONE && this.price[newest] === price) {
      this.quantity[newest]! += quantity;
      return;
    }
    if (this.#free === NONE) this.reserve(this.quantity.length * 2);
    const lot = this.#free;
    this.#free = this.#next[lot]!;
    this.quantity[lot] = quantity;
    this.price[lot] = price;
    if (this.isLastFirst) {
      this.#next[lot] = newest;
      this.#head[i] = lot;
    } else {
      this.#next[lot] = NONE;
      if (newest === NONE) this.#head[i] = lot;
      else this.#next[newest] = lot;
      this.#tail[i] = lot;
    }
  }

  /** Takes the head away. */
  drop(i: number): void {
    const lot = this.#head[i]!;
    const next = this.#next[lot]!;
    this.#head[i] = next;
    if (next === NONE) this.#tail[i] = NONE;
    this.#next[lot] = this.#free;
    this.#free = lot;
  }

  /** The lots of an instrument, that which is closed next first. */
  list(i: number): { quantity: number; price: number }[] {
    const lots: { quantity: number; price: number }[] = [];
    for (let lot = this.#head[i]!; lot !== NONE; lot = this.#next[lot]!)
      lots.push({ quantity: this.quantity[lot]!, price: this.price[lot]! });
    return lots;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.lots");
    writer.i32(this.isLastFirst ? 1 : 0);
    for (let i = 0; i < this.#head.length; i++) {
      const lots = this.list(i);
      writer.i32(lots.length);
      writer.f64s(Float64Array.from(lots, (lot) => lot.quantity));
      writer.f64s(Float64Array.from(lots, (lot) => lot.price));
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.lots");
    if ((reader.i32() === 1) !== this.isLastFirst)
      throw new InputError("CORRUPT", "snapshot: lots in the order of the other cost basis");
    for (let i = 0; i < this.#head.length; i++) {
      while (this.#head[i] !== NONE) this.drop(i);
      const length = reader.i32();
      if (length < 0 || length > RESTORE_BOUND) throw new InputError("CORRUPT", `snapshot: ${length} lots`);
      const quantity = new Float64Array(length);
      const price = new Float64Array(length);
      reader.f64s(quantity);
      reader.f64s(price);
      // Opened in the order in which they were, so that the list comes out the same.
      for (let k = 0; k < length; k++) {
        const at = this.isLastFirst ? length - 1 - k : k;
        if (!(Number.isSafeInteger(quantity[at]) && quantity[at]! > 0 && Number.isSafeInteger(price[at])))
          throw new InputError("CORRUPT", `snapshot: a lot of ${quantity[at]} units at ${price[at]}`);
        this.open(i, quantity[at]!, price[at]!);
      }
    }
  }
}

function grown<Column extends Float64Array | Int32Array>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
