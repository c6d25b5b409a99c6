/**
 * Smart order routing as a stage: a routed order comes in, children go to the venues where they are expected to cost
 * least, what is not filled there goes on to the next best.
 *
 *     RouteOrder → decide → RouteChild, OrderIntent (venue) → order manager → risk gate → venue
 *                    ↑ rest                                                                  │
 *                    └────────────── Fill, OrderClosed, OrderRefused ←───────────────────────┘ → RouteReport
 *
 * Children are orders like any other: each passes the order manager and the risk gate by itself, at its own venue and
 * price, and what the gate has reserved is what works. A parent reserves nothing. What is filled and what works is never
 * more than the parent, for only what has ended at one venue goes to another.
 */
import {
  BookClear,
  BookLevel,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  Fill,
  FillBusted,
  MassCancel,
  OrderClosed,
  OrderRefused,
  OrderRequestKind,
  OrderStatus,
  Quote,
  RouteCancel,
  RouteOrder,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  Timer,
  TradingStatus,
} from "@hotpath/core";
import type { ConsolidatedBook } from "./consolidated-book.ts";
import { RouteDesk } from "./route-desk.ts";
import { type RouterCounts, RouteStatus } from "./route-status.ts";
import { RouteChildState, RoutePhase, type RouteTable } from "./route-table.ts";
import type { RouterStageOptions } from "./router-options.ts";
import type { VenueProfiles } from "./venue-profiles.ts";

const NONE = -1;

