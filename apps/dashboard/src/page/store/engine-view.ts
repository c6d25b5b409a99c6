/**
 * The engine as the page shows it: one live view that the feed writes into, or one made of a moment of the journal. Panels
 * read a view and do not know which of the two it is.
 */
import type { InstrumentInfo, Statistics, StrategyInfo } from "@hotpath/gateway/protocol";
import { BookSide } from "./book-side.ts";
import { Points } from "./points.ts";
import { Recent } from "./recent.ts";
import type { FillRow, LogRow, OrderRow, PositionRow, RiskRow, SignalRow } from "./rows.ts";

/** Levels of a side that a view holds. */
export const BOOK_DEPTH = 40;

/** Best bids and offers of all instruments, in columns. */
export class QuoteTable {
  readonly bidPrice: Float64Array<ArrayBuffer>;
  readonly bidSize: Float64Array<ArrayBuffer>;
  readonly askPrice: Float64Array<ArrayBuffer>;
  readonly askSize: Float64Array<ArrayBuffer>;

  constructor(instruments: number) {
    this.bidPrice = new Float64Array(instruments);
    this.bidSize = new Float64Array(instruments);
    this.askPrice = new Float64Array(instruments);
    this.askSize = new Float64Array(instruments);
  }

  set(i: number, bidPrice: number, bidSize: number, askPrice: number, askSize: number): void {
    this.bidPrice[i] = bidPrice;
    this.bidSize[i] = bidSize;
    this.askPrice[i] = askPrice;
    this.askSize[i] = askSize;
  }

  /** In price units, halves included; NaN where a side is missing. */
  mid(i: number): number {
    const hasBoth = this.bidSize[i]! > 0 && this.askSize[i]! > 0;
    return hasBoth ? (this.bidPrice[i]! + this.askPrice[i]!) / 2 : Number.NaN;
  }
}

/** How long a span of a chart is, and how fine. */
export interface Span {
  readonly name: string;
  /** Seconds of one point, and points that are kept. */
  readonly bucket: number;
  readonly points: number;
}

/** Spans that charts of a live view have. */
export const SPANS: readonly Span[] = [
  { name: "1 min", bucket: 0.1, points: 600 },
  { name: "15 min", bucket: 1, points: 900 },
  { name: "1 day", bucket: 30, points: 2880 },
];

/** The same course in each of {@link SPANS}. */
export class Course {
  readonly spans: readonly Points[] = SPANS.map(({ bucket, points }) => new Points(bucket, points));

  /** @param x seconds */
  add(x: number, y: number): void {
    for (const points of this.spans) points.add(x, y);
  }
}

/** A print of the market. */
export interface LastTrade {
  price: number;
  quantity: number;
  aggressor: "buy" | "sell" | "unknown";
}

/** Everything that panels show. */
export class EngineView {
  readonly instruments: readonly InstrumentInfo[];
  sequence = 0;
  time = 0n;
  /** Whose book, prices and indicators are shown. */
  instrument = 0;
  readonly quotes: QuoteTable;
  readonly bids: BookSide = new BookSide(1, BOOK_DEPTH);
  readonly asks: BookSide = new BookSide(-1, BOOK_DEPTH);
  lastTrade: LastTrade | undefined;
  /** Orders that work, by their id. */
  readonly working: Map<number, OrderRow> = new Map();
  ended: Recent<OrderRow> = new Recent(200);
  fills: Recent<FillRow> = new Recent(1000);
  /** What each generator thinks of each instrument, and thought before it changed its mind. */
  readonly signals: Recent<SignalRow> = new Recent(300);
  /** All signals of an instrument: confidence by time, that of `down` negative. */
  readonly signalMarks: Map<number, Points> = new Map();
  readonly positions: Map<number, PositionRow> = new Map();
  readonly indicators: Map<string, readonly number[]> = new Map();
  readonly logs: Recent<LogRow> = new Recent(500);
  risk: RiskRow | undefined;
  strategies: readonly StrategyInfo[] = [];
  statistics: Statistics | undefined;
  /** Mid prices by seconds of event time, of the instruments that had any; a moment has {@link midsOfMoment}. */
  readonly mids: Map<number, Course> = new Map();
  readonly equity: Course = new Course();
  readonly drawdown: Course = new Course();
  /** Of a moment: by sequence. Undefined in a live view. */
  midsOfMoment: Points | undefined;
  equityOfMoment: Points | undefined;

  constructor(instruments: readonly InstrumentInfo[]) {
    this.instruments = instruments;
    this.quotes = new QuoteTable(instruments.length);
  }

  /** Whether this is the engine as it is, not as it was. */
  get isLive(): boolean {
    return this.midsOfMoment === undefined;
  }

  /** The instrument that is shown. */
  get shown(): InstrumentInfo {
    return this.instruments[this.instrument]!;
  }

  /** Realised and unrealised of all positions, in money. */
  get profit(): number {
    let sum = 0;
    for (const { realised, unrealised } of this.positions.values()) sum += realised + unrealised;
    return sum;
  }

  /** Something of an input has come. */
  advance(sequence: number, time: bigint): void {
    if (sequence <= this.sequence) return;
    this.sequence = sequence;
    this.time = time;
  }

  /** Takes in an order as it stands now. */
  takeOrder(order: OrderRow): void {
    if (isOver(order)) {
      this.working.delete(order.orderId);
      this.ended.add(order);
    } else this.working.set(order.orderId, order);
  }

  /** Takes in a signal: one that says what its generator said before of the instrument is counted with that. */
  takeSignal(signal: Omit<SignalRow, "count">): void {
    const { generator, instrument, direction, confidence } = signal;
    const before = this.signals.find((row) => row.generator === generator && row.instrument === instrument);
    const isSame = before?.direction === direction;
    if (isSame) this.signals.remove(before);
    this.signals.add({ ...signal, count: isSame ? before.count + 1 : 1 });
    const x = this.isLive ? Number(signal.time) / 1e9 : signal.sequence;
    this.#marksOf(instrument).add(x, direction === "up" ? confidence : -confidence);
  }

  #marksOf(instrument: number): Points {
    let marks = this.signalMarks.get(instrument);
    if (marks === undefined) {
      marks = new Points(0, 2000);
      this.signalMarks.set(instrument, marks);
    }
    return marks;
  }

  /** Takes in a mid price in price units. @param seconds event time */
  takeMid(instrument: number, seconds: number, mid: number): void {
    if (Number.isNaN(mid)) return;
    let course = this.mids.get(instrument);
    if (course === undefined) {
      course = new Course();
      this.mids.set(instrument, course);
    }
    course.add(seconds, mid / 10 ** this.instruments[instrument]!.priceDecimals);
  }

  /** Takes in state and figures of the gate. */
  takeRisk(risk: RiskRow): void {
    this.risk = risk;
    const seconds = Number(risk.time) / 1e9;
    this.equity.add(seconds, risk.equity);
    this.drawdown.add(seconds, -100 * risk.drawdown);
  }
}

const OVER: ReadonlySet<string> = new Set(["filled", "cancelled", "expired", "rejected", "refused"]);

/** Whether an order works no more. */
export function isOver(order: OrderRow): boolean {
  return OVER.has(order.state);
}
