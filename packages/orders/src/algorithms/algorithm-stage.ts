/**
 * Execution algorithms as a stage: a parent order comes in, child orders go out over time, each through order manager and
 * risk gate like any other order; at the end a report says what it came to.
 *
 *     AlgorithmOrder → timetable → [market, time, fills] → AlgorithmChild, OrderIntent … CancelIntent → AlgorithmReport
 *
 * Time is that of the events: a `TimerRequest` asks for one when none may come. Randomness is seeded. A parent has one child at a time, never larger than what is left.
 */
import {
  AlgorithmCancel,
  AlgorithmOrder,
  AlgorithmReport,
  Bar,
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
  RouteReport,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  Timer,
  Trade,
} from "@hotpath/core";
import { AlgorithmDesk } from "./algorithm-desk.ts";
import { isAlgorithmOrder } from "./algorithm-form.ts";
import { AlgorithmKind, AlgorithmStatus } from "./algorithm-kind.ts";
import type { AlgorithmStageOptions } from "./algorithm-options.ts";
import { type AlgorithmTable, ChildState, Phase } from "./algorithm-table.ts";
import { isTimed } from "./child-decision.ts";
import type { MarketTape } from "./market-tape.ts";
import { emitReport, measureSlippage, type SlippageReport } from "./slippage.ts";
import type { VolumeProfile } from "./volume-profile.ts";

const NONE = -1;
/** From here on a `RouteStatus` says that nothing could be sent. */
const ROUTE_REJECTED = 4;
const _MINUTE = 60_000_000;

/** Counts of what algorithms have done. */
export interface AlgorithmCounts {
  orders: number;
  /** Orders that could not be. */
  refused: number;
  children: number;
  /** Children that gate, order manager or venue refused. */
  childRefusals: number;
  /** Trades that came after their order had ended. */
  lateFills: number;
  /** Orders that a venue filled beyond their quantity. */
  overfills: number;
}

