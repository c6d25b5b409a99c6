import {
  CancelIntent,
  Command,
  ConfigError,
  EngineCommand,
  type EventCursor,
  type EventSink,
  Fill,
  type InstrumentRegistry,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderType,
  POWERS_OF_TEN,
  Quote,
  Side,
  Signal,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import type { PortfolioView } from "@hotpath/risk";
import type { OrderIds } from "../order-ids.ts";

/** How a {@link SignalTrader} is made. */
export interface SignalTraderOptions {
  instruments: InstrumentRegistry;
  portfolio: PortfolioView;
  orderIds: OrderIds;
  /** The position it wants in one instrument, as a share of equity. Default 0.02. */
  positionShare?: number;
  /** `take`: crosses the spread with immediate-or-cancel orders. `join`: posts at the touch. Default `take`. */
  style?: "take" | "join";
  /** Confidence below which no position is opened or turned. Default 0, for signals are already held to a least one. */
  minConfidence?: number;
  /** After a refusal it leaves the instrument alone for so long, in microseconds of event time. Default one second. */
  retryMicros?: number;
  /** What it is called among the stages. Default `strategy`. */
  name?: string;
  /** Its number in orders and fills: two in one engine need two. Default 1. */
  strategy?: number;
}

/**
 * A small strategy: holds a position of a fixed share of equity in the direction of each instrument's last signal. It has
 * at most one working order an instrument.
 */
export class SignalTrader implements Stage, Snapshotable {
  readonly name: string;
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Signal.TYPE,
    Fill.TYPE,
    OrderClosed.TYPE,
    OrderRefused.TYPE,
    Command.TYPE,
  ];
  readonly #instruments: InstrumentRegistry;
  readonly #portfolio: PortfolioView;
  readonly #orderIds: OrderIds;
  readonly #share: number;
  readonly #join: boolean;
  readonly #minConfidence: number;
  readonly #retryMicros: number;
  readonly #strategy: number;
  readonly #bid: Float64Array;
  readonly #ask: Float64Array;
  readonly #position: Float64Array;
  /** The working order's id, 0 for none. */
  readonly #working: Float64Array;
  readonly #workingSide: Int32Array;
  readonly #workingPrice: Float64Array;
  /** No order before this time, in microseconds: a refusal was not long ago. */
  readonly #notBefore: Float64Array;
  /** Money of one size unit at one price unit. */
  readonly #unitValue: Float64Array;
  #trading = true;

  constructor(options: SignalTraderOptions) {
    const n = options.instruments.size;
    this.name = options.name ?? "strategy";
    this.#instruments = options.instruments;
    this.#portfolio = options.portfolio;
    this.#orderIds = options.orderIds;
    this.#share = options.positionShare ?? 0.02;
    if (!(this.#share > 0 && this.#share <= 1))
      throw new ConfigError("trading.positionShare", options.positionShare, "a number greater than 0 and at most 1");
    this.#join = options.style === "join";
    this.#minConfidence = options.minConfidence ?? 0;
    this.#retryMicros = options.retryMicros ?? 1e6;
    this.#strategy = options.strategy ?? 1;
    this.#bid = new Float64Array(n);
    this.#ask = new Float64Array(n);
    this.#position = new Float64Array(n);
    this.#working = new Float64Array(n);
    this.#workingSide = new Int32Array(n);
    this.#workingPrice = new Float64Array(n);
    this.#notBefore = new Float64Array(n);
    this.#unitValue = Float64Array.from(
      options.instruments.list,
      (i) => i.multiplier / POWERS_OF_TEN[i.priceDecimals]! / POWERS_OF_TEN[i.sizeDecimals]!,
    );
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    switch (event.type) {
      case Quote.TYPE:
        this.#bid[i] = Quote.bidPrice(event);
        this.#ask[i] = Quote.askPrice(event);
        return;
      case Signal.TYPE:
        if (this.#trading && Signal.confidence(event) >= this.#minConfidence) this.#signal(event, out);
        return;
      case Fill.TYPE:
        if (Fill.strategy(event) === this.#strategy)
          this.#position[i]! += Fill.side(event) === Side.Buy ? Fill.quantity(event) : -Fill.quantity(event);
        return;
      case OrderClosed.TYPE:
        if (OrderClosed.orderId(event) === this.#working[i]) this.#working[i] = 0;
        return;
      case OrderRefused.TYPE:
        if (OrderRefused.orderId(event) !== this.#working[i]) return;
        this.#working[i] = 0;
        this.#notBefore[i] = event.micros + this.#retryMicros;
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.StartTrading) this.#trading = true;
        else if (command === EngineCommand.StopTrading) this.#trading = false;
        return;
      }
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.signalTrader");
    this.#orderIds.snapshot(writer);
    for (const column of this.#columns()) writer.f64s(column);
    writer.i32s(this.#workingSide);
    writer.i32(this.#trading ? 1 : 0);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.signalTrader");
    this.#orderIds.restore(reader);
    for (const column of this.#columns()) reader.f64s(column);
    reader.i32s(this.#workingSide);
    this.#trading = reader.i32() === 1;
  }

  #columns(): Float64Array[] {
    return [this.#bid, this.#ask, this.#position, this.#working, this.#workingPrice, this.#notBefore];
  }

  #signal(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const buy = Signal.direction(event) > 0;
    const side = buy ? Side.Buy : Side.Sell;
    const touch = this.#join === buy ? this.#bid[i]! : this.#ask[i]!;
    if (this.#working[i] !== 0) {
      // An immediate order ends by itself.
      const stale = this.#workingSide[i] !== side || this.#workingPrice[i] !== touch;
      if (this.#join && stale) CancelIntent.emit(out, event, i, event.venue, this.#working[i]!, this.#strategy);
      return;
    }
    const position = this.#position[i]!;
    if ((buy ? position > 0 : position < 0) || event.micros < this.#notBefore[i]!) return;
    const quantity = this.#target(i, touch) + Math.abs(position);
    if (quantity === 0) return;
    const orderId = this.#orderIds.next();
    this.#working[i] = orderId;
    this.#workingSide[i] = side;
    this.#workingPrice[i] = touch;
    const timeInForce = this.#join ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel;
    OrderIntent.emit(
      out,
      event,
      i,
      event.venue,
      orderId,
      touch,
      quantity,
      side,
      OrderType.Limit,
      timeInForce,
      this.#strategy,
    );
  }

  /** The size of a whole position in size units, in whole lots; 0 where equity does not buy one. */
  #target(i: number, price: number): number {
    const instrument = this.#instruments.list[i]!;
    const money = this.#share * this.#portfolio.equity();
    const units = Math.floor(money / (price * this.#unitValue[i]!) / instrument.lot) * instrument.lot;
    return units >= instrument.minSize ? Math.min(units, instrument.maxSize) : 0;
  }
}
