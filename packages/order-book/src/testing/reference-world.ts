/**
 * What the reference matcher knows: one array of orders, a few maps, and a list of reports. Nothing is indexed, sorted or
 * summed before it is asked for.
 */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import { OrderInstruction, TradingPhase } from "../vocabulary.ts";

/** A report as a row of numbers: the columns of the real engine's buffer, by name. */
export interface ReferenceReport {
  kind: number;
  reason: number;
  instrument: number;
  side: number;
  orderId: number;
  owner: number;
  price: number;
  quantity: number;
  leavesQty: number;
  counterOrderId: number;
  counterOwner: number;
  counterLeavesQty: number;
}

/** What an order says of itself beyond the plain arguments. */
export interface Extras {
  instructions: number;
  triggerPrice: number;
  trailOffset: number;
  slippage: number;
  displayQuantity: number;
  minQuantity: number;
  expireMicros: number;
  pegPriceType: number;
  pegOffset: number;
}

export const NO_EXTRAS: Extras = {
  instructions: 0,
  triggerPrice: 0,
  trailOffset: 0,
  slippage: -1,
  displayQuantity: 0,
  minQuantity: 0,
  expireMicros: 0,
  pegPriceType: 0,
  pegOffset: 0,
};

export type ReferencePlace = "lit" | "dark" | "trigger" | "opening" | "closing" | "parked" | "none";

export interface ReferenceOrder extends Extras {
  orderId: number;
  instrument: number;
  side: number;
  /** As submitted; a stop that was triggered becomes a market or a limit order. */
  type: number;
  /** The price at which it rests or that it has in reports: 0 for a market order. */
  price: number;
  /** A pegged order's cap. */
  cap: number;
  /** Open in all. */
  leaves: number;
  /** What an order in the book shows of it. */
  shown: number;
  filled: number;
  owner: number;
  timeInForce: number;
  place: ReferencePlace;
  /** Smaller is first among orders of one price and place. */
  arrival: number;
  /** When it was entered. */
  entry: number;
  trigger: number;
  extreme: number;
}

export interface ReferenceRule {
  minAllocation: number;
  topOrder: boolean;
}

export interface ReferenceOptions {
  instruments: number;
  orderCapacity: number;
  selfTradePrevention: number;
  replaceKeepsPriority: boolean;
  proRata?: Map<number, ReferenceRule>;
}

/** What one instrument has beyond its orders. */
export interface ReferenceMarket {
  phase: number;
  /** Which auction has been called and has not taken place. */
  auction: "opening" | "closing" | "";
  last: number;
  reference: number;
  staticBand: number;
  dynamicBand: number;
  action: number;
  /** The order that set the best price, by side. */
  top: Map<number, number>;
  interrupted: boolean;
}

export class World {
  orders: ReferenceOrder[] = [];
  reports: ReferenceReport[] = [];
  elected: ReferenceOrder[] = [];
  markets: ReferenceMarket[] = [];
  positions: Map<string, number> = new Map();
  now = 0;
  counter = 0;
  options: ReferenceOptions;

  constructor(options: ReferenceOptions) {
    this.options = options;
    for (let i = 0; i < options.instruments; i++) {
      this.markets.push({
        phase: TradingPhase.Continuous,
        auction: "",
        last: Number.NaN,
        reference: Number.NaN,
        staticBand: -1,
        dynamicBand: -1,
        action: 0,
        top: new Map(),
        interrupted: false,
      });
    }
  }

  /** A world of its own that is the same. */
  clone(): World {
    const copy = new World(this.options);
    copy.orders = this.orders.map((order) => ({ ...order }));
    copy.markets = this.markets.map((market) => ({ ...market, top: new Map(market.top) }));
    copy.positions = new Map(this.positions);
    copy.now = this.now;
    copy.counter = this.counter;
    return copy;
  }

