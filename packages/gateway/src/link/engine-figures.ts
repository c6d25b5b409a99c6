/** What an engine is at a moment, as plain values: of one that runs, and of one that is replayed. */
import { RiskState, type Side, StrategyState } from "@hotpath/core";
import type { StrategyEngine } from "@hotpath/engine";
import type { StrategyInfo } from "../protocol/index.ts";
import type { PositionFigures, RiskFigures, WorkingOrder } from "./engine-link.ts";

/** The parts of an engine that are read and written: a `StrategyEngine` has them, and so has an assembly of your own. */
export type LinkedEngine = Pick<
  StrategyEngine,
  "engine" | "instruments" | "portfolio" | "gate" | "orders" | "strategies"
> & {
  readonly signals?: StrategyEngine["signals"];
  readonly books?: StrategyEngine["books"];
  readonly risk?: StrategyEngine["risk"];
  /** Timers that are due by an input's time fire before it. */
  readonly timers?: StrategyEngine["timers"];
};

const STATES = {
  [RiskState.Active]: "active",
  [RiskState.ReduceOnly]: "reduce-only",
  [RiskState.Halted]: "halted",
} as const;

/** All strategies, with the parameters in force. */
export function strategiesOf({ strategies }: Pick<LinkedEngine, "strategies">): StrategyInfo[] {
  return strategies.map(({ number, name, state, parameters }) => ({
    id: number,
    name,
    state: state === StrategyState.Running ? "running" : state === StrategyState.Failed ? "failed" : "stopped",
    parameters: { ...parameters },
  }));
}

/** Price and size in turn of the best levels of a book's side, best first: of all levels unless `depth` says how many. */
export function levelsOf(
  { books }: Pick<LinkedEngine, "books">,
  instrument: number,
  side: Side,
  depth?: number,
): number[] {
  const book = books?.book.book(instrument);
  if (book === undefined) return [];
  const count = Math.max(1, Math.min(depth ?? Number.POSITIVE_INFINITY, book.levelCount(side)));
  return book.levels(side, count).flatMap(({ price, quantity }) => [price, quantity]);
}

/** Orders that work. */
export function workingOrdersOf({ orders }: Pick<LinkedEngine, "orders">): WorkingOrder[] {
  return orders.store.list().map(({ orderId, instrument, side, price, quantity, status, strategy, ...order }) => ({
    orderId,
    instrument,
    side,
    price,
    quantity,
    filled: order.cumulativeQuantity,
    status,
    strategy,
  }));
}

/** Positions that are open or were. */
export function positionsOf({
  portfolio,
  instruments,
}: Pick<LinkedEngine, "portfolio" | "instruments">): PositionFigures[] {
  return portfolio.statement().positions.map(({ id, averagePrice }) => {
    const instrument = instruments.indexOf(id);
    return {
      instrument,
      position: portfolio.position(instrument),
      averagePrice: Number(averagePrice),
      realised: portfolio.realized(instrument),
      unrealised: portfolio.unrealized(instrument),
    };
  });
}

/** State and figures of the risk gate. */
export function riskOf({ gate, portfolio }: Pick<LinkedEngine, "gate" | "portfolio">): RiskFigures {
  return {
    state: STATES[gate.state as keyof typeof STATES],
    equity: portfolio.equity(),
    drawdown: portfolio.drawdown(),
    grossExposure: gate.grossExposure(),
    netExposure: gate.netExposure(),
    valueAtRisk: gate.portfolioVar(),
    limits: structuredClone(gate.limits),
    limitsVersion: gate.limitsVersion,
  };
}
