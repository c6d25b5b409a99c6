import {
  CancelOrder,
  type EventCursor,
  Fill,
  type InstrumentRegistry,
  Liquidity,
  NewOrder,
  NewOrderTerms,
  nameOf,
  OrderClosed,
  OrderHeld,
  OrderRefused,
  OrderReplaced,
  OrderStatus,
  OrderType,
  Side,
  type Stage,
} from "@hotpath/core";
import type { Portfolio } from "@hotpath/portfolio";
import { refusalName } from "@hotpath/risk";
import { type BacktestFill, type BacktestOrder, type BacktestOrderType, unitValue } from "./backtest-run.ts";

/** Names of order types. */
export const ORDER_TYPE_NAMES: Readonly<Record<number, BacktestOrderType>> = {
  [OrderType.Market]: "market",
  [OrderType.Limit]: "limit",
  [OrderType.Stop]: "stop",
  [OrderType.StopLimit]: "stopLimit",
  [OrderType.MarketIfTouched]: "marketIfTouched",
  [OrderType.LimitIfTouched]: "limitIfTouched",
  [OrderType.TrailingStop]: "trailingStop",
};

/** `OrderHeld.holder`: the engine, and not a group of orders. */
const HELD_BY_ENGINE = 1;

/**
 * Writes down what became of every order: put it behind the portfolio's stage, whose books it reads. It grows with what it
 * sees, so it belongs into backtests and not into engines that run on.
 */
export class RunRecorder implements Stage {
  readonly name = "recorder";
  readonly handles: readonly number[] = [
    OrderHeld.TYPE,
    NewOrderTerms.TYPE,
    NewOrder.TYPE,
    CancelOrder.TYPE,
    Fill.TYPE,
    OrderClosed.TYPE,
    OrderRefused.TYPE,
    OrderReplaced.TYPE,
  ];
  readonly orders: BacktestOrder[] = [];
  readonly fills: BacktestFill[] = [];
  readonly refusals: Record<string, number> = {};
  cancels = 0;
  readonly #portfolio: () => Portfolio;
  readonly #unit: readonly number[];
  readonly #known = new Map<number, BacktestOrder>();
  readonly #feesBefore: bigint[];
  /** Order types of those that the engine holds, until they leave. */
  readonly #held = new Map<number, number>();
  /** Triggers of orders on their way. */
  readonly #triggers = new Map<number, number>();

  /** @param portfolio the engine's, which there is only when the engine has been made */
  constructor(instruments: InstrumentRegistry, portfolio: () => Portfolio) {
    this.#portfolio = portfolio;
    this.#unit = instruments.list.map(unitValue);
    this.#feesBefore = instruments.list.map(() => 0n);
  }

  on(event: EventCursor): void {
    switch (event.type) {
      case OrderHeld.TYPE:
        if (OrderHeld.holder(event) === HELD_BY_ENGINE)
          this.#held.set(OrderHeld.orderId(event), OrderHeld.orderType(event));
        return;
      case NewOrderTerms.TYPE:
        this.#triggers.set(NewOrderTerms.orderId(event), NewOrderTerms.triggerPrice(event));
        return;
      case NewOrder.TYPE:
        this.#order(event);
        return;
      case CancelOrder.TYPE:
        this.cancels += 1;
        return;
      case Fill.TYPE:
        this.#fill(event);
        return;
      case OrderClosed.TYPE: {
        const order = this.#known.get(OrderClosed.orderId(event));
        if (order !== undefined) order.status = nameOf(OrderStatus, OrderClosed.status(event));
        return;
      }
      case OrderReplaced.TYPE: {
        const order = this.#known.get(OrderReplaced.orderId(event));
        if (order === undefined || OrderReplaced.accepted(event) === 0) return;
        order.price = OrderReplaced.price(event);
        order.quantity = OrderReplaced.quantity(event);
        return;
      }
      case OrderRefused.TYPE: {
        const reason = refusalName(OrderRefused.reason(event));
        this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
        return;
      }
    }
  }

  #order(event: EventCursor): void {
    const { instrument } = event;
    const orderType = NewOrder.orderType(event);
    const orderId = NewOrder.orderId(event);
    const held = this.#held.get(orderId);
    const limit = orderType === OrderType.Market ? 0 : NewOrder.price(event);
    const order: BacktestOrder = {
      orderId,
      instrument,
      timeMicros: event.micros,
      side: NewOrder.side(event) === Side.Buy ? "buy" : "sell",
      type: ORDER_TYPE_NAMES[orderType] ?? "other",
      heldAs: held === undefined ? null : (ORDER_TYPE_NAMES[held] ?? "other"),
      price: limit === 0 ? (this.#triggers.get(orderId) ?? 0) : limit,
      quantity: NewOrder.quantity(event),
      arrivalPrice: markOf(this.#portfolio(), instrument),
      filled: 0,
      averagePrice: Number.NaN,
      status: "Working",
    };
    this.#held.delete(orderId);
    this.#triggers.delete(orderId);
    this.orders.push(order);
    this.#known.set(order.orderId, order);
  }

  #fill(event: EventCursor): void {
    const { instrument, micros } = event;
    const portfolio = this.#portfolio();
    const fees = portfolio.feesExact(instrument);
    const before = this.#feesBefore[instrument]!;
    const fee = fees === before ? 0 : Number(fees - before) / Number(`1e${portfolio.moneyDecimals}`);
    this.#feesBefore[instrument] = fees;
    const price = Fill.price(event);
    const quantity = Fill.quantity(event);
    const order = this.#known.get(Fill.orderId(event));
    const arrivalPrice = order?.arrivalPrice ?? Number.NaN;
    const worse = (price - arrivalPrice) * (Fill.side(event) === Side.Buy ? 1 : -1);
    const isKnown = Number.isFinite(worse);
    const liquidity = Fill.liquidity(event);
    this.fills.push({
      orderId: Fill.orderId(event),
      instrument,
      timeMicros: micros,
      side: Fill.side(event) === Side.Buy ? "buy" : "sell",
      price,
      quantity,
      liquidity: liquidity === Liquidity.Maker ? "maker" : liquidity === Liquidity.Taker ? "taker" : "unknown",
      fee,
      arrivalPrice,
      slippage: isKnown ? worse * quantity * this.#unit[instrument]! : 0,
      slippageBasisPoints: isKnown && arrivalPrice !== 0 ? (worse / Math.abs(arrivalPrice)) * 1e4 : 0,
      delayMicros: order === undefined ? 0 : micros - order.timeMicros,
    });
    if (order === undefined) return;
    const paid = order.filled === 0 ? 0 : order.averagePrice * order.filled;
    order.filled += quantity;
    order.averagePrice = (paid + price * quantity) / order.filled;
  }
}

/** The mark of an instrument in price units; NaN where there is none yet. */
export function markOf(portfolio: Portfolio, instrument: number): number {
  return portfolio.mark2x(instrument) / 2;
}
