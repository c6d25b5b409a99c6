import { ConfigError, type Snapshotable, type SnapshotReader, SnapshotWriter, TimeInForce } from "@hotpath/core";
import { isIndex } from "./internal/checks.ts";
import { applyItchNatively, applyNatively, NOT_NATIVE } from "./internal/feed-native.ts";
import {
  addOrder,
  deleteOrder,
  dropOrders,
  type FeedState,
  keptResults,
  modifyOrder,
  reduceOrder,
  replaceOrder,
  restingPrice,
} from "./internal/feed-orders.ts";
import { readFeedOrders, writeFeedOrders } from "./internal/feed-snapshot.ts";
import { TOUCH_FROM_ORDERS, TOUCHED_ROWS, touchRows } from "./internal/feed-touch.ts";
import { BookMemory } from "./internal/memory.ts";
import { checkKeys, flagOption, integerOption, windowOption } from "./internal/options.ts";
import { MAX_ORDERS, OrderStore } from "./internal/order-store.ts";
import { PriceLadders } from "./internal/price-ladders.ts";
import {
  type ItchRun,
  namedOrderCounts,
  type OrderCounts,
  OrderResult,
  OrderRowKind,
  type OrderRows,
} from "./l3-feed.ts";
import { OrderBook } from "./order-book.ts";
import { policyCodes, type QuotePolicies } from "./quote-policy.ts";

/** How an {@link L3Book} is made. Every bound is stated here; nothing grows later. */
export interface L3BookOptions extends Pick<QuotePolicies, "crossed" | "locked"> {
  /** The number of instruments; a message names one by its index from 0. At most 1,048,576. */
  instruments: number;
  /**
   * The greatest number of resting orders, all instruments together; 1,048,576 by default, at most 16,777,215. Pages
   * that no order has touched cost nothing. An order beyond it is refused and counted (`rejectedFull`).
   */
  orderCapacity?: number;
  /**
   * Prices that each side keeps in its dense window, counted in the instrument's own step: a power of two from 32 to
   * 32,768; 1,024 by default. The step is the greatest common divisor of the prices that its orders have had since its book
   * was last empty, found as they come: a feed in units of 10^-4 that quotes whole cents fills every cell of the window.
   */
  windowTicks?: number;
  /**
   * Whether the native library of `@hotpath/native` may be used where it is there; true by default. The books are the same
   * either way. It also asks the system for huge pages for books of 32 MiB or more: what is touched then counts by 2 MiB.
   */
  native?: boolean;
}

/** What an {@link L3Book} holds, and of how much. */
export interface L3BookStats {
  orders: number;
  orderCapacity: number;
  levels: number;
  /** How often a window of prices has moved. */
  windowMoves: number;
  /** Own orders that the book holds or waits for. */
  ownOrders: number;
  /** Bytes of all columns. */
  bytes: number;
}

const KNOWN_OPTIONS = ["instruments", "orderCapacity", "windowTicks", "native", "crossed", "locked"] as const;

/**
 * The books of many instruments, rebuilt from a feed of orders. A message allocates nothing and throws nothing: its
 * result says what became of it, and is counted. A feed that begins in the middle speaks of orders that were entered
 * before; such messages are counted as `unknownOrder` and change nothing.
 *
 * Order ids are safe integers, negative ones too, and stand for one order over all instruments of the book: a venue that
 * numbers each instrument's orders from 1 needs a book for each.
 *
 * @example
 * const books = new L3Book({ instruments: 2 });
 * books.add(0, 71, Side.Buy, 10_000, 5);
 * books.execute(71, 2);
 * books.book(0).bestBidSize; // 3
 */
