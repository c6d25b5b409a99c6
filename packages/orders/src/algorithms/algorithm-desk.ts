import {
  AlgorithmChild,
  CancelIntent,
  ConfigError,
  type EventCursor,
  type EventSink,
  type InstrumentRegistry,
  NO_INSTRUMENT,
  OrderIntent,
  OrderType,
  Random,
  RouteCancel,
  RouteOrder,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
  TimerRequest,
} from "@hotpath/core";
import { AlgorithmKind, AlgorithmStatus } from "./algorithm-kind.ts";
import { type AlgorithmSettings, type AlgorithmStageOptions, algorithmSettings } from "./algorithm-options.ts";
import { AlgorithmTable, ChildState, Phase } from "./algorithm-table.ts";
import { type ImpactModel, remaining, urgency } from "./almgren-chriss.ts";
import { advanceSlice, childQuantity, dueQuantity, isTimed, takingPrice, waitingPrice } from "./child-decision.ts";
import { MarketTape } from "./market-tape.ts";
import { fillTimetable, SLICES_MAX } from "./schedule.ts";
import { emitReport } from "./slippage.ts";
import { VolumeProfile } from "./volume-profile.ts";

const _NONE = -1;
/** Whose timer it is: no strategy's. */
const NOBODY = -1;
/** The router finds the venue. */
const NO_VENUE = 0;
const MINUTE = 60_000_000;

/** What algorithms do when the market or the time gives them a reason: children go out, are called back, and end. */
export class AlgorithmDesk implements Snapshotable {
  readonly table: AlgorithmTable;
  readonly tape: MarketTape;
  readonly profile: VolumeProfile;
  readonly instruments: InstrumentRegistry;
  readonly settings: AlgorithmSettings;
  readonly impact: readonly (ImpactModel | undefined)[];
  /** Children sent. */
  children = 0;
  readonly #random: Random;
  readonly #shares: Float64Array = new Float64Array(SLICES_MAX);
  /** Rows of algorithms that have not ended, and how many of them are of each instrument. */
  readonly #active: Int32Array;
  readonly #activeOf: Int32Array;
  #activeCount = 0;
  #nextWake: number = Number.POSITIVE_INFINITY;
  /** What was asked for last. */
  #asked: number = Number.POSITIVE_INFINITY;

  constructor(options: AlgorithmStageOptions) {
    const { instruments, maxAlgorithms = 256, firstChildId = 2_251_799_813_685_248 } = options;
    this.instruments = instruments;
    this.settings = algorithmSettings(options);
    this.#random = new Random(options.seed ?? 1);
    for (const id of Object.keys(options.impact ?? {}))
      if (instruments.indexOf(Number(id)) === -1) throw new ConfigError("impact", id, "ids of the instruments");
    this.impact = instruments.list.map((instrument) => options.impact?.[instrument.id]);
    this.table = new AlgorithmTable(maxAlgorithms, firstChildId);
    this.tape = new MarketTape(instruments.size);
    this.profile = new VolumeProfile({ instruments: instruments.size, ...options.profile });
    this.#active = new Int32Array(maxAlgorithms);
    this.#activeOf = new Int32Array(instruments.size);
  }

  /** Algorithms that have not ended. */
  get active(): number {
    return this.#activeCount;
  }

  /** An algorithm begins. */
  begin(row: number, event: EventCursor, out: EventSink): void {
    this.#active[this.#activeCount++] = row;
    this.#activeOf[this.table.instrument[row]!]! += 1;
    this.step(row, event, out);
  }