  report(
    kind: number,
    reason: number,
    order: Pick<ReferenceOrder, "instrument" | "side" | "orderId" | "owner" | "price">,
    quantity: number,
    leavesQty: number,
    counter?: ReferenceOrder,
  ): void {
    this.reports.push({
      kind,
      reason,
      instrument: order.instrument,
      side: order.side,
      orderId: order.orderId,
      owner: order.owner,
      price: order.price,
      quantity,
      leavesQty,
      counterOrderId: counter?.orderId ?? 0,
      counterOwner: counter?.owner ?? 0,
      counterLeavesQty: counter?.leaves ?? 0,
    });
  }

  /** A report that is about no order. */
  reportMarket(kind: number, reason: number, instrument: number, price: number, quantity: number, leaves = 0): void {
    this.report(kind, reason, { instrument, side: 0, orderId: 0, owner: 0, price }, quantity, leaves);
  }

  /** The orders of one side in one place, first one first. */
  queue(instrument: number, side: number, place: ReferencePlace): ReferenceOrder[] {
    return this.orders.filter((o) => o.instrument === instrument && o.side === side && o.place === place).sort(before);
  }

  /** Puts an order at the end of a queue. */
  put(order: ReferenceOrder, place: ReferencePlace): void {
    order.place = place;
    order.arrival = ++this.counter;
    if (!this.orders.includes(order)) this.orders.push(order);
  }

  remove(order: ReferenceOrder): void {
    if (this.orders.includes(order)) this.orders.splice(this.orders.indexOf(order), 1);
    const { top } = this.markets[order.instrument]!;
    if (top.get(order.side) === order.orderId) top.delete(order.side);
  }

  position(owner: number, instrument: number): number {
    return this.positions.get(`${owner}/${instrument}`) ?? 0;
  }

  /** What an owner can still trade on a side to bring its position nearer to zero. */
  reducible(owner: number, instrument: number, side: number): number {
    const position = this.position(owner, instrument);
    return Math.max(0, side === Side.Buy ? 0 - position : position);
  }

  move(owner: number, instrument: number, change: number): void {
    const key = `${owner}/${instrument}`;
    const position = this.positions.get(key);
    if (position === undefined || owner === 0) return;
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    const moved = BigInt(position) + BigInt(change);
    this.positions.set(key, Number(moved > most ? most : moved < -most ? -most : moved));
  }
}

/** Best price first, then first come. Market orders before all. */
export function before(a: ReferenceOrder, b: ReferenceOrder): number {
  if (a.place === "trigger") {
    const nearest = a.side === Side.Buy ? a.trigger - b.trigger : b.trigger - a.trigger;
    return nearest || a.arrival - b.arrival;
  }
  if (hasNoLimit(a) !== hasNoLimit(b)) return hasNoLimit(a) ? -1 : 1;
  const better = a.side === Side.Buy ? b.price - a.price : a.price - b.price;
  return better || a.arrival - b.arrival;
}

export function has(order: Extras, instruction: number): boolean {
  return (order.instructions & instruction) !== 0;
}

export function hasNoLimit(order: ReferenceOrder): boolean {
  return order.type === OrderType.Market || order.type === OrderType.Stop || order.type === OrderType.TrailingStop;
}

export function isStop(order: ReferenceOrder): boolean {
  return [OrderType.Stop, OrderType.StopLimit, OrderType.TrailingStop].some((type) => type === order.type);
}

/** Rests unseen. */
export function isDark(order: ReferenceOrder): boolean {
  return order.minQuantity > 0 || has(order, OrderInstruction.AllOrNone | OrderInstruction.Hidden);
}

/** May stay in the book. */
export function mayStay(timeInForce: number): boolean {
  const { Day, GoodTillCancel, GoodTillDate, PostOnly } = TimeInForce;
  return [Day, GoodTillCancel, GoodTillDate, PostOnly].some((one) => one === timeInForce);
}

export function isCallPhase(phase: number): boolean {
  const { OpeningAuction, ClosingAuction, HaltAuction } = TradingPhase;
  return [OpeningAuction, ClosingAuction, HaltAuction].some((one) => one === phase);
}

/** Whether a price is as good as a limit or better, for who trades on that side. */
export function isWithin(side: number, price: number, limit: number): boolean {
  return side === Side.Buy ? price <= limit : price >= limit;
}
