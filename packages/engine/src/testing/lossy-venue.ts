/**
 * A venue as plain as can be, behind a connection that loses, doubles and reorders: what it says is the truth that an order
 * manager is to arrive at.
 */
import {
  CancelOrder,
  type EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  NewOrder,
  OrderStatus,
  ReplaceOrder,
  SessionState,
  Side,
  VenueOrderState,
  VenuePosition,
  VenueSession,
} from "@hotpath/core";

/** An order at the venue. */
export interface VenueOrder {
  orderId: number;
  side: number;
  price: number;
  quantity: number;
  leaves: number;
  cumulative: number;
  isOpen: boolean;
}

/** A trade of it, with what it is now: busted if its quantity is 0. */
export interface VenueTrade {
  orderId: number;
  side: number;
  price: number;
  quantity: number;
}

/** A report on its way. */
interface Report {
  orderId: number;
  execType: number;
  side: number;
  price: number;
  quantity: number;
  leaves: number;
  cumulative: number;
  executionId: number;
  referenceId: number;
  workingPrice: number;
  workingQuantity: number;
}

const EXECUTIONS: readonly number[] = [ExecType.Trade, ExecType.TradeCancel, ExecType.TradeCorrect];

/** The venue. */
export class LossyVenue {
  readonly orders: Map<number, VenueOrder> = new Map();
  readonly trades: Map<number, VenueTrade> = new Map();
  isConnected = true;
  /** Reports that have not been delivered, the oldest first. */
  readonly sent: Report[] = [];
  /** Everything that was ever said of trades: the venue's own list of fills. */
  readonly #executions: Report[] = [];
  #executionId = 1_000;

  /** Signed position by all trades. */
  get position(): number {
    let position = 0;
    for (const { side, quantity } of this.trades.values()) position += side === Side.Buy ? quantity : -quantity;
    return position;
  }

  /** What was paid for it, in price units by size units. */
  get paid(): number {
    let paid = 0;
    for (const { side, price, quantity } of this.trades.values())
      paid += (side === Side.Buy ? 1 : -1) * price * quantity;
    return paid;
  }

  /** Orders that work. */
  get open(): VenueOrder[] {
    return [...this.orders.values()].filter((order) => order.isOpen);
  }

  /** A command, if the connection is there. */
  on(event: EventCursor): void {
    if (!this.isConnected) return;
    if (event.type === NewOrder.TYPE) this.#enter(event);
    else if (event.type === CancelOrder.TYPE) this.#cancel(CancelOrder.orderId(event));
    else if (event.type === ReplaceOrder.TYPE) this.#replace(event);
  }

  /** Fills some of an order. */
  fill(order: VenueOrder, quantity: number, price: number): void {
    const size = Math.min(quantity, order.leaves);
    if (size === 0 || !order.isOpen) return;
    order.leaves -= size;
    order.cumulative += size;
    if (order.leaves === 0) order.isOpen = false;
    const executionId = this.#executionId++;
    this.trades.set(executionId, { orderId: order.orderId, side: order.side, price, quantity: size });
    this.#report(order, ExecType.Trade, { price, quantity: size, executionId });
  }

  /** Takes a trade back. What was filled works again if `reinstates` and the order works or was filled whole. */
  bust(executionId: number, reinstates: boolean): void {
    const trade = this.trades.get(executionId);
    const order = trade && this.orders.get(trade.orderId);
    if (trade === undefined || order === undefined || trade.quantity === 0) return;
    const size = trade.quantity;
    const wasFilled = !order.isOpen && order.leaves === 0;
    order.cumulative -= size;
    trade.quantity = 0;
    if (reinstates && (order.isOpen || wasFilled)) {
      order.leaves += size;
      order.isOpen = true;
    } else order.quantity -= size;
    this.#report(order, ExecType.TradeCancel, { executionId: this.#executionId++, referenceId: executionId });
  }

  /** A trade was at another price. */
  correct(executionId: number, price: number): void {
    const trade = this.trades.get(executionId);
    const order = trade && this.orders.get(trade.orderId);
    if (trade === undefined || order === undefined || trade.quantity === 0) return;
    const id = this.#executionId++;
    this.trades.delete(executionId);
    this.trades.set(id, { ...trade, price });
    const { quantity } = trade;
    this.#report(order, ExecType.TradeCorrect, { price, quantity, executionId: id, referenceId: executionId });
  }

  /** Cancels an order without being asked. */
  cancelUnasked(order: VenueOrder): void {
    if (order.isOpen) this.#cancel(order.orderId);
  }

  /** Changes an order without being asked. */
  restate(order: VenueOrder, price: number): void {
    if (!order.isOpen) return;
    order.price = price;
    this.#report(order, ExecType.Restated, { workingPrice: price, workingQuantity: order.quantity });
  }

