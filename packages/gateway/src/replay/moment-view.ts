import {
  Bar,
  BookClear,
  BookLevel,
  BookOrder,
  EVENT_NAMES,
  EventCursor,
  EventQueue,
  Fill,
  FillBusted,
  joinNanos,
  OrderRefused,
  Quote,
  RiskLimitsChanged,
  RiskStateChanged,
  Signal,
  type Stage,
  StrategyParameterChanged,
  StrategyStateChanged,
  Trade,
  viewEvent,
} from "@hotpath/core";
import type { VenueReasons } from "../link/engine-link.ts";
import type { MomentEvent } from "../protocol/index.ts";
import { type OrderState, OrderView, type OrderViewState } from "../server/order-view.ts";
import { fillMessage } from "../server/read-model.ts";
import { type CurvePoints, SampledCurves } from "./sampled-curves.ts";

/** What may have come of an input, as bits: see `until` of `replay`. */
export const MARKS = { event: 0, signal: 1, order: 2, fill: 4, risk: 8 } as const;
/** Orders that have ended, and fills, that are kept. */
const KEPT = 100;

type FillFigures = Omit<ReturnType<typeof fillMessage>, "type">;

/** The topics that an event of a type changes. */
const CHANGES: Readonly<Record<number, readonly string[]>> = {
  [Quote.TYPE]: ["quotes", "book"],
  [BookLevel.TYPE]: ["book"],
  [BookClear.TYPE]: ["book"],
  [BookOrder.TYPE]: ["book"],
  [Trade.TYPE]: ["trades"],
  [Bar.TYPE]: ["bars"],
  [Signal.TYPE]: ["signals"],
  [Fill.TYPE]: ["fills", "positions", "risk"],
  [FillBusted.TYPE]: ["fills", "positions", "risk"],
  [RiskStateChanged.TYPE]: ["risk"],
  [RiskLimitsChanged.TYPE]: ["risk"],
  [OrderRefused.TYPE]: ["risk"],
  [StrategyStateChanged.TYPE]: ["strategies"],
  [StrategyParameterChanged.TYPE]: ["strategies"],
};
const BITS: Readonly<Record<number, number>> = {
  [Signal.TYPE]: MARKS.signal,
  [Fill.TYPE]: MARKS.fill,
  [FillBusted.TYPE]: MARKS.fill,
  [RiskStateChanged.TYPE]: MARKS.risk,
  [RiskLimitsChanged.TYPE]: MARKS.risk,
  [OrderRefused.TYPE]: MARKS.risk,
};

/** What a {@link MomentView} knows, to be taken back. */
export interface MomentViewState {
  orders: OrderViewState;
  fills: readonly FillFigures[];
  quotes: Float64Array;
  signals: Float64Array;
  curves: CurvePoints;
}

/** Where a quote's fields are, and a signal's. */
const QUOTE_WIDTH = 4;
const SIGNAL_WIDTH = 6;

/**
 * The last stage of an engine that is replayed: keeps what a moment shows beside the engine's own state, the events of the
 * input at hand, and what of interest has come of it.
 */
export class MomentView implements Stage {
  readonly name = "moment";
  readonly handles: readonly number[] = Object.keys(EVENT_NAMES).map(Number);
  readonly curves: SampledCurves;
  /** Mid price of each instrument; NaN without two sides. */
  readonly mids: Float64Array;
  readonly #orders: OrderView;
  readonly #quotes: Float64Array;
  /** By instrument and generator: sequence, microseconds, nanoseconds, direction, confidence, value. */
  readonly #signals: Float64Array;
  readonly #names: readonly string[];
  readonly #instruments: number;
  #fills: FillFigures[] = [];
  readonly #events = new EventQueue();
  readonly #event = new EventCursor();
  #changed = new Set<string>();
  #marks = 0;
  /** Whether events are kept: only those of the input at which one stays. */
  #isKeeping = false;
  #kept: MomentEvent[] | undefined;

  /** @param signalNames those who give signals, by their number */
  constructor(instruments: number, signalNames: readonly string[], deskNumber: number, venueReasons?: VenueReasons) {
    this.#instruments = instruments;
    this.#names = signalNames;
    this.curves = new SampledCurves(instruments);
    this.mids = new Float64Array(instruments).fill(Number.NaN);
    this.#quotes = new Float64Array(instruments * QUOTE_WIDTH);
    this.#signals = new Float64Array(instruments * signalNames.length * SIGNAL_WIDTH);
    this.#orders = new OrderView({ endedMax: KEPT, deskNumber, working: [], sequence: 0, time: 0n, venueReasons });
  }

  /** What has come of the input at hand: bits of {@link MARKS}. */
  get marks(): number {
    return this.#marks;
  }

