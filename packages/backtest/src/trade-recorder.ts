import { type EventCursor, Fill, Side, type Stage } from "@hotpath/core";

/** One fill, for reports. */
export interface BacktestTrade {
  timeMicros: number;
  instrument: number;
  side: "buy" | "sell";
  /** In price units. */
  price: number;
  /** In size units. */
  quantity: number;
}

/** Keeps every fill, for a report: it grows with them, so it belongs into backtests and not into engines that run on. */
export class TradeRecorder implements Stage {
  readonly name = "trades";
  readonly handles: readonly number[] = [Fill.TYPE];
  readonly trades: BacktestTrade[] = [];

  on(event: EventCursor): void {
    this.trades.push({
      timeMicros: event.micros,
      instrument: event.instrument,
      side: Fill.side(event) === Side.Buy ? "buy" : "sell",
      price: Fill.price(event),
      quantity: Fill.quantity(event),
    });
  }
}
