/**
 * The venue of a simulation: as plain as can be, and the truth that an engine is to arrive at. Orders rest until the market
 * crosses them, are filled in parts by chance, and now and then the venue changes its mind.
 */
import { ExecType, OrderStatus, OrderType, type Random, Side, TimeInForce } from "@hotpath/core";
import { hold } from "./hold.ts";
import type { Report } from "./reports.ts";

/** A command on its way to the venue. */
export interface Command {
  readonly kind: "new" | "cancel" | "replace" | "status";
  readonly instrument: number;
  readonly orderId: number;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
  readonly orderType: number;
  readonly timeInForce: number;
}

/** An order at the venue. */
export interface VenueOrder {
  readonly orderId: number;
  readonly instrument: number;
  readonly side: number;
  readonly orderType: number;
  readonly timeInForce: number;
  price: number;
  quantity: number;
  cumulative: number;
  /** Price × quantity of what was filled. */
  value: number;
  /** `OrderStatus` */
  status: number;
}

/** A trade, as it counts now: its quantity is 0 when it was busted. */
export interface VenueTrade {
  readonly orderId: number;
  readonly instrument: number;
  readonly side: number;
  readonly price: number;
  quantity: number;
}

/** Whether an order works. */
export const isOpen = (order: VenueOrder): boolean =>
  order.status === OrderStatus.New || order.status === OrderStatus.PartiallyFilled;

/** What of an order works. */
export const leavesOf = (order: VenueOrder): number => (isOpen(order) ? order.quantity - order.cumulative : 0);

/** The venue. */
export class SimulatedVenue {
  readonly orders: Map<number, VenueOrder> = new Map();
  readonly trades: Map<number, VenueTrade> = new Map();
  /** Every execution that it ever reported, in order: its own list of fills. */
  readonly executions: Report[] = [];
  readonly bid: number[];
  readonly ask: number[];
  /** In a reject storm everything is refused. */
  isRefusing = false;
  /** Where reports go. */
  tell: (report: Report, isAnswer: boolean) => void = () => {};
  /** Where the answer goes to a question how an order stands. */
  tellState: (order: Readonly<VenueOrder>) => void = () => {};
  readonly #random: Random;
  #executionId = 1;

  constructor(random: Random, mids: readonly number[]) {
    this.#random = random;
    this.bid = mids.map((mid) => mid - 1);
    this.ask = mids.map((mid) => mid + 1);
  }

  get open(): VenueOrder[] {
    return [...this.orders.values()].filter(isOpen);
  }

  /** Signed position by all trades. */
  position(instrument: number): number {
    let position = 0;
    for (const trade of this.trades.values())
      if (trade.instrument === instrument) position += trade.side === Side.Buy ? trade.quantity : -trade.quantity;
    return position;
  }

  /** What was paid by all trades, in price units by size units. */
  get paid(): number {
    let paid = 0;
    for (const { side, price, quantity } of this.trades.values())
      paid += (side === Side.Buy ? 1 : -1) * price * quantity;
    return paid;
  }

  /** A command has arrived. */
  take(command: Command): void {
    if (command.kind === "new") this.#enter(command);
    else if (command.kind === "cancel") this.#cancelAsked(command);
    else if (command.kind === "status")
      this.tellState({ ...(this.orders.get(command.orderId) ?? strangerOf(command)) });
    else this.#replace(command);
  }

  /** The market is elsewhere now: what it crosses is filled, wholly or in part. */
  move(instrument: number, bid: number, ask: number): void {
    this.bid[instrument] = bid;
    this.ask[instrument] = ask;
    for (const order of this.open) if (order.instrument === instrument) this.#match(order);
  }

  /** Fills some of an order at its price. */
  fill(order: VenueOrder, quantity: number, price: number): void {
    const size = Math.min(quantity, leavesOf(order));
    if (size === 0) return;
    order.cumulative += size;
    order.value += size * price;
    hold(order.cumulative <= order.quantity, `order ${order.orderId} is filled beyond its quantity`);
    order.status = order.cumulative === order.quantity ? OrderStatus.Filled : OrderStatus.PartiallyFilled;
    const executionId = this.#executionId++;
    const { orderId, instrument, side } = order;
    this.trades.set(executionId, { orderId, instrument, side, price, quantity: size });
    this.#report(order, ExecType.Trade, { price, quantity: size, executionId });
  }

