/**
 * A venue on bars. A market order that comes in after a bar has closed is filled at the open of the next one; a limit
 * order at its price, or at the open if that is better, in the first bar whose range reaches it. Orders therefore never
 * see a price that was there before they were: no look-ahead.
 *
 * The runner tells of an open by a `Trade` at the open's time, then of the whole bar by a `Bar` at its close.
 */
import {
  Bar,
  CancelOrder,
  ConfigError,
  type EventCursor,
  type EventSink,
  ExecType,
  Liquidity,
  NewOrder,
  OrderType,
  ReplaceOrder,
  Side,
  type Stage,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { reportExecution } from "@hotpath/engine";

/** Why a bar venue refuses. */
export const BarReject = { None: 0, TooManyOrders: 1, UnknownOrder: 2, NotReached: 3 } as const;

interface WaitingOrder {
  orderId: number;
  instrument: number;
  side: number;
  /** 0 for a market order. */
  price: number;
  quantity: number;
  /** Whether it ends with the next bar. */
  oneBar: boolean;
}

/** Fills orders against bars. */
export class BarVenue implements Stage {
  readonly name = "venue";
  readonly handles: readonly number[] = [Trade.TYPE, Bar.TYPE, NewOrder.TYPE, CancelOrder.TYPE, ReplaceOrder.TYPE];
  readonly #most: number;
  #waiting: WaitingOrder[] = [];

  /** @param options.maxOrders the most orders that may wait; default 4,096 */
  constructor(options: { maxOrders?: number } = {}) {
    this.#most = options.maxOrders ?? 4096;
    if (!Number.isInteger(this.#most) || this.#most < 1)
      throw new ConfigError("venue.maxOrders", options.maxOrders, "an integer from 1");
  }

  /** Orders that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Trade.TYPE:
        this.#fill(event, out, (order) => this.#priceAtOpen(order, Trade.price(event)));
        return;
      case Bar.TYPE:
        this.#fill(event, out, (order) => this.#priceInBar(order, Bar.low(event), Bar.high(event)));
        this.#expire(event, out);
        return;
      case NewOrder.TYPE:
        this.#order(event, out);
        return;
      case CancelOrder.TYPE:
        this.#cancel(event, out);
        return;
      case ReplaceOrder.TYPE:
        this.#replace(event, out);
        return;
    }
  }

  #order(event: EventCursor, out: EventSink): void {
    const orderId = NewOrder.orderId(event);
    const quantity = NewOrder.quantity(event);
    const side = NewOrder.side(event);
    const timeInForce = NewOrder.timeInForce(event);
    if (this.#waiting.length === this.#most) {
      report(out, event, orderId, ExecType.Rejected, side, 0, 0, 0, 0, BarReject.TooManyOrders);
      return;
    }
    report(out, event, orderId, ExecType.New, side, 0, 0, quantity, 0, BarReject.None);
    const price = NewOrder.orderType(event) === OrderType.Market ? 0 : NewOrder.price(event);
    const oneBar = timeInForce !== TimeInForce.GoodTillCancel && timeInForce !== TimeInForce.PostOnly;
    this.#waiting.push({ orderId, instrument: event.instrument, side, price, quantity, oneBar });
  }

  #cancel(event: EventCursor, out: EventSink): void {
    const orderId = CancelOrder.orderId(event);
    const order = this.#waiting.find((o) => o.orderId === orderId);
    const execType = order ? ExecType.Canceled : ExecType.CancelRejected;
    report(
      out,
      event,
      orderId,
      execType,
      CancelOrder.side(event),
      0,
      0,
      0,
      0,
      order ? BarReject.None : BarReject.UnknownOrder,
    );
    this.#waiting = this.#waiting.filter((o) => o !== order);
  }

  /** Nothing of a waiting order was filled: orders are filled whole. */
  #replace(event: EventCursor, out: EventSink): void {
    const orderId = ReplaceOrder.orderId(event);
    const side = ReplaceOrder.side(event);
    const order = this.#waiting.find((o) => o.orderId === orderId);
    if (order === undefined) {
      report(out, event, orderId, ExecType.CancelRejected, side, 0, 0, 0, 0, BarReject.UnknownOrder);
      return;
    }
    order.price = ReplaceOrder.price(event);
    order.quantity = ReplaceOrder.quantity(event);
    report(out, event, orderId, ExecType.Replaced, side, 0, 0, order.quantity, 0, BarReject.None);
  }

  /** Fills each order of the event's instrument that has a price now. */
  #fill(event: EventCursor, out: EventSink, priceOf: (order: WaitingOrder) => number): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((order) => {
      const price = order.instrument === event.instrument ? priceOf(order) : 0;
      if (price === 0) return true;
      report(
        out,
        event,
        order.orderId,
        ExecType.Trade,
        order.side,
        price,
        order.quantity,
        0,
        order.quantity,
        BarReject.None,
      );
      return false;
    });
  }

  #priceAtOpen(order: WaitingOrder, open: number): number {
    if (order.price === 0) return open;
    return (order.side === Side.Buy ? open <= order.price : open >= order.price) ? open : 0;
  }

  #priceInBar(order: WaitingOrder, low: number, high: number): number {
    if (order.price === 0) return 0;
    return (order.side === Side.Buy ? low <= order.price : high >= order.price) ? order.price : 0;
  }

  #expire(event: EventCursor, out: EventSink): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((order) => {
      if (order.instrument !== event.instrument || !order.oneBar) return true;
      report(out, event, order.orderId, ExecType.Expired, order.side, 0, 0, 0, 0, BarReject.NotReached);
      return false;
    });
  }
}

function report(
  out: EventSink,
  cause: EventCursor,
  orderId: number,
  execType: number,
  side: number,
  price: number,
  quantity: number,
  leaves: number,
  cumulative: number,
  reason: number,
): void {
  const liquidity = execType === ExecType.Trade ? Liquidity.Taker : 0;
  reportExecution(out, cause, orderId, execType, side, price, quantity, leaves, cumulative, liquidity, reason);
}