  /** Something has happened in a market: its algorithms look at it, and others whose time has come. */
  news(instrument: number, event: EventCursor, out: EventSink): void {
    if (this.#activeOf[instrument]! > 0)
      for (let k = this.#activeCount - 1; k >= 0; k--) {
        const row = this.#active[k]!;
        if (this.table.instrument[row] !== instrument) continue;
        if (this.table.arrival[row] === 0) this.table.arrival[row] = this.tape.middle[instrument]!;
        this.step(row, event, out);
      }
    this.wake(event, out);
  }

  /** Looks at every algorithm whose time has come. */
  wake(event: EventCursor, out: EventSink): void {
    const now = event.micros;
    if (now < this.#nextWake) return;
    const { wakeAt } = this.table;
    this.#nextWake = Number.POSITIVE_INFINITY;
    for (let k = this.#activeCount - 1; k >= 0; k--) {
      const row = this.#active[k]!;
      if (wakeAt[row]! <= now) this.step(row, event, out);
      else this.noteWake(wakeAt[row]!);
    }
  }

  /** Asks to be woken when the first algorithm wants to be looked at. */
  askForTimer(event: EventCursor, out: EventSink): void {
    if (this.#nextWake === this.#asked) return;
    this.#asked = this.#nextWake;
    if (this.#nextWake < Number.POSITIVE_INFINITY)
      TimerRequest.emit(out, event, NO_INSTRUMENT, 0, this.settings.timer, this.#nextWake, 0, NOBODY);
  }

  /** Something wants to be looked at, at a time. */
  noteWake(micros: number): void {
    if (micros < this.#nextWake) this.#nextWake = micros;
  }

  /** Makes the timetable of a timed algorithm. */
  plan(row: number, wanted: number, riskAversion: number): void {
    const { table } = this;
    const [start, end, i] = [table.start[row]!, table.end[row]!, table.instrument[row]!];
    const usual = Math.min(64, Math.max(1, Math.floor((end - start) / MINUTE)));
    const slices = wanted > 0 ? wanted : usual;
    const shares = this.#shares;
    const interval = (end - start) / slices;
    const model = this.impact[i];
    shares.fill(1, 0, slices);
    if (table.algorithm[row] === AlgorithmKind.VolumeWeighted) {
      if (this.profile.share(i, start, end) > 0)
        for (let n = 0; n < slices; n++)
          shares[n] = this.profile.share(i, start + n * interval, start + (n + 1) * interval);
    } else if (table.algorithm[row] === AlgorithmKind.ImplementationShortfall && model !== undefined) {
      const horizon = (end - start) / 1e6;
      const whole =
        horizon * urgency(model, { quantity: table.quantity[row]!, horizon, intervals: slices, riskAversion });
      for (let n = 0; n < slices; n++) shares[n] = remaining(whole, n / slices) - remaining(whole, (n + 1) / slices);
    }
    table.slices[row] = slices;
    const { lot } = this.instruments.list[i]!;
    const randomness = table.randomness[row]! / 100;
    const { times, due, quantity } = table;
    const at = row * SLICES_MAX;
    fillTimetable(shares, slices, start, end, quantity[row]!, lot, randomness, this.#random, times, due, at);
  }

  /** Does what is to be done for an algorithm now. */
  step(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    const now = event.micros;
    if (now >= table.end[row]! && table.phase[row] === Phase.Working) {
      table.phase[row] = Phase.Stopping;
      table.status[row] = AlgorithmStatus.Expired;
    }
    const isDone = table.filled[row]! >= table.quantity[row]!;
    if (table.phase[row] === Phase.Stopping || isDone) {
      if (table.childState[row] === ChildState.None) this.#finish(row, event, out);
      else if (table.childState[row] === ChildState.Sent && !(isDone && table.childLeaves[row] === 0))
        this.cancelChild(row, event, out);
    } else if (now >= table.start[row]!) {
      if (isTimed(table.algorithm[row]!)) advanceSlice(table, row, now);
      if (table.childState[row] === ChildState.None) this.#send(row, event, out);
      else if (this.#hasWaited(row, now)) {
        table.isUrgent[row] = 1;
        this.cancelChild(row, event, out);
      }
    }
    if (table.phase[row] !== Phase.Ended) this.#planWake(row, now);
  }

  /** Whether a child of a timed algorithm has waited in the book for as long as it may. */
  #hasWaited(row: number, now: number): boolean {
    const { table } = this;
    const rests = table.childState[row] === ChildState.Sent && table.childRests[row] === 1;
    return rests && isTimed(table.algorithm[row]!) && now >= table.childSince[row]! + this.settings.patience;
  }

  #planWake(row: number, now: number): void {
    const { table } = this;
    let wake = now < table.start[row]! ? table.start[row]! : Number.POSITIVE_INFINITY;
    if (table.phase[row] === Phase.Working) wake = Math.min(wake, table.end[row]!);
    if (isTimed(table.algorithm[row]!)) {
      const next = table.slice[row]!;
      if (next < table.slices[row]!) wake = Math.min(wake, table.times[row * SLICES_MAX + next]!);
      if (table.childState[row] === ChildState.Sent && table.childRests[row] === 1)
        wake = Math.min(wake, table.childSince[row]! + this.settings.patience);
    }
    if (table.retryAt[row]! > now) wake = Math.min(wake, table.retryAt[row]!);
    table.wakeAt[row] = wake;
    this.noteWake(wake);
  }

  /** Sends the next child, if one is due and has a price. */
  #send(row: number, event: EventCursor, out: EventSink): void {
    const { table, tape } = this;
    const now = event.micros;
    const i = table.instrument[row]!;
    const algorithm = table.algorithm[row]!;
    if (now < table.retryAt[row]! && tape.quotes[i] === table.childQuotes[row]) return;
    if (table.refusals[row]! > 0 && now < table.retryAt[row]!) return;
    if (algorithm === AlgorithmKind.MarketOnClose && table.children[row]! > 0) return;
    const { lot, minSize } = this.instruments.list[i]!;
    const due = dueQuantity(table, tape, row, this.settings.includesOwn);
    const quantity = childQuantity(table, row, due, lot, minSize, this.#display(row, lot, minSize));
    if (quantity === 0) return;
    const atClose = algorithm === AlgorithmKind.MarketOnClose;
    const waits =
      algorithm === AlgorithmKind.Iceberg ||
      (isTimed(algorithm) && this.settings.patience > 0 && table.isUrgent[row] === 0);
    let price = waits ? waitingPrice(table, tape, row) : takingPrice(table, tape, row);
    if (atClose) price = table.limitPrice[row]!;
    if (price === 0 && !atClose) return;
    const { AtTheClose, Day, ImmediateOrCancel } = TimeInForce;
    const timeInForce = atClose ? AtTheClose : waits ? Day : ImmediateOrCancel;
    this.#sendChild(row, price, quantity, timeInForce, event, out);
  }

  /** The most that is shown at a time, by chance a little more or less; 0 for any. */
  #display(row: number, lot: number, minSize: number): number {
    const { table } = this;
    const most = table.maxChild[row]!;
    const randomness = table.algorithm[row] === AlgorithmKind.Iceberg ? table.randomness[row]! / 100 : 0;
    if (most === 0 || randomness === 0) return most;
    const size = most * (1 - randomness * this.#random.uniform());
    return Math.max(minSize, Math.floor(size / lot) * lot);
  }

  #sendChild(
    row: number,
    price: number,
    quantity: number,
    timeInForce: number,
    event: EventCursor,
    out: EventSink,
  ): void {
    const { table } = this;
    const [i, venue, side, strategy] = [
      table.instrument[row]!,
      table.venue[row]!,
      table.side[row]!,
      table.strategy[row]!,
    ];
    const childId = table.takeChild(row);
    this.children += 1;
    table.childId[row] = childId;
    table.childState[row] = ChildState.Sent;
    table.childQuantity[row] = quantity;
    table.childLeaves[row] = quantity;
    table.childSince[row] = event.micros;
    table.childQuotes[row] = this.tape.quotes[i]!;
    table.childRests[row] = timeInForce === TimeInForce.ImmediateOrCancel ? 0 : 1;
    table.isUrgent[row] = 0;
    const { orderId, filled, algorithm, children } = table;
    AlgorithmChild.emit(out, event, i, venue, childId, orderId[row]!, filled[row]!, algorithm[row]!, children[row]!);
    const isRouted = this.settings.routes && timeInForce === TimeInForce.ImmediateOrCancel;
    table.isRouted[row] = isRouted ? 1 : 0;
    if (isRouted) {
      RouteOrder.emit(out, event, i, NO_VENUE, childId, quantity, table.limitPrice[row]!, 0, side, strategy);
      return;
    }
    const type = price === 0 ? OrderType.Market : OrderType.Limit;
    OrderIntent.emit(out, event, i, venue, childId, price, quantity, side, type, timeInForce, strategy);
  }

  /** Calls a child back. */
  cancelChild(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    // A cancel that was refused is asked for again, but not at once.
    if (event.micros < table.retryAt[row]!) return;
    table.childState[row] = ChildState.Cancelling;
    if (table.isRouted[row] === 1) {
      RouteCancel.emit(out, event, table.instrument[row]!, NO_VENUE, table.childId[row]!, table.strategy[row]!);
      return;
    }
    CancelIntent.emit(out, event, table.instrument[row]!, table.venue[row]!, table.childId[row]!, table.strategy[row]!);
  }

  /** An algorithm is to end as `status` says: its child is called back first. */
  stop(row: number, status: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    if (table.phase[row] !== Phase.Working) return;
    table.phase[row] = Phase.Stopping;
    table.status[row] = status;
    this.step(row, event, out);
  }

  /** Every algorithm of a strategy, or all (−1), is to end. */
  stopAll(strategy: number, event: EventCursor, out: EventSink): void {
    for (let k = this.#activeCount - 1; k >= 0; k--) {
      const row = this.#active[k]!;
      if (strategy === -1 || this.table.strategy[row] === strategy)
        this.stop(row, AlgorithmStatus.Cancelled, event, out);
    }
  }

  #finish(row: number, event: EventCursor, out: EventSink): void {
    const { table } = this;
    if (table.filled[row]! >= table.quantity[row]!) table.status[row] = AlgorithmStatus.Completed;
    this.tape.advance(table.instrument[row]!, event.micros);
    emitReport(table, this.tape, row, event, out);
    this.#activeOf[table.instrument[row]!]! -= 1;
    const last = --this.#activeCount;
    for (let k = 0; k < last; k++)
      if (this.#active[k] === row) {
        // The order of the rest stays, so that a replay steps them alike.
        this.#active.copyWithin(k, k + 1, last + 1);
        break;
      }
    table.retire(row);
  }

  snapshot(writer: SnapshotWriter): void {
    this.table.snapshot(writer);
    this.tape.snapshot(writer);
    this.profile.snapshot(writer);
    this.#random.snapshot(writer);
    writer.section("orders.algorithmDesk");
    writer.i32(this.#activeCount);
    writer.i32s(this.#active);
    writer.f64(this.#nextWake);
    writer.f64(this.#asked);
    writer.f64(this.children);
  }

  restore(reader: SnapshotReader): void {
    this.table.restore(reader);
    this.tape.restore(reader);
    this.profile.restore(reader);
    this.#random.restore(reader);
    reader.section("orders.algorithmDesk");
    this.#activeCount = reader.i32();
    reader.i32s(this.#active);
    this.#nextWake = reader.f64();
    this.#asked = reader.f64();
    this.children = reader.f64();
    this.#activeOf.fill(0);
    for (let k = 0; k < this.#activeCount; k++) this.#activeOf[this.table.instrument[this.#active[k]!]!]! += 1;
  }
}
