/**
 * The matching engine: what people hold in their hands. Commands go in as plain numbers (`submit`, `cancel`, `replace`,
 * the mass cancels), reports come out in the columns of `reports`; `place` is the same for people, in objects. The
 * work is done by the functions in `internal/`: `commands.ts` decides, `match.ts` trades, `queue.ts` keeps the queues,
 * `price-ladders.ts` the prices, `order-store.ts` the orders; `layout.ts` says where everything lies in memory.
 */
import {
  InputError,
  OrderType,
  Side,
  type Snapshotable,
  type SnapshotReader,
  SnapshotWriter,
  TimeInForce,
} from "@hotpath/core";
import type { CommandBatch } from "./command-batch.ts";
import { executeBatch } from "./internal/batch.ts";
import { isIndex } from "./internal/checks.ts";
import { cancel, replace, submit } from "./internal/commands.ts";
import type { EngineState } from "./internal/engine-state.ts";
import { STATE_KEEPS_PRIORITY, STATE_SELF_TRADE } from "./internal/layout.ts";
import { ANY, massCancel } from "./internal/mass-cancel.ts";
import { BookMemory } from "./internal/memory.ts";
import { checkKeys, flagOption, integerOption, windowOption, wordOption } from "./internal/options.ts";
import { MAX_ORDERS, OrderStore } from "./internal/order-store.ts";
import { PriceLadders } from "./internal/price-ladders.ts";
import { readOrders, writeOrders } from "./internal/snapshot.ts";
import { OrderBook } from "./order-book.ts";
import { type Report, ReportBuffer } from "./report-buffer.ts";
import { SelfTradePrevention } from "./vocabulary.ts";

/** How a {@link MatchingEngine} is made. Every bound is stated here; nothing grows later but the report columns. */
export interface MatchingEngineOptions {
  /** The number of instruments; a command names one by its index from 0. At most 1,048,576. */
  instruments: number;
  /** The greatest number of resting orders, all instruments together; 65,536 by default, at most 16,777,215. */
  orderCapacity?: number;
  /**
   * Prices, in ticks, that each side of an instrument keeps in its dense window around the best price: a power of two
   * from 32 to 32,768; 4,096 by default. It costs 4 bytes a tick and side. Prices outside work as well, somewhat slower.
   */
  windowTicks?: number;
  /** What happens when an owner would trade with itself; `CancelNewest` by default. Orders of owner 0 are never checked. */
  selfTradePrevention?: keyof typeof SelfTradePrevention;
  /**
   * Whether a replace at the same price that does not add quantity keeps its place in the queue; true by default, as
   * venues do. False puts every replaced order at the end.
   */
  replaceKeepsPriority?: boolean;
  /** Rows that the report columns have at first; 4,096 by default. They double when a command needs more. */
  reportRows?: number;
  /**
   * The greatest number of report rows, at least twice `orderCapacity` plus 4: what one command may have to say if it
   * meets every order. By default a million more, for the reports of commands before it. A command that might need more
   * than is left is not begun.
   */
  maxReportRows?: number;
  /**
   * Whether {@link MatchingEngine.submitBatch} may use the native library of `@hotpath/native` where it is there; true by
   * default. The reports and the state are the same either way.
   */
  native?: boolean;
}

/** A new order in words, for {@link MatchingEngine.place}. */
export interface NewOrder {
  orderId: number;
  side: keyof typeof Side;
  quantity: number;
  /** Ticks; left out for a market order. */
  price?: number;
  /** 0 by default. */
  instrument?: number;
  /** `Limit` by default. */
  type?: keyof typeof OrderType;
  /** `GoodTillCancel` by default. */
  timeInForce?: keyof typeof TimeInForce;
  /** 0, nobody, by default. */
  owner?: number;
}

/** What a {@link MatchingEngine} holds, and of how much. */
export interface MatchingEngineStats {
  orders: number;
  orderCapacity: number;
  levels: number;
  /** How often a window of prices has moved. */
  windowMoves: number;
  /** Commands not begun because waiting reports left no room. */
  refusedCommands: number;
  /** Bytes of all columns; pages that no order has touched yet may cost nothing. */
  bytes: number;
}

const KNOWN_OPTIONS = [
  "instruments",
  "orderCapacity",
  "windowTicks",
  "selfTradePrevention",
  "replaceKeepsPriority",
  "reportRows",
  "maxReportRows",
  "native",
] as const;

