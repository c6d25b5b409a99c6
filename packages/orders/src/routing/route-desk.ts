import {
  CancelIntent,
  type EventCursor,
  type EventSink,
  NO_INSTRUMENT,
  OrderIntent,
  OrderType,
  RouteChild,
  RouteReport,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
  TimerRequest,
} from "@hotpath/core";
import { ConsolidatedBook } from "./consolidated-book.ts";
import { OrderRouter } from "./order-router.ts";
import { noRouterCounts, type RouterCounts, RouteStatus } from "./route-status.ts";
import { RouteChildState, RoutePhase, RouteTable } from "./route-table.ts";
import { type RouterSettings, type RouterStageOptions, routerSettings } from "./router-options.ts";
import { VenueProfiles } from "./venue-profiles.ts";

const NONE = -1;
/** Whose timer it is: no strategy's. */
const NOBODY = -1;

/** What is done for routed orders: children go out, are called back, and what they leave goes on to the next venue. */
export class RouteDesk implements Snapshotable {
  readonly book: ConsolidatedBook;
  readonly profiles: VenueProfiles;
  readonly table: RouteTable;
  readonly settings: RouterSettings;
  readonly counts: RouterCounts = noRouterCounts();
  readonly #router: OrderRouter;
  /** Rows of orders that have not ended. */
  readonly #active: Int32Array;
  #activeCount = 0;
  /** When something is to be done though nothing happens, and what was asked for last. */
  #nextWake: number = Number.POSITIVE_INFINITY;
  #asked: number = Number.POSITIVE_INFINITY;

  constructor(options: RouterStageOptions) {
    const { instruments, venues, maxRoutes = 256, firstChildId = 3_377_699_720_527_872 } = options;
    this.settings = routerSettings(options);
    this.profiles = new VenueProfiles(venues, options.learningWeight);
    this.book = new ConsolidatedBook({
      instruments: instruments.size,
      venues: this.profiles.size,
      ...(options.depth !== undefined && { depth: options.depth }),
      ...(options.staleMicros !== undefined && { staleMicros: options.staleMicros }),
    });
    this.#router = new OrderRouter(instruments, this.book, this.profiles, options.costs);
    this.table = new RouteTable(maxRoutes, this.profiles.size, firstChildId);
    this.#active = new Int32Array(maxRoutes);
  }

  /** Routed orders that have not ended. */
  get active(): number {
    return this.#activeCount;
  }