/** Works orders by algorithms. */
export class AlgorithmStage implements Stage, Snapshotable {
  readonly name = "algorithms";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Trade.TYPE,
    Bar.TYPE,
    Timer.TYPE,
    AlgorithmOrder.TYPE,
    AlgorithmCancel.TYPE,
    Fill.TYPE,
    FillBusted.TYPE,
    OrderClosed.TYPE,
    OrderRefused.TYPE,
    RouteReport.TYPE,
    ExecutionReport.TYPE,
    MassCancel.TYPE,
    Command.TYPE,
  ];
  /** The orders that are worked. */
  readonly table: AlgorithmTable;
  /** The markets, as far as algorithms look at them. */
  readonly tape: MarketTape;
  /** The curves of volume. */
  readonly profile: VolumeProfile;
  readonly #desk: AlgorithmDesk;
  readonly #counts: AlgorithmCounts = {
    orders: 0,
    refused: 0,
    children: 0,
    childRefusals: 0,
    lateFills: 0,
    overfills: 0,
  };

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: AlgorithmStageOptions) {
    this.#desk = new AlgorithmDesk(options);
    this.table = this.#desk.table;
    this.tape = this.#desk.tape;
    this.profile = this.#desk.profile;
  }

  on(event: EventCursor, out: EventSink): void {
    this.#handle(event, out);
    this.#desk.askForTimer(event, out);
  }

  #handle(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Quote.TYPE:
        this.#quote(event, out);
        return;
      case Trade.TYPE:
        this.#volume(event, out, Trade.price(event), Trade.quantity(event));
        return;
      case Bar.TYPE:
        this.#volume(event, out, Bar.close(event), Bar.volume(event));
        return;
      case Timer.TYPE:
        this.#desk.wake(event, out);
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
      case RouteReport.TYPE:
        this.#routed(event, out);
        return;
      case ExecutionReport.TYPE:
        if (ExecutionReport.execType(event) === ExecType.CancelRejected) this.#cancelRefused(event);
        return;
      case AlgorithmOrder.TYPE:
        this.#start(event, out);
        return;
      case AlgorithmCancel.TYPE: {
        const row = this.table.rowOf(AlgorithmCancel.orderId(event));
        if (row !== NONE) this.#desk.stop(row, AlgorithmStatus.Cancelled, event, out);
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
  counts(): AlgorithmCounts {
    return { ...this.#counts, children: this.#desk.children };
  }

  /** Algorithms that have not ended. */
  get active(): number {
    return this.#desk.active;
  }

  /**
   * What an order's execution has come to so far, or came to.
   *
   * @returns undefined for an order that is not known, or no longer
   */
  report(orderId: number): SlippageReport | undefined {
    const row = this.table.rowOf(orderId);
    return row === NONE ? undefined : measureSlippage(this.table, this.tape, row);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#desk.snapshot(writer);
    writer.section("orders.algorithmStage");
    for (const count of Object.values(this.#counts)) writer.f64(count as number);
  }

  restore(reader: SnapshotReader): void {
    this.#desk.restore(reader);
    reader.section("orders.algorithmStage");
    for (const name of Object.keys(this.#counts) as (keyof AlgorithmCounts)[]) this.#counts[name] = reader.f64();
  }

  #quote(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const { bidPrice, askPrice, bidSize, askSize } = Quote;
    this.tape.quote(i, bidPrice(event), askPrice(event), bidSize(event), askSize(event), event.micros);
    this.#desk.news(i, event, out);
  }

  #volume(event: EventCursor, out: EventSink, price: number, quantity: number): void {
    const i = event.instrument;
    this.tape.advance(i, event.micros);
    this.tape.trade(i, price, quantity);
    this.profile.add(i, event.micros, quantity);
    this.#desk.news(i, event, out);
  }

  #start(event: EventCursor, out: EventSink): void {
    const { table, tape } = this;
    const orderId = AlgorithmOrder.orderId(event);
    const algorithm = AlgorithmOrder.algorithm(event);
    const i = event.instrument;
    this.#counts.orders += 1;
    const lacksImpact = algorithm === AlgorithmKind.ImplementationShortfall && this.#desk.impact[i] === undefined;
    const isGood = isAlgorithmOrder(event, this.#desk.instruments) && !lacksImpact && table.rowOf(orderId) === NONE;
    const row = isGood ? table.take(orderId) : NONE;
    if (row === NONE) {
      this.#refuse(event, out);
      return;
    }
    table.algorithm[row] = algorithm;
    table.quantity[row] = AlgorithmOrder.quantity(event);
    table.limitPrice[row] = AlgorithmOrder.limitPrice(event);
    table.start[row] = Math.max(event.micros, AlgorithmOrder.startMicros(event));
    table.end[row] = AlgorithmOrder.endMicros(event);
    table.participation[row] = AlgorithmOrder.participation(event);
    table.minChild[row] = AlgorithmOrder.minChild(event);
    table.maxChild[row] = AlgorithmOrder.maxChild(event);
    table.side[row] = AlgorithmOrder.side(event);
    table.strategy[row] = AlgorithmOrder.strategy(event);
    table.randomness[row] = AlgorithmOrder.randomness(event);
    table.instrument[row] = i;
    table.venue[row] = event.venue;
    table.childQuotes[row] = NONE;
    tape.advance(i, event.micros);
    table.arrival[row] = tape.middle[i]!;
    table.startVolume[row] = tape.volume[i]!;
    table.startStood[row] = tape.stood[i]!;
    table.startTraded.setFrom(row, tape.traded, i);
    table.startArea.setFrom(row, tape.area, i);
    if (isTimed(algorithm)) this.#desk.plan(row, AlgorithmOrder.slices(event), AlgorithmOrder.riskAversion(event));
    this.#desk.begin(row, event, out);
  }

  #refuse(event: EventCursor, out: EventSink): void {
    this.#counts.refused += 1;
    const quantity = AlgorithmOrder.quantity(event);
    const [id, side, strategy] = [
      AlgorithmOrder.orderId(event),
      AlgorithmOrder.side(event),
      AlgorithmOrder.strategy(event),
    ];
    const none = Number.NaN;
    const { Refused } = AlgorithmStatus;
    const { instrument, venue } = event;
    AlgorithmReport.emit(
      out,
      event,
      instrument,
      venue,
      id,
      quantity,
      0,
      none,
      none,
      none,
      none,
      none,
      Refused,
      side,
      strategy,
      0,
    );
  }

  #fill(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = Fill.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row === NONE) return;
    const quantity = Fill.quantity(event);
    const before = table.filled[row]!;
    table.filled[row] = before + quantity;
    table.traded.addProduct(row, Fill.price(event), quantity);
    if (table.filled[row]! > table.quantity[row]! && before <= table.quantity[row]!) this.#counts.overfills += 1;
    if (table.phase[row] === Phase.Ended) {
      this.#counts.lateFills += 1;
      emitReport(table, this.tape, row, event, out);
      return;
    }
    table.refusals[row] = 0;
    if (orderId === table.childId[row] && table.childState[row] !== ChildState.None)
      table.childLeaves[row] = Fill.leavesQuantity(event);
    // A trade of a former child, told late, has taken what this child is there for.
    const isTooMuch = table.filled[row]! + table.childLeaves[row]! > table.quantity[row]!;
    if (isTooMuch && table.childState[row] === ChildState.Sent) this.#desk.cancelChild(row, event, out);
  }

  /** A fill never was: what it took is to be traded again, or the report of an order that has ended was wrong. */
  #busted(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = FillBusted.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row === NONE) return;
    const quantity = FillBusted.quantity(event);
    table.filled[row] = Math.max(0, table.filled[row]! - quantity);
    table.traded.subtractProduct(row, FillBusted.price(event), quantity);
    if (orderId === table.childId[row] && table.childState[row] !== ChildState.None)
      table.childLeaves[row] = FillBusted.leavesQuantity(event);
    if (table.phase[row] === Phase.Ended) emitReport(table, this.tape, row, event, out);
    else this.#desk.step(row, event, out);
  }

  #closed(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = OrderClosed.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row === NONE || orderId !== table.childId[row] || table.childState[row] === ChildState.None) return;
    const status = OrderClosed.status(event);
    if (status === OrderStatus.Rejected) {
      this.#childFailed(row, event, out);
      return;
    }
    this.#childEnded(row, status === OrderStatus.Filled, event, out);
  }

  /** A child that the router had has ended: what it came to is told at once. */
  #routed(event: EventCursor, out: EventSink): void {
    const { table } = this;
    const orderId = RouteReport.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row === NONE || orderId !== table.childId[row] || table.childState[row] === ChildState.None) return;
    const filled = RouteReport.filled(event);
    table.filled[row]! += filled;
    // The sum of price × size, an integer, comes back from the average that was made of it.
    if (filled > 0) table.traded.add(row, Math.round(RouteReport.averagePrice(event) * filled));
    table.childLeaves[row] = 0;
    if (filled > 0) table.refusals[row] = 0;
    const isRejected = filled === 0 && RouteReport.status(event) >= ROUTE_REJECTED;
    if (isRejected) this.#childFailed(row, event, out);
    else this.#childEnded(row, filled >= table.childQuantity[row]!, event, out);
  }

  /** A child works no more. */
  #childEnded(row: number, isFilled: boolean, event: EventCursor, out: EventSink): void {
    const { table } = this;
    const wasCancelled = table.childState[row] === ChildState.Cancelling;
    table.childState[row] = ChildState.None;
    table.childLeaves[row] = 0;
    // One that found nothing, or not all, is followed by another when there is news of the market, or after a while; and
    // what a sniper has taken is there again only with the next quote.
    const goesOn = (isFilled || wasCancelled) && table.algorithm[row] !== AlgorithmKind.Sniper;
    table.retryAt[row] = goesOn ? 0 : event.micros + this.#desk.settings.retry;
    if (goesOn) table.childQuotes[row] = NONE;
    if (table.phase[row] !== Phase.Ended) this.#desk.step(row, event, out);
  }

  #refusedChild(event: EventCursor, out: EventSink): void {
    const { table } = this;
    if (OrderRefused.request(event) !== OrderRequestKind.New) return;
    const orderId = OrderRefused.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row !== NONE && orderId === table.childId[row] && table.childState[row] !== ChildState.None)
      this.#childFailed(row, event, out);
  }

  #childFailed(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    this.#counts.childRefusals += 1;
    table.childState[row] = ChildState.None;
    table.childLeaves[row] = 0;
    table.refusals[row]! += 1;
    table.retryAt[row] = event.micros + this.#desk.settings.retry;
    const isHopeless =
      table.refusals[row]! >= this.#desk.settings.maxRefusals || table.algorithm[row] === AlgorithmKind.MarketOnClose;
    if (isHopeless && table.phase[row] === Phase.Working) this.#desk.stop(row, AlgorithmStatus.Rejected, event, out);
    else this.#desk.step(row, event, out);
  }

  #cancelRefused(event: EventCursor): void {
    const { table } = this;
    const orderId = ExecutionReport.orderId(event);
    const row = table.rowOfChild(orderId);
    if (row === NONE || orderId !== table.childId[row] || table.childState[row] !== ChildState.Cancelling) return;
    table.childState[row] = ChildState.Sent;
    table.retryAt[row] = event.micros + this.#desk.settings.retry;
    table.wakeAt[row] = Math.min(table.wakeAt[row]!, table.retryAt[row]!);
    this.#desk.noteWake(table.wakeAt[row]!);
  }
}