/**
 * A price-time priority matching engine for many instruments, all state in typed arrays that are made once. A command
 * allocates nothing and throws nothing: whatever it is given, it answers with reports in {@link MatchingEngine.reports},
 * which the caller reads and clears. Same commands, same reports, same {@link MatchingEngine.hash}, on every machine.
 *
 * @example
 * const engine = new MatchingEngine({ instruments: 1 });
 * engine.submit(0, 1, Side.Sell, 10_050, 5);
 * engine.submit(0, 2, Side.Buy, 10_060, 3);
 * engine.reports.toArray().at(-1); // { kind: "Trade", price: 10050, quantity: 3, … }
 */
export class MatchingEngine implements Snapshotable {
  /** The reports of the commands so far; read rows `0 … count − 1`, then `clear()`. */
  readonly reports: ReportBuffer;
  readonly #state: EngineState;
  readonly #books: OrderBook[] = [];

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: MatchingEngineOptions) {
    checkKeys("matchingEngine", options, KNOWN_OPTIONS);
    const path = (name: string): string => `matchingEngine.${name}`;
    const instruments = integerOption(path("instruments"), options.instruments, 1, 2 ** 20);
    const capacity = integerOption(path("orderCapacity"), options.orderCapacity ?? 65_536, 1, MAX_ORDERS);
    const cells = windowOption(path("windowTicks"), options.windowTicks ?? 4096);
    const rows = integerOption(path("reportRows"), options.reportRows ?? 4096, 1, 2 ** 27);
    const needed = 2 * capacity + 4;
    const most = options.maxReportRows ?? needed + 2 ** 20;
    const modes = Object.keys(SelfTradePrevention) as (keyof typeof SelfTradePrevention)[];
    const mode = wordOption(path("selfTradePrevention"), options.selfTradePrevention ?? "CancelNewest", modes);
    const keeps = flagOption(path("replaceKeepsPriority"), options.replaceKeepsPriority ?? true);
    const native = flagOption(path("native"), options.native ?? true);
    this.reports = new ReportBuffer(rows);
    const memory = new BookMemory({ orders: capacity, ladders: 2 * instruments, levels: capacity, cells });
    memory.I[STATE_SELF_TRADE] = SelfTradePrevention[mode];
    memory.I[STATE_KEEPS_PRIORITY] = keeps ? 1 : 0;
    this.#state = {
      instruments,
      F: memory.F,
      I: memory.I,
      orders: new OrderStore(memory),
      ladders: new PriceLadders(memory),
      reports: this.reports,
      maxReportRows: integerOption(path("maxReportRows"), most, needed, 2 ** 27),
      selfTradePrevention: SelfTradePrevention[mode],
      replaceKeepsPriority: keeps,
      usesNative: native,
      lastPrices: new Float64Array(instruments).fill(Number.NaN),
      words: new Int32Array(instruments),
      traded: 0,
      refused: 0,
    };
  }

  /**
   * A new order. Answered by `Rejected`, or by `Accepted`, its trades, and `Expired` or `Canceled` where something is
   * left that may not rest.
   *
   * @param instrument index from 0
   * @param orderId a safe integer of 1 or more that no live order has; ids of orders that are gone may come again
   * @param side a `Side`
   * @param price integer ticks within ±{@link MAX_PRICE}; not looked at for a market order
   * @param quantity a safe integer of 1 or more
   * @param type an `OrderType`
   * @param timeInForce a `TimeInForce`; `Day` rests until `expireDay`
   * @param owner 0 … 2^31 − 1; 0 is nobody, whom self-trade prevention and `massCancelOwner` leave alone
   * @returns false, having done nothing, if the reports must be read first
   */
  submit(
    instrument: number,
    orderId: number,
    side: number,
    price: number,
    quantity: number,
    type?: number,
    timeInForce?: number,
    owner?: number,
  ): boolean {
    return submit(this.#state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }

  /** Takes an order out of the book, at once at any depth. Answered by `Canceled` or `CancelRejected`. Returns as `submit`. */
  cancel(orderId: number): boolean {
    return cancel(this.#state, orderId);
  }

  /**
   * Gives an order a new price and a new open quantity (what is to be left open, not counting what has traded). It keeps
   * its place in the queue if the price stays and the quantity does not grow; otherwise it is as if newly come, and may
   * trade. Answered by `Replaced` and its trades, or by `ReplaceRejected`. Returns as `submit`.
   */
  replace(orderId: number, price: number, quantity: number): boolean {
    return replace(this.#state, orderId, price, quantity);
  }

  /**
   * Executes commands from columns, in their order, as `submit`, `cancel` and `replace` would one by one, with the same
   * reports. Where the native library is there (see `native` in the options), it does what is plain, and looks some rows
   * ahead, so that memory is there when it is needed.
   *
   * @param from the first row
   * @param to the row behind the last
   * @returns `to`, or the row of a command that was not begun because the reports must be read first: read them, clear,
   *   and go on from there
   * @throws {InputError} `INPUT_INVALID` if the rows are not there
   */
  submitBatch(commands: CommandBatch, from = 0, to: number = commands.count): number {
    if (!(isIndex(from, to + 1) && isIndex(to, commands.rows + 1) && commands.kind.length === commands.rows)) {
      throw new InputError("INPUT_INVALID", `rows ${from} to ${to} of a batch of ${commands.rows} commands`);
    }
    return executeBatch(this.#state, commands, from, to);
  }

  /** Cancels every order of an instrument. Answered by a `Canceled` each, then `MassCanceled`. Returns as `submit`. */
  massCancelInstrument(instrument: number): boolean {
    return massCancel(this.#state, instrument === ANY ? Number.NaN : instrument, ANY, ANY);
  }

  /** Cancels every order of an owner, in all instruments. Answered by a `Canceled` each, then `MassCanceled`. Returns as `submit`. */
  massCancelOwner(owner: number): boolean {
    return massCancel(this.#state, ANY, owner === 0 || owner === ANY ? Number.NaN : owner, ANY);
  }

  /** Ends the day of an instrument: its `Day` orders expire. Answered by an `Expired` each, then `MassCanceled`. Returns as `submit`. */
  expireDay(instrument: number): boolean {
    return massCancel(this.#state, instrument === ANY ? Number.NaN : instrument, ANY, TimeInForce.Day);
  }

  /**
   * A new order in words, and its reports as objects; they are taken out of {@link MatchingEngine.reports} again. For
   * people, tests and tools: it allocates.
   */
  place(order: NewOrder): Report[] {
    const first = this.reports.count;
    const type = OrderType[order.type ?? "Limit"];
    this.submit(
      order.instrument ?? 0,
      order.orderId,
      Side[order.side],
      order.price ?? (type === OrderType.Market ? 0 : Number.NaN),
      order.quantity,
      type,
      TimeInForce[order.timeInForce ?? "GoodTillCancel"],
      order.owner ?? 0,
    );
    const reports = this.reports.toArray().slice(first);
    this.reports.count = first;
    return reports;
  }

  /**
   * The book of an instrument: a live view, made once.
   *
   * @throws {ConfigError} if there is no such instrument
   */
  book(instrument = 0): OrderBook {
    integerOption("instrument", instrument, 0, this.#state.instruments - 1);
    this.#books[instrument] ??= new OrderBook(this.#state.orders, this.#state.ladders, instrument);
    return this.#books[instrument];
  }

  /** How much is held, and of how much: an object, made anew. */
  stats(): MatchingEngineStats {
    const { orders, ladders, refused } = this.#state;
    return {
      orders: orders.count,
      orderCapacity: orders.capacity,
      levels: ladders.levelCount,
      windowMoves: ladders.moves,
      refusedCommands: refused,
      bytes: orders.memory.I.byteLength + this.reports.bytes,
    };
  }

  /** Writes every order in the order of its priority. Reports that wait are not part of the state: read them first. */
  snapshot(writer: SnapshotWriter): void {
    writeOrders(this.#state, writer);
  }

  /**
   * Takes the orders of a snapshot in place of its own. The engine may have other bounds than the one that wrote it.
   *
   * @throws {InputError} code `CORRUPT` if it is no snapshot, or does not fit; the engine is then empty
   */
  restore(reader: SnapshotReader): void {
    readOrders(this.#state, reader);
  }

  /** A 128-bit hash of the state in hexadecimal: equal for equal books, however they came about. Off the hot path. */
  hash(): string {
    const writer = new SnapshotWriter();
    this.snapshot(writer);
    return writer.hash();
  }
}