  /** Delivers a report that waits, and leaves it there to be told twice if asked to. */
  deliver(out: EventSink, micros: number, pick: number, isTwice: boolean): void {
    if (this.sent.length === 0) return;
    const at = pick % Math.min(3, this.sent.length);
    const report = this.sent[at]!;
    // Trades overtake one another and acknowledgements. What takes a trade back, or ends an order, nothing overtakes.
    const before = this.sent.slice(0, at).filter((other) => other.orderId === report.orderId);
    const reverses = before.some(
      ({ execType }) => execType === ExecType.TradeCancel || execType === ExecType.TradeCorrect,
    );
    const canOvertake = before.length === 0 || (report.execType === ExecType.Trade && !reverses);
    const chosen = canOvertake ? at : 0;
    write(out, micros, this.sent[chosen]!);
    if (!(isTwice && this.sent[chosen]!.execType === ExecType.Trade)) this.sent.splice(chosen, 1);
  }

  /** Delivers everything. */
  deliverAll(out: EventSink, micros: number): void {
    for (const report of this.sent.splice(0)) write(out, micros, report);
  }

  /** The connection is lost, and with it what was on its way. */
  lose(out: EventSink, micros: number): void {
    this.isConnected = false;
    this.sent.length = 0;
    VenueSession.write(out, micros, 0, -1, 1, SessionState.Lost, 0);
  }

  /** The connection is there again: all fills, the orders that work or all that ever came, the position. */
  list(out: EventSink, micros: number, isWhole: boolean): void {
    this.isConnected = true;
    VenueSession.write(out, micros, 0, -1, 1, SessionState.ListBegin, 0);
    for (const report of this.#executions) write(out, micros, report);
    for (const order of isWhole ? this.orders.values() : this.open) {
      const works = order.cumulative > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
      const ended = order.leaves === 0 ? OrderStatus.Filled : OrderStatus.Canceled;
      const status = order.isOpen ? works : ended;
      const leaves = order.isOpen ? order.leaves : 0;
      const { orderId, price, quantity, cumulative, side } = order;
      VenueOrderState.write(
        out,
        micros,
        0,
        0,
        1,
        orderId,
        orderId,
        price,
        quantity,
        leaves,
        cumulative,
        0,
        side,
        status,
        2,
        1,
      );
    }
    VenuePosition.write(out, micros, 0, 0, 1, this.position, Number.NaN);
    VenueSession.write(out, micros, 0, -1, 1, SessionState.ListEnd, 0);
    VenueSession.write(out, micros, 0, -1, 1, SessionState.Connected, 0);
  }

  #enter(event: EventCursor): void {
    const orderId = NewOrder.orderId(event);
    if (this.orders.has(orderId)) throw new Error(`order ${orderId} came twice`);
    const [side, price, quantity] = [NewOrder.side(event), NewOrder.price(event), NewOrder.quantity(event)];
    const order = { orderId, side, price, quantity, leaves: quantity, cumulative: 0, isOpen: true };
    this.orders.set(orderId, order);
    this.#report(order, ExecType.New, {});
  }

  #cancel(orderId: number): void {
    const order = this.orders.get(orderId);
    if (order === undefined || !order.isOpen) {
      const none = { orderId, side: 1, price: 0, quantity: 0, leaves: 0, cumulative: 0, isOpen: false };
      this.#report(order ?? none, ExecType.CancelRejected, {});
      return;
    }
    order.isOpen = false;
    // What is busted later is no part of an order that has ended.
    this.#report({ ...order, leaves: 0 }, ExecType.Canceled, {});
    order.leaves = -1;
  }

  #replace(event: EventCursor): void {
    const orderId = ReplaceOrder.orderId(event);
    const order = this.orders.get(orderId);
    const quantity = ReplaceOrder.quantity(event);
    if (order === undefined || !order.isOpen || quantity <= order.cumulative) {
      const none = { orderId, side: 1, price: 0, quantity: 0, leaves: 0, cumulative: 0, isOpen: false };
      this.#report(order ?? none, ExecType.ReplaceRejected, {});
      return;
    }
    order.price = ReplaceOrder.price(event);
    order.quantity = quantity;
    order.leaves = quantity - order.cumulative;
    this.#report(order, ExecType.Replaced, { workingPrice: order.price, workingQuantity: order.quantity });
  }

  #report(order: VenueOrder, execType: number, more: Partial<Report>): void {
    const report: Report = {
      orderId: order.orderId,
      execType,
      side: order.side,
      price: 0,
      quantity: 0,
      leaves: Math.max(0, order.isOpen ? order.leaves : 0),
      cumulative: order.cumulative,
      executionId: 0,
      referenceId: 0,
      workingPrice: Number.NaN,
      workingQuantity: Number.NaN,
      ...more,
    };
    if (EXECUTIONS.includes(execType)) this.#executions.push(report);
    if (this.isConnected) this.sent.push(report);
  }
}

function write(out: EventSink, micros: number, r: Report): void {
  const { orderId, price, quantity, leaves, cumulative, execType, side, executionId, referenceId } = r;
  ExecutionReport.write(
    out,
    micros,
    0,
    0,
    1,
    orderId,
    orderId,
    price,
    quantity,
    leaves,
    cumulative,
    execType,
    side,
    execType === ExecType.Trade ? 1 : 0,
    0,
    executionId,
    referenceId,
    Number.NaN,
    r.workingPrice,
    r.workingQuantity,
    -1,
  );
}
