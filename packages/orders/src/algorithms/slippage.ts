import { AlgorithmReport, type EventCursor, type EventSink, Side } from "@hotpath/core";
import type { AlgorithmTable } from "./algorithm-table.ts";
import type { MarketTape } from "./market-tape.ts";

/** What an execution came to, against what it is measured by. Prices in price units, slippages in basis points. */
export interface SlippageReport {
  orderId: number;
  quantity: number;
  filled: number;
  /** Filled of what was to be traded, 0 to 1. */
  fillRate: number;
  /** NaN if nothing was filled. */
  averagePrice: number;
  /** Middle of the market when the order came, or the first after that; NaN if there was none. */
  arrivalPrice: number;
  /** Volume-weighted price of the market's trades over the order's time; NaN if there were none. */
  marketVwap: number;
  /** Time-weighted middle of the market over the order's time; NaN if there was none. */
  marketTwap: number;
  /** Average against arrival price: positive is a cost, whatever the side. NaN if either is not known. */
  arrivalSlippage: number;
  vwapSlippage: number;
  twapSlippage: number;
  children: number;
}

/**
 * By how many basis points an average price is worse than a benchmark: (average − benchmark) / benchmark for a buy, the
 * opposite for a sell. Perold, "The implementation shortfall", Journal of Portfolio Management 14 (1988).
 */
export function slippage(side: number, average: number, benchmark: number): number {
  return ((side === Side.Buy ? 1 : -1) * 10_000 * (average - benchmark)) / benchmark;
}

/** Measures the execution in a row of the table, as of now: allocates. */
export function measureSlippage(table: AlgorithmTable, tape: MarketTape, row: number): SlippageReport {
  const i = table.instrument[row]!;
  const filled = table.filled[row]!;
  const quantity = table.quantity[row]!;
  const averagePrice = filled > 0 ? table.traded.toNumber(row) / filled : Number.NaN;
  const arrivalPrice = table.arrival[row]! > 0 ? table.arrival[row]! / 2 : Number.NaN;
  const volume = tape.volume[i]! - table.startVolume[row]!;
  const stood = tape.stood[i]! - table.startStood[row]!;
  const traded = Number(tape.traded.toBigInt(i) - table.startTraded.toBigInt(row));
  const area = Number(tape.area.toBigInt(i) - table.startArea.toBigInt(row));
  const marketVwap = volume > 0 ? traded / volume : Number.NaN;
  const marketTwap = stood > 0 ? area / stood / 2 : arrivalPrice;
  const side = table.side[row]!;
  return {
    orderId: table.orderId[row]!,
    quantity,
    filled,
    fillRate: filled / quantity,
    averagePrice,
    arrivalPrice,
    marketVwap,
    marketTwap,
    arrivalSlippage: slippage(side, averagePrice, arrivalPrice),
    vwapSlippage: slippage(side, averagePrice, marketVwap),
    twapSlippage: slippage(side, averagePrice, marketTwap),
    children: table.children[row]!,
  };
}

/** Tells what an execution came to. Once an order, so it may allocate. */
export function emitReport(
  table: AlgorithmTable,
  tape: MarketTape,
  row: number,
  event: EventCursor,
  out: EventSink,
): void {
  const report = measureSlippage(table, tape, row);
  AlgorithmReport.emit(
    out,
    event,
    table.instrument[row]!,
    table.venue[row]!,
    report.orderId,
    report.quantity,
    report.filled,
    report.averagePrice,
    report.arrivalPrice,
    report.arrivalSlippage,
    report.vwapSlippage,
    report.twapSlippage,
    table.status[row]!,
    table.side[row]!,
    table.strategy[row]!,
    report.children,
  );
}
