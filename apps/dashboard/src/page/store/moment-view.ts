import type { InstrumentInfo, MomentMessage } from "@hotpath/gateway/protocol";
import { EngineView } from "./engine-view.ts";
import { Points } from "./points.ts";
import { Recent } from "./recent.ts";
import type { FillRow, OrderRow, PositionRow, RiskRow, SignalRow } from "./rows.ts";

interface QuoteRow {
  instrument: number;
  bidPrice: number;
  bidSize: number;
  askPrice: number;
  askSize: number;
}

/** The engine as it was at a moment of its journal. */
export function momentView(moment: MomentMessage, instruments: readonly InstrumentInfo[]): EngineView {
  const view = new EngineView(instruments);
  view.sequence = moment.sequence;
  view.time = moment.time;
  view.instrument = moment.instrument;
  view.bids.apply(moment.bids);
  view.asks.apply(moment.asks);
  for (const quote of moment.quotes as QuoteRow[])
    view.quotes.set(quote.instrument, quote.bidPrice, quote.bidSize, quote.askPrice, quote.askSize);
  for (const order of moment.orders as OrderRow[]) view.working.set(order.orderId, order);
  view.ended = Recent.of(moment.ended as OrderRow[]);
  view.fills = Recent.of(moment.fills as FillRow[]);
  const signals = [...(moment.signals as Omit<SignalRow, "count">[])].sort((a, b) => a.sequence - b.sequence);
  for (const position of moment.positions as PositionRow[]) view.positions.set(position.instrument, position);
  for (const [name, values] of Object.entries((moment.indicators ?? {}) as Record<string, unknown>))
    view.indicators.set(name, numbersOf(values));
  view.risk = moment.risk as RiskRow;
  view.strategies = moment.strategies;
  const scale = 10 ** instruments[moment.instrument]!.priceDecimals;
  view.midsOfMoment = Points.ofPairs(moment.mids.map((value, k) => (k % 2 === 0 ? value : value / scale)));
  view.equityOfMoment = Points.ofPairs(moment.equity);
  for (const signal of signals) view.takeSignal(signal);
  return view;
}

function numbersOf(values: unknown): number[] {
  if (typeof values === "number") return [values];
  if (Array.isArray(values)) return values.map(Number);
  return values !== null && typeof values === "object" ? Object.values(values).map(Number) : [];
}
