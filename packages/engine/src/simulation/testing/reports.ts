import { type EventSink, ExecutionReport } from "@hotpath/core";

/** What the simulated venue says of an order, as long as it is on its way. */
export interface Report {
  readonly kind: "report";
  readonly instrument: number;
  readonly orderId: number;
  readonly execType: number;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
  readonly leaves: number;
  readonly cumulative: number;
  readonly executionId: number;
  readonly referenceId: number;
  readonly workingPrice: number;
  readonly workingQuantity: number;
  readonly reason: number;
}

/** A report as an input of an engine. */
export function writeReport(out: EventSink, micros: number, r: Report): void {
  const liquidity = r.quantity > 0 ? 1 : 0;
  const quantities = [r.price, r.quantity, r.leaves, r.cumulative] as const;
  const what = [r.execType, r.side, liquidity, r.reason, r.executionId, r.referenceId, Number.NaN] as const;
  const working = [r.workingPrice, r.workingQuantity, -1] as const;
  ExecutionReport.write(out, micros, 0, r.instrument, 1, r.orderId, r.orderId, ...quantities, ...what, ...working);
}