export class L3Book implements Snapshotable {
  readonly #state: FeedState;
  /** What reading ahead read: nobody asks for it. */
  #touches = 0;
  readonly #counts: Float64Array = new Float64Array(Object.keys(OrderResult).length);
  readonly #books: OrderBook[] = [];

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: L3BookOptions) {
    checkKeys("l3Book", options, KNOWN_OPTIONS);
    const instruments = integerOption("l3Book.instruments", options.instruments, 1, 2 ** 20);
    const capacity = integerOption("l3Book.orderCapacity", options.orderCapacity ?? 2 ** 20, 1, MAX_ORDERS);
    const cells = windowOption("l3Book.windowTicks", options.windowTicks ?? 1024);
    const usesNative = flagOption("l3Book.native", options.native ?? true);
    const ladders = 2 * instruments;
    const memory = new BookMemory({ orders: capacity, ladders, levels: capacity, cells, hugePages: usesNative });
    const orders = new OrderStore(memory);
    // What rests in a venue's book rests until it is cancelled, as far as its feed says.
    orders.timesInForce.fill(TimeInForce.GoodTillCancel);
    const policies = policyCodes("l3Book", options);
    this.#state = {
      instruments,
      orders,
      F: memory.F,
      I: memory.I,
      ladders: new PriceLadders(memory),
      policies,
      keeps: keptResults(policies),
      usesNative,
      revisions: new Uint32Array(instruments),
      steps: new Float64Array(instruments).fill(Number.NaN),
      own: new Map(),
      ownCount: 0,
    };
  }

  /** The number of instruments. */
  get instruments(): number {
    return this.#state.instruments;
  }

  /**
   * A new order, at the end of the queue of its price.
   *
   * @param side a `Side`
   * @param price integer ticks within ±`MAX_PRICE`
   * @param quantity a safe integer of 1 or more
   */
  add(instrument: number, orderId: number, side: number, price: number, quantity: number): OrderResult {
    return this.#counted(addOrder(this.#state, instrument, orderId, side, price, quantity));
  }

  /**
   * Sets the price and the open quantity of an order: it keeps its place in the queue if the price stays and the quantity
   * does not grow, and goes to the end otherwise.
   */
  modify(orderId: number, price: number, quantity: number): OrderResult {
    return this.#counted(modifyOrder(this.#state, orderId, price, quantity));
  }

  /** Takes `quantity` off an order without a trade; it keeps its place, and is gone when nothing is left. */
  reduce(orderId: number, quantity: number): OrderResult {
    return this.#counted(reduceOrder(this.#state, orderId, quantity, false));
  }

  /** Takes an order away. */
  delete(orderId: number): OrderResult {
    return this.#counted(deleteOrder(this.#state, orderId));
  }

  /** Takes `quantity` off an order by a trade; it keeps its place, and is gone when nothing is left. */
  execute(orderId: number, quantity: number): OrderResult {
    return this.#counted(reduceOrder(this.#state, orderId, quantity, true));
  }

  /** Puts a new order in the place of one that goes, on the same side, at the end of the queue of its price. */
  replace(orderId: number, newId: number, price: number, quantity: number): OrderResult {
    return this.#counted(replaceOrder(this.#state, orderId, newId, price, quantity));
  }

  /**
   * Takes away all orders of an instrument. Its cost is that of deleting each.
   *
   * @param side only this `Side`; 0 for both
   */
  clear(instrument: number, side = 0): OrderResult {
    if (!isIndex(instrument, this.#state.instruments)) return this.#counted(OrderResult.BadInstrument);
    if (side !== 2) dropOrders(this.#state, 2 * instrument, Number.POSITIVE_INFINITY);
    if (side !== 1) dropOrders(this.#state, 2 * instrument + 1, Number.POSITIVE_INFINITY);
    return this.#counted(OrderResult.Applied);
  }

  /**
   * Applies the rows `from … to − 1` of a batch of normalised market data. Rows of kinds that say nothing of orders are
   * passed over; the results of the others are counted.
   */
  apply(rows: OrderRows, from = 0, to: number = rows.count): void {
    let row = from;
    while (row < to) {
      const done = applyNatively(this.#state, this.#counts, rows, row, to);
      if (done === NOT_NATIVE) {
        this.#applyPortably(rows, row, to);
        return;
      }
      // What is not plain is done here, and native code goes on behind it.
      row = Math.min(to, done + 1);
      this.#applyPortably(rows, done, row);
    }
  }

  /**
   * Applies messages of ITCH 5.0, each behind its length in 2 bytes, in `bytes[from … end)` by native code, with no rows
   * between, up to the first that is odd: one that is cut or damaged, that names a stock for a locate that had none, or that
   * takes more than plain work on a book. `ItchBooks` of `@hotpath/market-data` does what is odd, and goes on behind it.
   *
   * @returns the position of that message, or `end`; −1, having done nothing, where there is no native code for it
   */
  applyItch(run: ItchRun, bytes: Uint8Array, from: number, end: number): number {
    return applyItchNatively(this.#state, this.#counts, run, bytes, from, end);
  }

  /** The price at which an order rests, or NaN if it is not here. */
  priceOf(orderId: number): number {
    return restingPrice(this.#state, orderId);
  }

  #applyPortably(rows: OrderRows, from: number, to: number): void {
    const state = this.#state;
    const counts = this.#counts;
    const { kind, side, instrument, price, quantity, id, otherId } = rows;
    let touched = from;
    for (let row = from; row < to; row++) {
      if (row === touched) {
        touched = Math.min(to, row + TOUCHED_ROWS);
        if (state.orders.count > TOUCH_FROM_ORDERS) this.#touches |= touchRows(state, rows, row, touched);
      }
      let result: OrderResult;
      switch (kind[row]) {
        case OrderRowKind.Add:
          result = addOrder(state, instrument[row]!, id[row]!, side[row]!, price[row]!, quantity[row]!);
          break;
        case OrderRowKind.Delete:
          result = deleteOrder(state, id[row]!);
          break;
        case OrderRowKind.Execute:
          result = reduceOrder(state, id[row]!, quantity[row]!, true);
          break;
        case OrderRowKind.Replace:
          result = replaceOrder(state, id[row]!, otherId[row]!, price[row]!, quantity[row]!);
          break;
        case OrderRowKind.Reduce:
          result = reduceOrder(state, id[row]!, quantity[row]!, false);
          break;
        case OrderRowKind.Modify:
          result = modifyOrder(state, id[row]!, price[row]!, quantity[row]!);
          break;
        case OrderRowKind.Snapshot:
        case OrderRowKind.Clear:
          this.clear(instrument[row]!, kind[row] === OrderRowKind.Clear ? side[row]! : 0);
          continue;
        default:
          continue;
      }
      counts[result] = counts[result]! + 1;
    }
  }

  /**
   * Marks an order as one's own, now or as soon as the feed shows it; an order that replaces it is one's own too. The mark
   * goes with the order. `OrderBook.order` tells it as `owner`, `OrderBook.queuePosition` what stands before it: that
   * walks the orders ahead in its queue, so marking costs the feed nothing.
   *
   * @param owner 1 … 2^31 − 1, where one process has several
   * @throws {ConfigError} if the id or the owner is none
   */
  own(orderId: number, owner = 1): void {
    if (!Number.isSafeInteger(orderId)) throw new ConfigError("orderId", orderId, "a safe integer");
    integerOption("owner", owner, 1, 2 ** 31 - 1);
    const { own, orders } = this.#state;
    own.set(orderId, owner);
    this.#state.ownCount = own.size;
    const order = orders.find(orderId);
    if (order !== 0) orders.owners[order] = owner;
  }

  /** Takes the mark of an own order away. */
  disown(orderId: number): void {
    const { own, orders } = this.#state;
    const order = own.delete(orderId) ? orders.find(orderId) : 0;
    this.#state.ownCount = own.size;
    if (order !== 0) orders.owners[order] = 0;
  }

  /** The ids of own orders that the books hold, oldest mark first: it allocates. */
  ownOrders(): number[] {
    return [...this.#state.own.keys()].filter((orderId) => this.#state.orders.find(orderId) !== 0);
  }

  /**
   * The book of an instrument: a live view, made once.
   *
   * @throws {ConfigError} if there is no such instrument
   */
  book(instrument = 0): OrderBook {
    integerOption("instrument", instrument, 0, this.#state.instruments - 1);
    this.#books[instrument] ??= new OrderBook(this.#state.orders, this.#state.ladders, instrument, this.#state.steps);
    return this.#books[instrument];
  }

  /** How often the book of an instrument has changed, modulo 2^32: who saw the same number has seen the book. */
  revision(instrument: number): number {
    return this.#state.revisions[instrument] ?? 0;
  }

  /** How many messages had which result. */
  counts(): OrderCounts {
    return namedOrderCounts(this.#counts);
  }

  /** How much is held, and of how much: an object, made anew. */
  stats(): L3BookStats {
    const { orders, ladders, revisions, steps, own } = this.#state;
    return {
      orders: orders.count,
      orderCapacity: orders.capacity,
      levels: ladders.levelCount,
      windowMoves: ladders.moves,
      ownOrders: own.size,
      bytes: orders.memory.I.byteLength + revisions.byteLength + steps.byteLength,
    };
  }

  /** Writes every order in the order of its priority, and the marks of own ones; the counts are not part of the state. */
  snapshot(writer: SnapshotWriter): void {
    writeFeedOrders(this.#state, writer);
  }

  /**
   * Takes the orders of a snapshot in place of its own. The book may have other bounds than the one that wrote it.
   *
   * @throws {InputError} code `CORRUPT` if it is no snapshot, or does not fit; the books are then empty
   */
  restore(reader: SnapshotReader): void {
    readFeedOrders(this.#state, reader);
  }

  /** A 128-bit hash of the state in hexadecimal: equal for equal books, however they came about. Off the hot path. */
  hash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }

  #counted(result: OrderResult): OrderResult {
    this.#counts[result] = this.#counts[result]! + 1;
    return result;
  }
}
