import { ConfigError, nameOf, Side } from "@hotpath/core";

/** Bits of a row's `flags` in {@link LevelUpdates}. */
export const UpdateFlag = {
  /** The row is part of a whole view: what was known of the subscription before is void. */
  Snapshot: 1,
  /** The last row of one update: the view is whole again after it. */
  Last: 2,
} as const;
/** A value of {@link UpdateFlag}. */
export type UpdateFlag = (typeof UpdateFlag)[keyof typeof UpdateFlag];

/** One row as an object, for the edge. */
export interface LevelUpdate {
  subscription: number;
  instrument: number;
  sequence: number;
  snapshot: boolean;
  last: boolean;
  side: keyof typeof Side | "None";
  price: number;
  quantity: number;
  orders: number;
}

/**
 * Updates of views of books in columns that are used again and again: a `BookPublisher` appends, the caller reads rows
 * `0 … count − 1` and clears.
 */
export class LevelUpdates {
  /** Rows filled. */
  count = 0;
  /** The subscription that the row is for. */
  readonly subscription: Int32Array;
  readonly instrument: Int32Array;
  /** The number of the update within its subscription, from 1; rows of one update share it. */
  readonly sequence: Float64Array;
  /** {@link UpdateFlag}s. */
  readonly flags: Uint8Array;
  /** A `Side`; 0 in the only row of a snapshot of an empty book. */
  readonly side: Uint8Array;
  /** Ticks. */
  readonly price: Float64Array;
  /** The size of the level now; 0 if it left the view. */
  readonly quantity: Float64Array;
  /** Orders at the level; 0 in a book that is fed by levels. */
  readonly orders: Int32Array;

  /**
   * @param rows at least 4 × the depth of the deepest subscription + 1; 65,536 by default
   * @throws {ConfigError} if it is no integer from 5 to 2^24
   */
  constructor(rows = 65_536) {
    if (!Number.isInteger(rows) || rows < 5 || rows > 2 ** 24) {
      throw new ConfigError("levelUpdates.rows", rows, "an integer from 5 to 16777216");
    }
    this.subscription = new Int32Array(rows);
    this.instrument = new Int32Array(rows);
    this.sequence = new Float64Array(rows);
    this.flags = new Uint8Array(rows);
    this.side = new Uint8Array(rows);
    this.price = new Float64Array(rows);
    this.quantity = new Float64Array(rows);
    this.orders = new Int32Array(rows);
  }

  /** Forgets every row. */
  clear(): void {
    this.count = 0;
  }

  /** Whether so many more rows fit. */
  hasRoom(rows: number): boolean {
    return this.count + rows <= this.flags.length;
  }

  /** Appends a row; the caller has made sure that there is room. */
  add(
    subscription: number,
    instrument: number,
    sequence: number,
    flags: number,
    side: number,
    price: number,
    quantity: number,
    orders: number,
  ): void {
    const row = this.count++;
    this.subscription[row] = subscription;
    this.instrument[row] = instrument;
    this.sequence[row] = sequence;
    this.flags[row] = flags;
    this.side[row] = side;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.orders[row] = orders;
  }

  /** A row as an object, for the edge: it allocates. */
  at(row: number): LevelUpdate {
    return {
      subscription: this.subscription[row]!,
      instrument: this.instrument[row]!,
      sequence: this.sequence[row]!,
      snapshot: (this.flags[row]! & UpdateFlag.Snapshot) !== 0,
      last: (this.flags[row]! & UpdateFlag.Last) !== 0,
      side: this.side[row] === 0 ? "None" : (nameOf(Side, this.side[row]!) as keyof typeof Side),
      price: this.price[row]!,
      quantity: this.quantity[row]!,
      orders: this.orders[row]!,
    };
  }

  /** Every row as an object: it allocates. */
  toArray(): LevelUpdate[] {
    return Array.from({ length: this.count }, (_, row) => this.at(row));
  }
}