/** Routes orders over venues. */
export class RouterStage implements Stage, Snapshotable {
  readonly name = "router";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    BookLevel.TYPE,
    BookClear.TYPE,
    TradingStatus.TYPE,
    Timer.TYPE,
    RouteOrder.TYPE,
    RouteCancel.TYPE,
    ExecutionReport.TYPE,
    Fill.TYPE,
    FillBusted.TYPE,
    OrderClosed.TYPE,
    OrderRefused.TYPE,
    MassCancel.TYPE,
    Command.TYPE,
  ];
  /** The books of all venues. */
  readonly book: ConsolidatedBook;
  /** What is known of the venues. */
  readonly profiles: VenueProfiles;
  /** Routed orders and their children. */
  readonly table: RouteTable;
  readonly #desk: RouteDesk;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: RouterStageOptions) {
    this.#desk = new RouteDesk(options);
    this.book = this.#desk.book;
    this.profiles = this.#desk.profiles;
    this.table = this.#desk.table;
  }

  on(event: EventCursor, out: EventSink): void {
    this.#handle(event, out);
    this.#desk.askForTimer(event, out);
  }

  #handle(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Quote.TYPE:
      case BookLevel.TYPE:
      case BookClear.TYPE:
      case TradingStatus.TYPE:
        this.#market(event, out);
        return;
      case Timer.TYPE:
        this.#desk.wake(event, out);
        return;
      case ExecutionReport.TYPE:
        this.#answered(event);
        return;
      case Fill.TYPE:
        this.#fill(event, out);
        return;
      case FillBusted.TYPE:
        this.#busted(event, out);
        return;
      case OrderClosed.TYPE:
        this.#closed(event, out);
        return;
      case OrderRefused.TYPE:
        this.#refusedChild(event, out);
        return;
      case RouteOrder.TYPE:
        this.#start(event, out);
        return;
      case RouteCancel.TYPE: {
        const row = this.table.rowOf(RouteCancel.orderId(event));
        if (row !== NONE) this.#desk.stop(row, RouteStatus.Cancelled, event, out);
        return;
      }
      case MassCancel.TYPE:
        this.#desk.stopAll(MassCancel.strategy(event), event, out);
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.CancelAll || command === EngineCommand.Halt) this.#desk.stopAll(-1, event, out);
        return;
      }
    }
  }

  /** What has happened so far. */
  counts(): RouterCounts {
    return { ...this.#desk.counts };
  }

  /** Routed orders that have not ended. */
  get active(): number {
    return this.#desk.active;
  }

  snapshot(writer: SnapshotWriter): void {
    this.#desk.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#desk.restore(reader);
  }

  /** A venue says something of a market. */
  #market(event: EventCursor, out: EventSink): void {
    const venue = this.profiles.indexOf(event.venue);
    const i = event.instrument;
    if (venue === NONE || !(i >= 0 && i < this.book.instruments)) return;
    const { book } = this;
    const now = event.micros;
    if (event.type === Quote.TYPE) {
      const { bidPrice, askPrice, bidSize, askSize } = Quote;
      book.quote(i, venue, bidPrice(event), askPrice(event), bidSize(event), askSize(event), now);
    } else if (event.type === BookLevel.TYPE)
      book.level(i, venue, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event), now);
    else if (event.type === BookClear.TYPE) book.clear(i, venue, BookClear.side(event), now);
    else book.status(i, venue, TradingStatus.state(event));
    if (this.#desk.active > 0) this.#desk.step(i, event, out);
  }

  #start(event: EventCursor, out: EventSink): void {
    const { table, book } = this;
    const orderId = RouteOrder.orderId(event);
    const quantity = RouteOrder.quantity(event);
    const side = RouteOrder.side(event);
    const limit = RouteOrder.limitPrice(event);
    const i = event.instrument;
    this.#desk.counts.orders += 1;
    const isGood =
      i >= 0 &&
      i < book.instruments &&
      Number.isSafeInteger(orderId) &&
      Number.isSafeInteger(quantity) &&
      quantity > 0 &&
      (side === Side.Buy || side === Side.Sell) &&
      limit >= 0 &&
      table.rowOf(orderId) === NONE;
    const row = isGood ? table.take(orderId) : NONE;
    if (row === NONE) {
      this.#desk.counts.refused += 1;
      this.#desk.tell(
        event,
        out,
        orderId,
        quantity,
        0,
        Number.NaN,
        Number.NaN,
        RouteStatus.Refused,
        side,
        RouteOrder.strategy(event),
        0,
        0,
      );
      return;
    }
    table.quantity[row] = quantity;
    table.limitPrice[row] = limit;
    table.end[row] = RouteOrder.endMicros(event);
    table.side[row] = side;
    table.instrument[row] = i;
    table.strategy[row] = RouteOrder.strategy(event);
    table.arrival[row] = book.best(i, side, event.micros);
    this.#desk.begin(row, event, out);
  }

  /** What a venue says first of a child tells its latency; a cancel that it refuses is asked for again when it is late. */
  #answered(event: EventCursor): void {
    const { table } = this;
    const orderId = ExecutionReport.orderId(event);
    const cell = table.cellOf(orderId);
    if (cell === NONE || table.childId[cell] !== orderId) return;
    if (table.isAnswered[cell] === 0) {
      table.isAnswered[cell] = 1;
      this.profiles.learnLatency(cell % table.venues, event.micros - table.childSince[cell]!);
    }
    const isRefused = ExecutionReport.execType(event) === ExecType.CancelRejected;
    if (!isRefused || table.childState[cell] !== RouteChildState.Cancelling) return;
    table.childState[cell] = RouteChildState.Sent;
    table.childSince[cell] = event.micros;
    this.#desk.late(cell);
  }

  #fill(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = Fill.orderId(event);
    const cell = table.cellOf(orderId);
    if (cell === NONE) return;
    const row = Math.floor(cell / table.venues);
    const quantity = Fill.quantity(event);
    table.filled[row]! += quantity;
    table.traded.addProduct(row, Fill.price(event), quantity);
    if (table.childId[cell] === orderId && table.childState[cell] !== RouteChildState.None) {
      const released = Math.min(quantity, table.childLeaves[cell]!);
      table.childLeaves[cell]! -= released;
      table.working[row]! -= released;
    } else this.#desk.counts.lateFills += 1;
    if (table.phase[row] === RoutePhase.Ended) {
      this.#desk.report(row, event, out);
      return;
    }
    // A trade told late has taken what others are there for.
    if (table.filled[row]! + table.working[row]! > table.quantity[row]!)
      this.#desk.stop(row, RouteStatus.Completed, event, out);
  }

  /** A fill never was: what it took is to be traded again, or the report of an order that has ended was wrong. */
  #busted(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = FillBusted.orderId(event);
    const cell = table.cellOf(orderId);
    if (cell === NONE) return;
    const row = Math.floor(cell / table.venues);
    const quantity = FillBusted.quantity(event);
    table.filled[row] = Math.max(0, table.filled[row]! - quantity);
    table.traded.subtractProduct(row, FillBusted.price(event), quantity);
    if (table.childId[cell] === orderId && table.childState[cell] !== RouteChildState.None) {
      const restored = FillBusted.restored(event);
      table.childLeaves[cell]! += restored;
      table.working[row]! += restored;
    }
    if (table.phase[row] === RoutePhase.Ended) this.#desk.report(row, event, out);
    else this.#desk.route(row, event, out);
  }

  #closed(event: EventCursor, out: EventSink): void {
    const cell = this.#current(OrderClosed.orderId(event));
    if (cell === NONE) return;
    const { table } = this;
    const status = OrderClosed.status(event);
    const filled = table.childQuantity[cell]! - table.childLeaves[cell]!;
    if (status === OrderStatus.Rejected) {
      this.#desk.counts.failovers += 1;
      this.#desk.rest(cell, event.micros);
    } else if (table.childState[cell] === RouteChildState.Sent)
      this.profiles.learnFill(cell % table.venues, table.childQuantity[cell]!, filled, table.childShown[cell]!);
    this.#desk.release(cell, event, out);
  }

  #refusedChild(event: EventCursor, out: EventSink): void {
    if (OrderRefused.request(event) !== OrderRequestKind.New) return;
    const cell = this.#current(OrderRefused.orderId(event));
    if (cell === NONE) return;
    this.#desk.counts.failovers += 1;
    this.#desk.rest(cell, event.micros);
    this.#desk.release(cell, event, out);
  }

  /** The cell whose child that works an order is, or −1. */
  #current(orderId: number): number {
    const { table } = this;
    const cell = table.cellOf(orderId);
    const isCurrent =
      cell !== NONE && table.childId[cell] === orderId && table.childState[cell] !== RouteChildState.None;
    return isCurrent ? cell : NONE;
  }
}
