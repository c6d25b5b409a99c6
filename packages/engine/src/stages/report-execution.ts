import { type EventCursor, type EventSink, ExecutionReport } from "@hotpath/core";

/** What a simulated venue says of an order: an `ExecutionReport` with the instrument and venue of its cause, and no ids, fees or terms of the venue's own. */
export function reportExecution(
  out: EventSink,
  cause: EventCursor,
  orderId: number,
  execType: number,
  side: number,
  price: number,
  quantity: number,
  leaves: number,
  cumulative: number,
  liquidity: number,
  reason: number,
): void {
  ExecutionReport.emit(
    out,
    cause,
    cause.instrument,
    cause.venue,
    orderId,
    0,
    price,
    quantity,
    leaves,
    cumulative,
    execType,
    side,
    liquidity,
    reason,
    0,
    0,
    Number.NaN,
    Number.NaN,
    Number.NaN,
    -1,
  );
}
