/**
 * An exchange in one process: a matching engine with seeded order flow, publishing price levels and trades, and taking an
 * engine's orders as any other's. Put it where an engine's venue goes, and let `step` run the market.
 *
 *     order flow ─┐                    ┌→ BookLevel, Trade (to everybody)
 *                 ├→ matching engine ──┤
 *     our orders ─┘                    └→ ExecutionReport (to us)
 */
import { IntMap } from "@hotpath/cache";
import {
  BookLevel,
  CancelOrder,
  ConfigError,
  EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  type InstrumentRegistry,
  Liquidity,
  NewOrder,
  OrderType,
  Random,
  ReplaceOrder,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  storeTime,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { MatchingEngine, type OrderBook, ReportKind } from "@hotpath/order-book";
import { FlowAction, OrderFlow } from "./order-flow.ts";

/** Owner number of the engine's orders in the matching engine. */
const OURS = 1;
/** Order ids from here on are the flow's. */
const FLOW_IDS = 2 ** 53 - 2 ** 41;
/** What the flow takes with. */
const TAKER_IDS = FLOW_IDS + 2 ** 40;
/** Our orders that are followed. */
const OUR_ORDERS = 65_536;
/** Orders that rest a symbol and side at the opening. */
const OPENING_ORDERS = 60;

/** How a {@link SimulatedExchange} is made. */
export interface SimulatedExchangeOptions {
  instruments: InstrumentRegistry;
  /** Of the order flow: the same seed gives the same market, as long as our own orders are the same. */
  seed: bigint | number;
  /** Mid price of each instrument at the opening, in price units. Default 50,000. */
  openingPrice?: number | ((instrument: number) => number);
  /** Time of the opening, in microseconds since the epoch. Default 2024-01-02T14:30:00Z. */
  startMicros?: number;
  /** Orders that tend to rest in each instrument's book. Default 300. */
  restingOrders?: number;
  /** Venue number in the events. Default 1. */
  venue?: number;
}

/** Counts of what the flow has done. */
export interface FlowCounts {
  limits: number;
  markets: number;
  cancels: number;
  trades: number;
}

/** A venue with a market of its own. */
export class SimulatedExchange implements Stage, Snapshotable {
  readonly name = "exchange";
  readonly handles: readonly number[] = [NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
  readonly matching: MatchingEngine;
  readonly #instruments: InstrumentRegistry;
  readonly #flow: OrderFlow;
  readonly #books: readonly OrderBook[];
  readonly #start: number;
  readonly #target: number;
  readonly #venue: number;
  /** Carries the time of the flow's events. */
  readonly #now = new EventCursor();
  /** Last price of each instrument: where the flow looks when a side is empty. */
  readonly #last: Float64Array;
  /** The flow's orders: a slot each, listed by instrument so that one can be picked at random. */
  readonly #slots: number;
  readonly #live: Int32Array;
  readonly #liveCount: Int32Array;
  readonly #placeOf: Int32Array;
  readonly #free: Int32Array;
  #freeCount: number;
  /** Our working orders: id to row. */
  readonly #ours = new IntMap(OUR_ORDERS, { fixed: true });
  readonly #ourQuantity = new Float64Array(OUR_ORDERS);
  readonly #ourFree = Int32Array.from({ length: OUR_ORDERS }, (_, i) => OUR_ORDERS - 1 - i);
  #ourFreeCount = OUR_ORDERS;
  #limits = 0;
  #markets = 0;
  #cancels = 0;
  #trades = 0;

  /** @throws {ConfigError} if an option is wrong */
  constructor(options: SimulatedExchangeOptions) {
    const { instruments } = options;
    const n = instruments.size;
    this.#instruments = instruments;
    this.#target = options.restingOrders ?? 300;
    if (!Number.isInteger(this.#target) || this.#target < 10 || this.#target > 100_000)
      throw new ConfigError("exchange.restingOrders", options.restingOrders, "an integer from 10 to 100000");
    this.#venue = options.venue ?? 1;
    this.#start = options.startMicros ?? 1_704_205_800_000_000;
    this.#slots = this.#target * 8;
    this.matching = new MatchingEngine({
      instruments: n,
      orderCapacity: n * this.#slots + 65_536,
      selfTradePrevention: "CancelOldest",
    });
    this.#books = Array.from({ length: n }, (_, i) => this.matching.book(i));
    this.#flow = new OrderFlow(n, new Random(options.seed));
    this.#last = new Float64Array(n);
    this.#live = new Int32Array(n * this.#slots);
    this.#liveCount = new Int32Array(n);
    this.#placeOf = new Int32Array(n * this.#slots);
    this.#free = Int32Array.from({ length: n * this.#slots }, (_, i) => n * this.#slots - 1 - i);
    this.#freeCount = this.#free.length;
    for (let i = 0; i < n; i++) {
      const opening =
        typeof options.openingPrice === "function" ? options.openingPrice(i) : (options.openingPrice ?? 50_000);
      if (!Number.isSafeInteger(opening) || opening < 100)
        throw new ConfigError("exchange.openingPrice", opening, "an integer of at least 100 price units");
      this.#last[i] = opening;
    }
  }

  /** What the flow has done. */
  counts(): FlowCounts {
    return { limits: this.#limits, markets: this.#markets, cancels: this.#cancels, trades: this.#trades };
  }

  /** Fills the books before the opening, publishing every level. */
  open(out: EventSink): void {
    this.#setTime(0);
    for (let i = 0; i < this.#instruments.size; i++) {
      const mid = this.#last[i]!;
      for (let k = 0; k < OPENING_ORDERS * 2; k++) {
        const buy = k % 2 === 0;
        const distance = this.#flow.distance();
        this.#limit(i, buy, buy ? mid - distance : mid + distance, out);
      }
    }
  }

  /** Lets the flow's next order or cancel happen, and publishes what came of it. */
  step(out: EventSink): void {
    const flow = this.#flow;
    flow.next();
    this.#setTime(flow.seconds);
    const i = flow.symbol;
    const action = flow.action(this.#liveCount[i]!, this.#target);
    if (action === FlowAction.Cancel) {
      this.#cancelOne(i, out);
      return;
    }
    const buy = flow.buys();
    if (action === FlowAction.Market) {
      this.#markets += 1;
      this.#submit(
        i,
        TAKER_IDS,
        buy ? Side.Buy : Side.Sell,
        0,
        this.#quantity(i) * 2,
        OrderType.Market,
        TimeInForce.ImmediateOrCancel,
        out,
      );
      return;
    }
    const book = this.#books[i]!;
    const other = buy ? book.bestAsk : book.bestBid;
    const anchor = Number.isNaN(other) ? this.#last[i]! : other;
    const distance = flow.distance();
    this.#limit(i, buy, buy ? anchor - distance : anchor + distance, out);
  }

  on(event: EventCursor, out: EventSink): void {
    if (event.type === NewOrder.TYPE) this.#ourOrder(event, out);
    else if (event.type === CancelOrder.TYPE) {
      this.matching.cancel(CancelOrder.orderId(event));
      this.#publish(event, out);
    } else if (event.type === ReplaceOrder.TYPE) this.#ourReplace(event, out);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.exchange", 2);
    this.matching.snapshot(writer);
    this.#flow.snapshot(writer);
    writer.f64s(this.#last);
    for (const column of [this.#live, this.#liveCount, this.#placeOf, this.#free]) writer.i32s(column);
    writer.i32(this.#freeCount);
    for (const count of [this.#limits, this.#markets, this.#cancels, this.#trades]) writer.f64(count);
    const ours = [...this.#ours.entries()].sort(([a], [b]) => a - b);
    writer.i32(ours.length);
    for (const [orderId, row] of ours) {
      writer.f64(orderId);
      writer.f64(this.#ourQuantity[row]!);
    }
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.exchange", 2);
    this.matching.restore(reader);
    this.#flow.restore(reader);
    reader.f64s(this.#last);
    for (const column of [this.#live, this.#liveCount, this.#placeOf, this.#free]) reader.i32s(column);
    this.#freeCount = reader.i32();
    this.#limits = reader.f64();
    this.#markets = reader.f64();
    this.#cancels = reader.f64();
    this.#trades = reader.f64();
    this.#restoreOurs(reader);
  }

  #restoreOurs(reader: SnapshotReader): void {
    this.#ours.clear();
    for (let row = 0; row < OUR_ORDERS; row++) this.#ourFree[row] = OUR_ORDERS - 1 - row;
    this.#ourFreeCount = OUR_ORDERS;
    for (let left = reader.i32(); left > 0; left--) this.#takeOurs(reader.f64(), reader.f64());
  }

  /** Remembers one of our orders, as far as there is room. */
  #takeOurs(orderId: number, quantity: number): void {
    if (this.#ourFreeCount === 0) return;
    this.#ourFreeCount -= 1;
    const row = this.#ourFree[this.#ourFreeCount]!;
    this.#ours.set(orderId, row);
    this.#ourQuantity[row] = quantity;
  }

  #setTime(seconds: number): void {
    const nanos = Math.floor(seconds * 1e9);
    const micros = Math.floor(nanos / 1000);
    storeTime(this.#now.i32, 4, this.#start + micros, nanos - micros * 1000);
  }

  #quantity(i: number): number {
    return this.#flow.lots() * this.#instruments.list[i]!.lot;
  }

  #limit(i: number, buy: boolean, price: number, out: EventSink): void {
    if (price <= 0 || this.#freeCount === 0) return;
    this.#limits += 1;
    this.#freeCount -= 1;
    const slot = this.#free[this.#freeCount]!;
    const place = this.#liveCount[i]!;
    this.#live[i * this.#slots + place] = slot;
    this.#placeOf[slot] = place;
    this.#liveCount[i] = place + 1;
    this.#submit(
      i,
      FLOW_IDS + slot,
      buy ? Side.Buy : Side.Sell,
      price,
      this.#quantity(i),
      OrderType.Limit,
      TimeInForce.GoodTillCancel,
      out,
    );
  }

  #cancelOne(i: number, out: EventSink): void {
    const count = this.#liveCount[i]!;
    if (count === 0) return;
    this.#cancels += 1;
    const slot = this.#live[i * this.#slots + this.#flow.pick(count)]!;
    this.matching.cancel(FLOW_IDS + slot);
    this.#publish(this.#now, out);
  }

  #submit(
    i: number,
    id: number,
    side: Side,
    price: number,
    quantity: number,
    type: OrderType,
    timeInForce: TimeInForce,
    out: EventSink,
  ): void {
    this.matching.submit(i, id, side, price, quantity, type, timeInForce, 0);
    this.#publish(this.#now, out);
    this.#restingLevel(i, id, side, price, this.#now, out);
  }

  #ourOrder(event: EventCursor, out: EventSink): void {
    const orderId = NewOrder.orderId(event);
    const quantity = NewOrder.quantity(event);
    this.#takeOurs(orderId, quantity);
    this.matching.submit(
      event.instrument,
      orderId,
      NewOrder.side(event) as Side,
      NewOrder.price(event),
      quantity,
      NewOrder.orderType(event) as OrderType,
      NewOrder.timeInForce(event) as TimeInForce,
      OURS,
    );
    this.#publish(event, out);
    this.#restingLevel(event.instrument, orderId, NewOrder.side(event), NewOrder.price(event), event, out);
  }

  /** Our quantity counts what was filled; the matching engine's, what is to be left open. */
  #ourReplace(event: EventCursor, out: EventSink): void {
    const orderId = ReplaceOrder.orderId(event);
    const price = ReplaceOrder.price(event);
    const quantity = ReplaceOrder.quantity(event);
    const row = this.#ours.get(orderId);
    const before = this.#books[event.instrument]?.order(orderId);
    const filled = row === -1 || before === undefined ? 0 : this.#ourQuantity[row]! - before.leavesQty;
    // Quantity 0 is refused, as an order that does not rest is.
    this.matching.replace(orderId, price, Math.max(0, quantity - filled));
    const isTaken = this.matching.reports.kind[0] === ReportKind.Replaced;
    if (isTaken && row !== -1) this.#ourQuantity[row] = quantity;
    this.#publish(event, out);
    if (!isTaken || before === undefined) return;
    const side = ReplaceOrder.side(event);
    this.#level(event, event.instrument, side, before.price, out);
    if (price !== before.price) this.#restingLevel(event.instrument, orderId, side, price, event, out);
  }

  /** Turns the matching engine's reports into events, and keeps the list of the flow's live orders. */
  #publish(cause: EventCursor, out: EventSink): void {
    const reports = this.matching.reports;
    const count = reports.count;
    for (let row = 0; row < count; row++) {
      const kind = reports.kind[row]!;
      const i = reports.instrument[row]!;
      const id = reports.orderId[row]!;
      const price = reports.price[row]!;
      const side = reports.side[row]!;
      if (kind === ReportKind.Trade) this.#traded(row, cause, out);
      else if (id >= FLOW_IDS) {
        // What leaves the book leaves the list. A market order was never in it.
        if ((kind === ReportKind.Canceled || kind === ReportKind.Rejected) && id < TAKER_IDS) this.#forget(i, id);
      } else this.#reportOurs(row, cause, out);
      if (kind === ReportKind.Canceled) this.#level(cause, i, side, price, out);
    }
    reports.clear();
  }

  /** A trade: printed, the resting side's level published, both sides' orders followed. */
  #traded(row: number, cause: EventCursor, out: EventSink): void {
    const reports = this.matching.reports;
    const i = reports.instrument[row]!;
    const price = reports.price[row]!;
    const side = reports.side[row]!;
    const maker = reports.counterOrderId[row]!;
    this.#trades += 1;
    this.#last[i] = price;
    Trade.emit(out, cause, i, this.#venue, price, reports.quantity[row]!, side);
    const next =
      row + 1 < reports.count && reports.kind[row + 1] === ReportKind.Trade && reports.price[row + 1] === price;
    if (!next) this.#level(cause, i, side === Side.Buy ? Side.Sell : Side.Buy, price, out);
    const taker = reports.orderId[row]!;
    if (taker < FLOW_IDS) this.#fillOurs(row, taker, side, reports.leavesQty[row]!, Liquidity.Taker, cause, out);
    else if (reports.leavesQty[row] === 0 && taker < TAKER_IDS) this.#forget(i, taker);
    if (maker < FLOW_IDS)
      this.#fillOurs(
        row,
        maker,
        side === Side.Buy ? Side.Sell : Side.Buy,
        reports.counterLeavesQty[row]!,
        Liquidity.Maker,
        cause,
        out,
      );
    else if (reports.counterLeavesQty[row] === 0) this.#forget(i, maker);
  }

  /** A limit order's own level, once its trades are done and if something of it rests. */
  #restingLevel(i: number, id: number, side: number, price: number, cause: EventCursor, out: EventSink): void {
    if (price > 0 && this.#books[i]!.has(id)) this.#level(cause, i, side, price, out);
  }

  #level(cause: EventCursor, i: number, side: number, price: number, out: EventSink): void {
    BookLevel.emit(out, cause, i, this.#venue, price, this.#books[i]!.quantityAt(side as Side, price), side, 0);
  }

  #reportOurs(row: number, cause: EventCursor, out: EventSink): void {
    const reports = this.matching.reports;
    const kind = reports.kind[row]!;
    const id = reports.orderId[row]!;
    const ourRow = this.#ours.get(id);
    const leaves = reports.leavesQty[row]!;
    const ends = kind === ReportKind.Canceled || kind === ReportKind.Expired || kind === ReportKind.Rejected;
    const cumulative =
      ourRow === -1 ? 0 : this.#ourQuantity[ourRow]! - (ends ? reports.quantity[row]! + leaves : leaves);
    const execType = execTypeOf(kind);
    ExecutionReport.emit(
      out,
      cause,
      reports.instrument[row]!,
      this.#venue,
      id,
      id,
      0,
      0,
      leaves,
      Math.max(cumulative, 0),
      execType,
      reports.side[row]!,
      0,
      reports.reason[row]!,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -1,
    );
    if (ends && leaves === 0) this.#closeOurs(id, ourRow);
  }

  #fillOurs(
    row: number,
    id: number,
    side: number,
    leaves: number,
    liquidity: number,
    cause: EventCursor,
    out: EventSink,
  ): void {
    const reports = this.matching.reports;
    const ourRow = this.#ours.get(id);
    const cumulative = ourRow === -1 ? reports.quantity[row]! : this.#ourQuantity[ourRow]! - leaves;
    ExecutionReport.emit(
      out,
      cause,
      reports.instrument[row]!,
      this.#venue,
      id,
      id,
      reports.price[row]!,
      reports.quantity[row]!,
      leaves,
      cumulative,
      ExecType.Trade,
      side,
      liquidity,
      0,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -1,
    );
    if (leaves === 0) this.#closeOurs(id, ourRow);
  }

  #closeOurs(id: number, row: number): void {
    if (row === -1) return;
    this.#ours.delete(id);
    this.#ourFree[this.#ourFreeCount] = row;
    this.#ourFreeCount += 1;
  }

  /** Takes one of the flow's orders off its instrument's list: the last of the list takes its place. */
  #forget(i: number, id: number): void {
    const slot = id - FLOW_IDS;
    const place = this.#placeOf[slot]!;
    const last = this.#liveCount[i]! - 1;
    const moved = this.#live[i * this.#slots + last]!;
    this.#live[i * this.#slots + place] = moved;
    this.#placeOf[moved] = place;
    this.#liveCount[i] = last;
    this.#free[this.#freeCount] = slot;
    this.#freeCount += 1;
  }
}

/** ExecType of a report of the matching engine: the same number but for refusals, which FIX does not tell as executions. */
function execTypeOf(kind: number): number {
  if (kind === ReportKind.CancelRejected) return ExecType.CancelRejected;
  return kind === ReportKind.ReplaceRejected ? ExecType.ReplaceRejected : kind;
}