  /** Asks to be woken when something is to be done though nothing happens. */
  askForTimer(event: EventCursor, out: EventSink): void {
    if (this.#nextWake === this.#asked) return;
    this.#asked = this.#nextWake;
    if (this.#nextWake < Number.POSITIVE_INFINITY)
      TimerRequest.emit(out, event, NO_INSTRUMENT, 0, this.settings.timer, this.#nextWake, 0, NOBODY);
  }

  /** It is time: every routed order is looked at, and when next is found anew. */
  wake(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const now = event.micros;
    this.step(NONE, event, out);
    this.#nextWake = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.#activeCount; k++) {
      const row = this.#active[k]!;
      if (table.end[row]! > now) this.#noteWake(table.end[row]!);
      for (let cell = row * table.venues; cell < (row + 1) * table.venues; cell++) {
        if (table.childState[cell] === RouteChildState.Sent) this.late(cell);
        if (table.restUntil[cell]! > now) this.#noteWake(table.restUntil[cell]!);
      }
    }
  }

  /** A child is late at a time: the desk wants to know. */
  late(cell: number): void {
    this.#noteWake(this.table.childSince[cell]! + this.settings.timeout);
  }

  #noteWake(micros: number): void {
    if (micros < this.#nextWake) this.#nextWake = micros;
  }

  /** A routed order begins. */
  begin(row: number, event: EventCursor, out: EventSink): void {
    this.#active[this.#activeCount++] = row;
    if (this.table.end[row]! > event.micros) this.#noteWake(this.table.end[row]!);
    this.route(row, event, out);
  }

  /** Looks at every routed order of an instrument, or at all (−1). */
  step(instrument: number, event: EventCursor, out: EventSink): void {
    for (let k = this.#activeCount - 1; k >= 0; k--) {
      const row = this.#active[k]!;
      if (instrument === NONE || this.table.instrument[row] === instrument) this.route(row, event, out);
    }
  }

  /** Does for a routed order what is to be done now: calls back what is late, sends what is left, or ends it. */
  route(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    const now = event.micros;
    this.#callBack(row, event, out);
    const left = table.quantity[row]! - table.filled[row]! - table.working[row]!;
    if (table.phase[row] === RoutePhase.Working && left > 0) {
      const sent = this.#split(row, left, event, out);
      const waits = now < table.end[row]!;
      if (!sent && table.working[row] === 0 && !waits) this.stop(row, RouteStatus.Exhausted, event, out);
    }
    if (table.working[row]! > 0 || table.phase[row] === RoutePhase.Ended) return;
    if (table.filled[row]! >= table.quantity[row]! || table.phase[row] === RoutePhase.Stopping)
      this.#finish(row, event, out);
  }

  /** Cancels children that a venue leaves unanswered or unfilled for too long, or all of an order that is to end. */
  #callBack(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    const first = row * table.venues;
    const isStopping = table.phase[row] === RoutePhase.Stopping;
    for (let cell = first; cell < first + table.venues; cell++) {
      if (table.childState[cell] !== RouteChildState.Sent) continue;
      const isLate = event.micros - table.childSince[cell]! >= this.settings.timeout;
      if (!isLate && !isStopping) continue;
      if (isLate && !isStopping) {
        this.counts.timeouts += 1;
        this.rest(cell, event.micros);
      }
      table.childState[cell] = RouteChildState.Cancelling;
      const { childId, instrument, strategy } = table;
      const venue = this.profiles.venue[cell - first]!;
      CancelIntent.emit(out, event, instrument[row]!, venue, childId[cell]!, strategy[row]!);
    }
  }

  /** Sends children for what is left. @returns whether any was sent */
  #split(row: number, left: number, event: EventCursor, out: EventSink): boolean {
    const { table, book } = this;
    const router = this.#router;
    const i = table.instrument[row]!;
    const now = event.micros;
    const first = row * table.venues;
    for (let venue = 0; venue < table.venues; venue++) {
      const cell = first + venue;
      const rests = now < table.restUntil[cell]! || book.version[book.book(i, venue)] === table.restVersion[cell];
      router.excluded[venue] = rests || table.childState[cell] !== RouteChildState.None ? 1 : 0;
    }
    const routed = router.decide(i, table.side[row]!, left, table.limitPrice[row]!, now);
    if (routed === 0) return false;
    if (table.rounds[row]! >= this.settings.maxRounds) {
      this.stop(row, RouteStatus.Rejected, event, out);
      return false;
    }
    table.rounds[row]! += 1;
    for (let venue = 0; venue < table.venues; venue++)
      if (router.allocation[venue]! > 0) this.#send(row, venue, event, out);
    return true;
  }

