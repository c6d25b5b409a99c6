import { WideIdTable } from "../wide-id-table.ts";

const TWO_32 = 4294967296;
/** The first number for ids beyond 2^53: −1 means "none" elsewhere. */
const FIRST_WIDE_ID = -2;

/** The open orders of a feed whose messages name only the order: of which instrument it is, and what is open. */
export class PitchOrders {
  readonly #table: WideIdTable;
  instrument: Int32Array = new Int32Array(1024);
  side: Uint8Array = new Uint8Array(1024);
  price: Float64Array = new Float64Array(1024);
  quantity: Float64Array = new Float64Array(1024);
  /** How often the book had been cleared when the order came. */
  clears: Uint32Array = new Uint32Array(1024);

  /** @throws {ConfigError} for a capacity that is none */
  constructor(capacity: number) {
    this.#table = new WideIdTable(capacity, "pitch.maxOrders");
  }

  /** Open orders. */
  get size(): number {
    return this.#table.size;
  }

  /** The place of an order, or −1. */
  find(high: number, low: number): number {
    return this.#table.find(high, low);
  }

  /** A place for a new order, −1 where there is none left. */
  add(high: number, low: number): number {
    const place = this.#table.numberOf(high, low);
    if (place >= this.side.length) this.#grow(place);
    return place;
  }

  remove(place: number): void {
    this.#table.release(this.#table.highOf(place), this.#table.lowOf(place));
  }

  /** What stands for the order in a row: its id, or below −1 where that is beyond 2^53 − 1. */
  rowId(place: number): number {
    const high = this.#table.highOf(place);
    return high < 0x200000 ? high * TWO_32 + this.#table.lowOf(place) : FIRST_WIDE_ID - place;
  }

  /** The id behind a row's, while the order is open. */
  orderId(rowId: number): bigint {
    return rowId <= FIRST_WIDE_ID ? this.#table.idOf(FIRST_WIDE_ID - rowId) : BigInt(rowId);
  }

  clear(): void {
    this.#table.clear();
  }

  #grow(place: number): void {
    const length = Math.max(place + 1, this.side.length * 2);
    const grown = <Column extends Int32Array | Uint32Array | Uint8Array | Float64Array>(
      larger: Column,
      column: Column,
    ): Column => {
      larger.set(column);
      return larger;
    };
    this.instrument = grown(new Int32Array(length), this.instrument);
    this.side = grown(new Uint8Array(length), this.side);
    this.price = grown(new Float64Array(length), this.price);
    this.quantity = grown(new Float64Array(length), this.quantity);
    this.clears = grown(new Uint32Array(length), this.clears);
  }
}
