import { type MarketBatch, MarketKind } from "@hotpath/market-data";
import { type BookView, L2Book, L3Book } from "@hotpath/order-book";

/** Levels or orders that all books together may hold. */
export interface BookBounds {
  instruments: number;
  orders: number;
}

/** A file of more instruments than this is read one symbol at a time. */
export const MAX_INSTRUMENTS = 16_384;

/**
 * The books of a file, whatever it tells: orders go to an `L3Book`, levels to an `L2Book`. Each is made when the first row
 * asks for it.
 */
export class FeedBooks {
  readonly #instruments: number;
  /** Whether the last row of an instrument that said something of its book was one of an order. */
  readonly #tellsOrders: Uint8Array;
  #orders: L3Book | undefined;
  #levels: L2Book | undefined;
  /** Levels that were refused: a bad price or size, or no room. */
  refusedLevels = 0;

  constructor(instruments: number) {
    this.#instruments = instruments;
    this.#tellsOrders = new Uint8Array(instruments);
  }

  /** Applies one row, whose instrument is `index` here. Rows that say nothing of a book change nothing. */
  apply(batch: MarketBatch, row: number, index: number): void {
    const kind = batch.kind[row]!;
    if (kind <= MarketKind.OrderReplace) {
      this.#tellsOrders[index] = 1;
      this.#applyOrder(batch, row, index);
    } else if (kind === MarketKind.Level) {
      this.#tellsOrders[index] = 0;
      const result = this.#levelBook().update(index, batch.side[row]!, batch.price[row]!, batch.quantity[row]!);
      // Results up to AppliedCrossed are taken.
      if (result > 2) this.refusedLevels++;
    } else if (kind === MarketKind.BookSnapshot || kind === MarketKind.BookClear) {
      const side = kind === MarketKind.BookClear ? batch.side[row]! : 0;
      this.#orders?.clear(index, side);
      if (side === 0) this.#levels?.clear(index);
      else this.#clearLevels(index, side);
    }
  }

  /** The book of an instrument. */
  book(index: number): BookView {
    return this.#tellsOrders[index] === 1 ? this.#orderBook().book(index) : this.#levelBook().book(index);
  }

  /** What was odd in the feed, a line each. */
  notes(): string[] {
    const { applied: _, appliedLocked: __, appliedCrossed: ___, ...odd } = this.#orders?.counts() ?? { applied: 0 };
    const notes = Object.entries(odd)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} order messages: ${name}`);
    if (this.refusedLevels > 0) notes.push(`${this.refusedLevels} levels refused`);
    return notes;
  }

  #applyOrder(batch: MarketBatch, row: number, index: number): void {
    const books = this.#orderBook();
    const id = batch.id[row]!;
    const price = batch.price[row]!;
    const quantity = batch.quantity[row]!;
    switch (batch.kind[row]) {
      case MarketKind.OrderAdd:
        books.add(index, id, batch.side[row]!, price, quantity);
        break;
      case MarketKind.OrderModify:
        books.modify(id, price, quantity);
        break;
      case MarketKind.OrderReduce:
        books.reduce(id, quantity);
        break;
      case MarketKind.OrderDelete:
        books.delete(id);
        break;
      case MarketKind.OrderExecute:
        books.execute(id, quantity);
        break;
      case MarketKind.OrderReplace:
        books.replace(id, batch.otherId[row]!, price, quantity);
        break;
    }
  }

  #clearLevels(index: number, side: number): void {
    const book = this.#levels?.book(index);
    for (const { price } of book?.levels(side as 1 | 2, Number.POSITIVE_INFINITY) ?? []) {
      this.#levels?.update(index, side, price, 0);
    }
  }

  #orderBook(): L3Book {
    this.#orders ??= new L3Book({ instruments: this.#instruments, orderCapacity: 2 ** 22, windowTicks: 512 });
    return this.#orders;
  }

  #levelBook(): L2Book {
    this.#levels ??= new L2Book({ instruments: this.#instruments, levelCapacity: 2 ** 20, windowTicks: 512 });
    return this.#levels;
  }
}