  /** Takes a trade back. What was filled works again if `reinstates` and the order works or was filled whole. */
  bust(referenceId: number, reinstates: boolean): void {
    const trade = this.trades.get(referenceId);
    const order = trade && this.orders.get(trade.orderId);
    if (trade === undefined || order === undefined || trade.quantity === 0) return;
    order.cumulative -= trade.quantity;
    order.value -= trade.quantity * trade.price;
    const works = isOpen(order) || order.status === OrderStatus.Filled;
    if (!(reinstates && works)) order.quantity -= trade.quantity;
    else order.status = order.cumulative > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
    trade.quantity = 0;
    this.#report(order, ExecType.TradeCancel, {
      executionId: this.#executionId++,
      referenceId,
      workingPrice: order.price,
      workingQuantity: order.quantity,
    });
  }

  /** A trade was at another price. */
  correct(referenceId: number, price: number): void {
    const trade = this.trades.get(referenceId);
    const order = trade && this.orders.get(trade.orderId);
    if (trade === undefined || order === undefined || trade.quantity === 0) return;
    const executionId = this.#executionId++;
    order.value += trade.quantity * (price - trade.price);
    this.trades.delete(referenceId);
    this.trades.set(executionId, { ...trade, price });
    this.#report(order, ExecType.TradeCorrect, { price, quantity: trade.quantity, executionId, referenceId });
  }

  /** Ends an order without being asked. */
  end(order: VenueOrder, execType: number = ExecType.Canceled, isAnswer = false): void {
    if (!isOpen(order)) return;
    order.status = execType === ExecType.Expired ? OrderStatus.Expired : OrderStatus.Canceled;
    this.#report(order, execType, {}, isAnswer);
  }

  /** Changes an order's price without being asked. */
  restate(order: VenueOrder, price: number): void {
    order.price = price;
    this.#report(order, ExecType.Restated, { workingPrice: price, workingQuantity: order.quantity });
  }

  #enter(command: Command): void {
    const { orderId, instrument, side, orderType, timeInForce, price, quantity } = command;
    hold(!this.orders.has(orderId), `order ${orderId} has come to the venue twice`);
    const status = this.isRefusing ? OrderStatus.Rejected : OrderStatus.New;
    const terms = { orderId, instrument, side, orderType, timeInForce };
    const order: VenueOrder = { ...terms, price, quantity, cumulative: 0, value: 0, status };
    this.orders.set(orderId, order);
    if (this.isRefusing) {
      this.#report(order, ExecType.Rejected, { reason: 99 }, true);
      return;
    }
    this.#report(order, ExecType.New, {}, true);
    this.#match(order);
    const isImmediate = orderType === OrderType.Market || timeInForce === TimeInForce.ImmediateOrCancel;
    if (isImmediate && isOpen(order)) this.end(order, this.#random.chance(0.5) ? ExecType.Canceled : ExecType.Expired);
  }

  #cancelAsked(command: Command): void {
    const order = this.orders.get(command.orderId);
    if (order !== undefined && isOpen(order) && !this.isRefusing) this.end(order, ExecType.Canceled, true);
    else this.#refuse(command, order, ExecType.CancelRejected);
  }

  #replace(command: Command): void {
    const { orderId, price, quantity } = command;
    const order = this.orders.get(orderId);
    if (order === undefined || !isOpen(order) || this.isRefusing || quantity <= order.cumulative) {
      this.#refuse(command, order, ExecType.ReplaceRejected);
      return;
    }
    order.price = price;
    order.quantity = quantity;
    this.#report(order, ExecType.Replaced, { workingPrice: price, workingQuantity: quantity }, true);
    this.#match(order);
  }

  /** Fills what the market crosses, in one to three parts, and not always the whole. */
  #match(order: VenueOrder): void {
    const random = this.#random;
    const touch = (order.side === Side.Buy ? this.ask : this.bid)[order.instrument]!;
    const isMarket = order.orderType === OrderType.Market;
    const crosses = isMarket || (order.side === Side.Buy ? order.price >= touch : order.price <= touch);
    for (let n = 1 + random.integer(3); crosses && n > 0 && isOpen(order); n--)
      this.fill(order, 1 + random.integer(leavesOf(order)), touch);
  }

  #refuse(command: Command, order: VenueOrder | undefined, execType: number): void {
    this.#report(order ?? strangerOf(command), execType, { reason: 98 }, true);
  }

  /** @param isAnswer whether it is what a request comes to, and all that does */
  #report(order: VenueOrder, execType: number, more: Partial<Report> = {}, isAnswer = false): void {
    const report: Report = {
      kind: "report",
      instrument: order.instrument,
      orderId: order.orderId,
      execType,
      side: order.side,
      price: 0,
      quantity: 0,
      leaves: leavesOf(order),
      cumulative: order.cumulative,
      executionId: 0,
      referenceId: 0,
      workingPrice: Number.NaN,
      workingQuantity: Number.NaN,
      reason: 0,
      ...more,
    };
    if (report.executionId !== 0) this.executions.push(report);
    this.tell(report, isAnswer);
  }
}

/** An order that the venue does not know. */
function strangerOf({ orderId, instrument, side }: Command): VenueOrder {
  const none = { price: 0, quantity: 0, cumulative: 0, value: 0, status: OrderStatus.Rejected };
  return { orderId, instrument, side, orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCancel, ...none };
}