  #send(row: number, venue: number, event: EventCursor, out: EventSink): void {
    const { table, profiles } = this;
    const router = this.#router;
    const cell = row * table.venues + venue;
    const childId = table.takeChild(cell);
    const quantity = router.allocation[venue]!;
    this.counts.children += 1;
    table.children[row]! += 1;
    table.working[row]! += quantity;
    table.childQuantity[cell] = quantity;
    table.childLeaves[cell] = quantity;
    table.childShown[cell] = router.shown[venue]!;
    table.childSince[cell] = event.micros;
    table.childState[cell] = RouteChildState.Sent;
    table.isAnswered[cell] = 0;
    this.late(cell);
    const [i, number, side, strategy] = [
      table.instrument[row]!,
      profiles.venue[venue]!,
      table.side[row]!,
      table.strategy[row]!,
    ];
    const cost = router.expectedCost[venue]!;
    RouteChild.emit(out, event, i, number, childId, table.orderId[row]!, cost, table.rounds[row]!);
    const { ImmediateOrCancel, Day } = TimeInForce;
    const timeInForce = profiles.hasImmediateOrCancel[venue] === 1 ? ImmediateOrCancel : Day;
    const { Limit } = OrderType;
    OrderIntent.emit(
      out,
      event,
      i,
      number,
      childId,
      router.limit[venue]!,
      quantity,
      side,
      Limit,
      timeInForce,
      strategy,
    );
  }

  /** A venue gets nothing of an order for a while. */
  rest(cell: number, micros: number): void {
    this.table.restUntil[cell] = micros + this.settings.rest;
    this.#noteWake(this.table.restUntil[cell]!);
  }

  /** A child works no more: what it has left goes elsewhere. */
  release(cell: number, event: EventCursor, out: EventSink): void {
    const { table, book } = this;
    const row = Math.floor(cell / table.venues);
    table.working[row]! -= table.childLeaves[cell]!;
    table.childLeaves[cell] = 0;
    table.childState[cell] = RouteChildState.None;
    // What it took, or did not find, is still in the book as far as is known: the venue rests until its book is another.
    table.restVersion[cell] = book.version[book.book(table.instrument[row]!, cell % table.venues)]!;
    if (table.phase[row] !== RoutePhase.Ended) this.route(row, event, out);
  }

  /** An order is to end as `status` says: its children are called back first. */
  stop(row: number, status: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    if (table.phase[row] !== RoutePhase.Working) return;
    table.phase[row] = RoutePhase.Stopping;
    table.status[row] = status;
    this.#callBack(row, event, out);
    if (table.working[row] === 0) this.#finish(row, event, out);
  }

  /** Every routed order of a strategy, or all (−1), is to end. */
  stopAll(strategy: number, event: EventCursor, out: EventSink): void {
    for (let k = this.#activeCount - 1; k >= 0; k--) {
      const row = this.#active[k]!;
      if (strategy === -1 || this.table.strategy[row] === strategy) this.stop(row, RouteStatus.Cancelled, event, out);
    }
  }

  #finish(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    if (table.phase[row] === RoutePhase.Ended) return;
    if (table.filled[row]! >= table.quantity[row]!) table.status[row] = RouteStatus.Completed;
    const last = --this.#activeCount;
    for (let k = 0; k < last; k++)
      if (this.#active[k] === row) {
        this.#active.copyWithin(k, k + 1, last + 1);
        break;
      }
    table.retire(row);
    this.report(row, event, out);
  }

  /** Tells what an order came to. */
  report(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    const filled = table.filled[row]!;
    const average = filled > 0 ? table.traded.toNumber(row) / filled : Number.NaN;
    const { orderId, quantity, arrival, status, side, strategy, children, rounds } = table;
    this.tell(
      event,
      out,
      orderId[row]!,
      quantity[row]!,
      filled,
      average,
      arrival[row]!,
      status[row]!,
      side[row]!,
      strategy[row]!,
      children[row]!,
      rounds[row]!,
    );
  }

  /** Emits a report. */
  tell(
    event: EventCursor,
    out: EventSink,
    orderId: number,
    quantity: number,
    filled: number,
    average: number,
    arrival: number,
    status: number,
    side: number,
    strategy: number,
    children: number,
    rounds: number,
  ): void {
    const { instrument } = event;
    RouteReport.emit(
      out,
      event,
      instrument,
      0,
      orderId,
      quantity,
      filled,
      average,
      arrival,
      status,
      side,
      strategy,
      children,
      rounds,
    );
  }

  snapshot(writer: SnapshotWriter): void {
    for (const part of [this.book, this.profiles, this.table]) part.snapshot(writer);
    writer.section("orders.router");
    writer.i32(this.#activeCount);
    writer.i32s(this.#active);
    writer.f64(this.#nextWake);
    writer.f64(this.#asked);
    for (const count of Object.values(this.counts)) writer.f64(count as number);
  }

  restore(reader: SnapshotReader): void {
    for (const part of [this.book, this.profiles, this.table]) part.restore(reader);
    reader.section("orders.router");
    this.#activeCount = reader.i32();
    reader.i32s(this.#active);
    this.#nextWake = reader.f64();
    this.#asked = reader.f64();
    for (const name of Object.keys(this.counts) as (keyof RouterCounts)[]) this.counts[name] = reader.f64();
  }
}