  /** Topics in which the input at hand has changed something. */
  get changed(): string[] {
    return [...this.#changed];
  }

  /** The next input comes. @param isKept whether its events are to be kept */
  begin(isKept: boolean): void {
    this.#marks = 0;
    this.#isKeeping = isKept;
    this.#kept = undefined;
    this.#changed.clear();
    this.#events.clear();
  }

  on(event: EventCursor): void {
    const { type } = event;
    this.#marks |= BITS[type] ?? 0;
    if (this.#isKeeping) {
      this.#events.append(event);
      for (const topic of CHANGES[type] ?? []) this.#changed.add(topic);
    }
    if (type === Quote.TYPE) {
      this.#quote(event);
      return;
    }
    if (type === Signal.TYPE) this.#signal(event);
    else if (type === Fill.TYPE) {
      const { type: _, ...fill } = fillMessage(event);
      this.#fills = [...this.#fills.slice(1 - KEPT), fill];
    }
    if (this.#orders.take(event) === undefined) return;
    this.#marks |= MARKS.order;
    if (this.#isKeeping) this.#changed.add("orders");
  }

  /** The input at hand and what was derived of it, in order. */
  events(): readonly MomentEvent[] {
    if (this.#kept !== undefined) return this.#kept;
    const events: MomentEvent[] = [];
    while (this.#events.next(this.#event)) events.push(momentEvent(this.#event));
    this.#kept = events;
    return events;
  }

  /** Best bids and offers of all instruments that have one. */
  quotes(): Record<string, number>[] {
    return Array.from({ length: this.#instruments }, (_, instrument) => {
      const [bidPrice, askPrice, bidSize, askSize] = this.#quotes.subarray(instrument * QUOTE_WIDTH) as unknown as [
        number,
        number,
        number,
        number,
      ];
      return { instrument, bidPrice, bidSize, askPrice, askSize };
    }).filter(({ bidSize, askSize }) => bidSize > 0 || askSize > 0);
  }

  /** Price and size of one side of an instrument's quote; empty without it. */
  touch(instrument: number, isBid: boolean): number[] {
    const at = instrument * QUOTE_WIDTH + (isBid ? 0 : 1);
    const size = this.#quotes[at + 2]!;
    return size > 0 ? [this.#quotes[at]!, size] : [];
  }

  /** The last signal of each generator and instrument. */
  signals(): Record<string, unknown>[] {
    const rows: Record<string, unknown>[] = [];
    for (let instrument = 0; instrument < this.#instruments; instrument++)
      for (const [generator, name] of this.#names.entries()) {
        const at = (instrument * this.#names.length + generator) * SIGNAL_WIDTH;
        const [sequence, micros, nanos, direction, confidence, value] = this.#signals.subarray(at, at + SIGNAL_WIDTH);
        if (sequence === 0) continue;
        const time = joinNanos(micros!, nanos!);
        const to = direction! > 0 ? "up" : "down";
        rows.push({ sequence, time, instrument, generator: name, direction: to, confidence, value });
      }
    return rows;
  }

  /** Orders that work. */
  working(): OrderState[] {
    return [...this.#orders.working()];
  }

  /** The last orders that have ended, the oldest first. */
  ended(): OrderState[] {
    return [...this.#orders.ended()];
  }

  /** The last fills. */
  fills(): readonly FillFigures[] {
    return this.#fills;
  }

  save(): MomentViewState {
    return {
      orders: this.#orders.save(),
      fills: this.#fills,
      quotes: this.#quotes.slice(),
      signals: this.#signals.slice(),
      curves: this.curves.save(),
    };
  }

  load(state: MomentViewState): void {
    this.begin(false);
    this.#orders.load(state.orders);
    this.#fills = [...state.fills];
    this.#quotes.set(state.quotes);
    this.#signals.set(state.signals);
    this.curves.load(state.curves);
    for (let i = 0; i < this.#instruments; i++) this.#noteMid(i);
  }

  #quote(event: EventCursor): void {
    const at = event.instrument * QUOTE_WIDTH;
    if (!(at >= 0 && at < this.#quotes.length)) return;
    this.#quotes[at] = Quote.bidPrice(event);
    this.#quotes[at + 1] = Quote.askPrice(event);
    this.#quotes[at + 2] = Quote.bidSize(event);
    this.#quotes[at + 3] = Quote.askSize(event);
    this.#noteMid(event.instrument);
  }

  #noteMid(i: number): void {
    const at = i * QUOTE_WIDTH;
    const isTwoSided = this.#quotes[at + 2]! > 0 && this.#quotes[at + 3]! > 0;
    this.mids[i] = isTwoSided ? (this.#quotes[at]! + this.#quotes[at + 1]!) / 2 : Number.NaN;
  }

  #signal(event: EventCursor): void {
    const generator = Signal.generator(event);
    if (event.instrument < 0 || event.instrument >= this.#instruments || generator >= this.#names.length) return;
    const at = (event.instrument * this.#names.length + generator) * SIGNAL_WIDTH;
    this.#signals[at] = event.sequence;
    this.#signals[at + 1] = event.micros;
    this.#signals[at + 2] = event.nanos;
    this.#signals[at + 3] = Signal.direction(event);
    this.#signals[at + 4] = Signal.confidence(event);
    this.#signals[at + 5] = Signal.value(event);
  }
}

function momentEvent(event: EventCursor): MomentEvent {
  const view = viewEvent(event);
  if (view === undefined) return { name: `${event.type}`, fields: {} };
  const { type: name, sequence: _, time: __, instrument, ...fields } = view as typeof view & { instrument: number };
  return { name, ...(instrument >= 0 && { instrument }), fields };
}
