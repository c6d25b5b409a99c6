/** The stages that the engine's suite puts into its pipelines: a strategy that never rests, and venues with a clock. */
import {
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  Liquidity,
  monotonicNanos,
  NewOrder,
  OrderIntent,
  OrderType,
  Quote,
  Side,
  Signal,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import { LatencyHistogram } from "@hotpath/engine";
import { MatchingEngine, ReportKind } from "@hotpath/order-book";

/** A matching engine that answers as a venue does, both sides of a trade being ours. */
export class MatchingVenue implements Stage {
  readonly name = "venue";
  readonly handles: readonly number[] = [NewOrder.TYPE];
  readonly matched: LatencyHistogram = new LatencyHistogram();
  readonly #matching: MatchingEngine;
  timing = false;
  start = 0;

  constructor(instruments: number) {
    this.#matching = new MatchingEngine({ instruments });
  }

  on(event: EventCursor, out: EventSink): void {
    this.#matching.submit(
      event.instrument,
      NewOrder.orderId(event),
      NewOrder.side(event) as Side,
      NewOrder.price(event),
      NewOrder.quantity(event),
      NewOrder.orderType(event) as OrderType,
      NewOrder.timeInForce(event) as TimeInForce,
      0,
    );
    const reports = this.#matching.reports;
    for (let row = 0; row < reports.count; row++) {
      const kind = reports.kind[row]!;
      const id = reports.orderId[row]!;
      const i = reports.instrument[row]!;
      const side = reports.side[row]!;
      if (kind !== ReportKind.Trade) {
        ExecutionReport.emit(
          out,
          event,
          i,
          1,
          id,
          id,
          0,
          0,
          reports.leavesQty[row]!,
          0,
          kind,
          side,
          0,
          reports.reason[row]!,
          0,
          0,
          Number.NaN,
          Number.NaN,
          Number.NaN,
          -1,
        );
        continue;
      }
      const price = reports.price[row]!;
      const quantity = reports.quantity[row]!;
      const other = reports.counterOrderId[row]!;
      ExecutionReport.emit(
        out,
        event,
        i,
        1,
        id,
        id,
        price,
        quantity,
        0,
        quantity,
        kind,
        side,
        Liquidity.Taker,
        0,
        0,
        0,
        Number.NaN,
        Number.NaN,
        Number.NaN,
        -1,
      );
      ExecutionReport.emit(
        out,
        event,
        i,
        1,
        other,
        other,
        price,
        quantity,
        0,
        quantity,
        kind,
        3 - side,
        Liquidity.Maker,
        0,
        0,
        0,
        Number.NaN,
        Number.NaN,
        Number.NaN,
        -1,
      );
    }
    reports.clear();
    if (this.timing) this.matched.record(monotonicNanos() - this.start);
  }
}

/** Sends an order on every signal, back and forth, so that every update that has a signal leads to an order. */
export class EverySignal implements Stage {
  readonly name = "strategy";
  readonly handles: readonly number[] = [Quote.TYPE, Signal.TYPE];
  readonly #touch: Float64Array;
  #orderId = 0;

  constructor(instruments: number) {
    this.#touch = new Float64Array(instruments);
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    if (event.type === Quote.TYPE) {
      this.#touch[i] = Quote.askPrice(event);
      return;
    }
    this.#orderId += 1;
    const side = this.#orderId % 2 === 0 ? Side.Buy : Side.Sell;
    OrderIntent.emit(
      out,
      event,
      i,
      1,
      this.#orderId,
      this.#touch[i]!,
      10,
      side,
      OrderType.Limit,
      TimeInForce.ImmediateOrCancel,
      1,
    );
  }
}

/** Notes when an order arrives, and fills it. */
export class ClockedVenue implements Stage {
  readonly name = "venue";
  readonly handles: readonly number[] = [NewOrder.TYPE];
  readonly histogram: LatencyHistogram = new LatencyHistogram();
  /** When the update that is being worked on was due. */
  due = 0;

  on(event: EventCursor, out: EventSink): void {
    if (this.due > 0) this.histogram.record(monotonicNanos() - this.due);
    const quantity = NewOrder.quantity(event);
    ExecutionReport.emit(
      out,
      event,
      event.instrument,
      1,
      NewOrder.orderId(event),
      0,
      NewOrder.price(event),
      quantity,
      0,
      quantity,
      ExecType.Trade,
      NewOrder.side(event),
      Liquidity.Taker,
      0,
      0,
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -1,
    );
  }
}
