import {
  CancelIntent,
  ConfigError,
  type DecimalInput,
  type Instrument,
  type InstrumentRegistry,
  OrderIntent,
  OrderLink,
  OrderTerms,
  OrderType,
  ReplaceIntent,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
} from "@hotpath/core";
import type { OrderStore } from "@hotpath/orders";
import { LegRole } from "@hotpath/orders/groups";
import type { OrderIds } from "../order-ids.ts";
import type { Moment } from "./moment.ts";

/** Types of orders, by the names that people give them. */
export type OrderTypeName =
  | "market"
  | "limit"
  | "stop"
  | "stop-limit"
  | "market-if-touched"
  | "limit-if-touched"
  | "trailing-stop";

/** FIX OrdType, and whether there is a limit price and a trigger. */
interface OrderKind {
  orderType: OrderType;
  hasPrice: boolean;
  hasTrigger: boolean;
}

const KINDS: Readonly<Record<OrderTypeName, OrderKind>> = {
  market: { orderType: OrderType.Market, hasPrice: false, hasTrigger: false },
  limit: { orderType: OrderType.Limit, hasPrice: true, hasTrigger: false },
  stop: { orderType: OrderType.Stop, hasPrice: false, hasTrigger: true },
  "stop-limit": { orderType: OrderType.StopLimit, hasPrice: true, hasTrigger: true },
  "market-if-touched": { orderType: OrderType.MarketIfTouched, hasPrice: false, hasTrigger: true },
  "limit-if-touched": { orderType: OrderType.LimitIfTouched, hasPrice: true, hasTrigger: true },
  "trailing-stop": { orderType: OrderType.TrailingStop, hasPrice: false, hasTrigger: false },
};

const DESCRIPTION_KEYS: readonly string[] = [
  "instrument",
  "side",
  "type",
  "price",
  "quantity",
  "timeInForce",
  "triggerPrice",
  "trailAmount",
  "trailPercent",
  "expireMicros",
  "displayQuantity",
  "minQuantity",
];

/** An order as people write it. */
export interface OrderDescription {
  /** Its dense index, or its symbol. */
  instrument: number | string;
  side: "buy" | "sell";
  /**
   * Default: `limit` where there is a price, else `market`. The others need `emulation` in the engine's configuration, unless
   * the venue has them: what has neither is refused.
   */
  type?: OrderTypeName;
  /** A value such as `"100.05"`, on a tick; a bigint counts price units. Of those types that have a limit. */
  price?: DecimalInput;
  /** From where a stop or an order if touched acts; where a trailing stop begins. */
  triggerPrice?: DecimalInput;
  /** A trailing stop's distance from the best price since it came, in price; or in hundredths of a percent. */
  trailAmount?: DecimalInput;
  trailPercent?: number;
  /** When an order of `GoodTillDate` expires, in microseconds since the Unix epoch. */
  expireMicros?: number;
  /** What an iceberg shows at a time, and the least that may trade at once: for venues that have them. */
  displayQuantity?: DecimalInput;
  minQuantity?: DecimalInput;
  /** A value such as `"0.5"`, in whole lots; a bigint counts size units. */
  quantity: DecimalInput;
  /** Default `GoodTillCancel` for a limit order, `ImmediateOrCancel` for a market order. */
  timeInForce?: keyof typeof TimeInForce;
}

/** An order of a group, and what it is there. */
export interface GroupLeg extends OrderDescription {
  /** `LegRole` of `@hotpath/orders/groups`. Default `LegRole.Leg`. */
  role?: number;
}

/** Orders that depend on each other: one cancels the other, one releases the others. */
export interface GroupDescription {
  /** `Contingency` of `@hotpath/orders/groups`. */
  kind: number;
  /** `GroupPolicy` bits of the same. Default 0. */
  policy?: number;
  /** 2 to 16 of them. */
  orders: readonly GroupLeg[];
}

/** Orders that groups send by themselves have ids from here on: they are not the strategy's own. */
const GROUP_IDS = 2 ** 52;

/** One of a strategy's own working orders. The object is used again by the next call that hands one out. */
export class WorkingOrder {
  orderId = 0;
  instrument = 0;
  /** `Side` */
  side = 0;
  /** In price units; 0 for a market order. */
  price = 0;
  /** In size units. */
  quantity = 0;
  leavesQuantity = 0;
  cumulativeQuantity = 0;
  /** `OrderStatus` */
  status = 0;
}

/**
 * How a strategy sends and follows its orders. `submit` takes an order as people write it; `limit`, `market`, `replace`
 * and `cancel` take the instrument's units and allocate nothing. Whether an order passes, and what becomes of it, comes
 * back to `onOrder`.
 */
export class StrategyOrders implements Snapshotable {
  readonly #moment: Moment;
  readonly #strategy: number;
  readonly #instruments: InstrumentRegistry;
  readonly #ids: OrderIds;
  readonly #store: OrderStore;
  readonly #view = new WorkingOrder();
  /** Orders that were sent and have not ended, by instrument. */
  readonly #working: Int32Array;
  #count = 0;
  #suppressed = 0;
  #isTrading = true;

  /** @internal */
  constructor(moment: Moment, strategy: number, instruments: InstrumentRegistry, ids: OrderIds, store: OrderStore) {
    this.#moment = moment;
    this.#strategy = strategy;
    this.#instruments = instruments;
    this.#ids = ids;
    this.#store = store;
    this.#working = new Int32Array(instruments.size);
  }

  /** The strategy's orders that were sent and have not ended. */
  get count(): number {
    return this.#count;
  }

  /** Whether orders leave: false after the command `StopTrading`, when strategies watch and send nothing. */
  get isTrading(): boolean {
    return this.#isTrading;
  }

  /** Orders that were not sent because nothing leaves. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /** Those of an instrument. */
  countIn(instrument: number): number {
    return this.#working[instrument] ?? 0;
  }

  /**
   * Sends an order as people write it.
   *
   * @returns its id; 0 if nothing leaves now
   * @throws {ConfigError} naming the field that is wrong; {InputError} for a price off tick or a quantity off lot
   */
  submit(order: OrderDescription): number {
    return this.#submit(order);
  }

  /**
   * Sends orders that depend on each other, as a bracket: an entry that releases a target and a stop, of which one cancels the
   * other. Needs `groups` in the engine's configuration. What does not fit together is refused as a whole, and `onOrder` told.
   *
   * @returns their ids, in order; all 0 if nothing leaves now
   * @throws {ConfigError} and {InputError} as {@link submit}; nothing is then sent
   */
  group({ kind, policy = 0, orders }: GroupDescription): number[] {
    if (!Array.isArray(orders) || orders.length < 2 || orders.length > 16)
      throw new ConfigError("group.orders", orders, "2 to 16 orders");
    const described = orders.map(({ role = LegRole.Leg, ...order }) => ({ role, ...this.#read(order) }));
    let groupId = 0;
    return described.map(({ role, ...order }) =>
      this.#sendRead(order, (orderId) => {
        // The first order's id names the group: no other has it.
        groupId = groupId === 0 ? orderId : groupId;
        const moment = this.#moment;
        const { venue } = moment.cause();
        const { length } = orders;
        OrderLink.emit(moment.sink(), moment.cause(), order.index, venue, groupId, orderId, kind, role, length, policy);
      }),
    );
  }

  #submit(order: OrderDescription): number {
    return this.#sendRead(this.#read(order), undefined);
  }

  #read(order: OrderDescription): ReadOrder {
    for (const [key, value] of Object.entries(order))
      if (!DESCRIPTION_KEYS.includes(key))
        throw new ConfigError(`order.${key}`, value, `one of the keys ${DESCRIPTION_KEYS.join(", ")}`);
    const index = this.#indexOf(order.instrument);
    const instrument = this.#instruments.list[index]!;
    const side = order.side === "buy" ? Side.Buy : order.side === "sell" ? Side.Sell : 0;
    if (side === 0) throw new ConfigError("order.side", order.side, '"buy" or "sell"');
    const { orderType, hasPrice, hasTrigger } = kindOf(order);
    const timeInForce = order.timeInForce ?? (orderType === OrderType.Market ? "ImmediateOrCancel" : "GoodTillCancel");
    if (!(timeInForce in TimeInForce))
      throw new ConfigError("order.timeInForce", timeInForce, `one of ${Object.keys(TimeInForce).join(", ")}`);
    const { micros } = this.#moment.cause();
    const price = hasPrice ? instrument.orderPrice(order.price!, micros) : 0;
    const quantity = instrument.orderSize(order.quantity);
    const terms = hasTerms(order) ? termsOf(order, instrument, hasTrigger, micros) : undefined;
    return { index, side, orderType, price, quantity, timeInForce: TimeInForce[timeInForce], terms };
  }

  #sendRead(order: ReadOrder, link: ((orderId: number) => void) | undefined): number {
    const { index, side, orderType, price, quantity, timeInForce, terms } = order;
    return this.#send(index, side, orderType, price, quantity, timeInForce, terms, link);
  }

  /**
   * Sends a limit order in the instrument's units: the hot path's twin of {@link submit}. An order that could not exist
   * is refused by the order manager, and `onOrder` told why.
   *
   * @param timeInForce default `GoodTillCancel`
   * @returns its id; 0 if nothing leaves now
   */
  limit(
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    timeInForce: number = TimeInForce.GoodTillCancel,
  ): number {
    return this.#send(instrument, side, OrderType.Limit, price, quantity, timeInForce);
  }

  /** Sends a market order in the instrument's units. @returns its id; 0 if nothing leaves now */
  market(
    instrument: number,
    side: number,
    quantity: number,
    timeInForce: number = TimeInForce.ImmediateOrCancel,
  ): number {
    return this.#send(instrument, side, OrderType.Market, 0, quantity, timeInForce);
  }

  /** Asks for other terms of a working order, in units; `quantity` counts what was filled already. */
  replace(orderId: number, price: number, quantity: number): void {
    const moment = this.#moment;
    const slot = this.#store.slotOf(orderId);
    const instrument = slot === -1 ? moment.cause().instrument : this.#store.instrument[slot]!;
    const side = slot === -1 ? 0 : this.#store.side[slot]!;
    const { venue } = moment.cause();
    if (!this.#isTrading) this.#suppressed += 1;
    else
      ReplaceIntent.emit(
        moment.sink(),
        moment.cause(),
        instrument,
        venue,
        orderId,
        price,
        quantity,
        side,
        this.#strategy,
      );
  }

  /** Asks for a cancel of one of its orders. One that has ended comes back to `onOrder` as refused. */
  cancel(orderId: number): void {
    const moment = this.#moment;
    const cause = moment.cause();
    CancelIntent.emit(moment.sink(), cause, cause.instrument, cause.venue, orderId, this.#strategy);
  }

  /** Asks for a cancel of every working order of its own, or of those in one instrument. */
  cancelAll(instrument?: number): void {
    const { orderId, status, strategy, used } = this.#store;
    for (let slot = 0; slot < used; slot++)
      if (status[slot] !== -1 && strategy[slot] === this.#strategy)
        if (instrument === undefined || this.#store.instrument[slot] === instrument) this.cancel(orderId[slot]!);
  }

  /** One of its own working orders, or undefined. What is handed out is used again by the next call. */
  get(orderId: number): Readonly<WorkingOrder> | undefined {
    const slot = this.#store.slotOf(orderId);
    return slot !== -1 && this.#store.strategy[slot] === this.#strategy ? this.#look(slot) : undefined;
  }

  /** Every working order of its own that the order manager has, one after the other in the same object. */
  forEach(visit: (order: Readonly<WorkingOrder>) => void): void {
    const { status, strategy, used } = this.#store;
    for (let slot = 0; slot < used; slot++)
      if (status[slot] !== -1 && strategy[slot] === this.#strategy) visit(this.#look(slot));
  }

  /** @internal */
  setTrading(isTrading: boolean): void {
    this.#isTrading = isTrading;
  }

  /** @internal An order of the strategy has ended. */
  ended(instrument: number, orderId: number): void {
    if (orderId >= GROUP_IDS) return;
    // One that it never sent, taken over from the venue, was not counted.
    if (this.#count > 0) this.#count -= 1;
    if (this.#working[instrument]! > 0) this.#working[instrument]! -= 1;
  }

  /** @internal Whether a working order is the strategy's own. */
  slotOfOwn(orderId: number): number {
    const slot = this.#store.slotOf(orderId);
    return slot !== -1 && this.#store.strategy[slot] === this.#strategy ? slot : -1;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.strategyOrders");
    this.#ids.snapshot(writer);
    writer.i32s(this.#working);
    writer.i32(this.#count);
    writer.f64(this.#suppressed);
    writer.i32(this.#isTrading ? 1 : 0);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.strategyOrders");
    this.#ids.restore(reader);
    reader.i32s(this.#working);
    this.#count = reader.i32();
    this.#suppressed = reader.f64();
    this.#isTrading = reader.i32() === 1;
  }

  #send(
    instrument: number,
    side: number,
    orderType: number,
    price: number,
    quantity: number,
    timeInForce: number,
    terms?: Terms,
    link?: (orderId: number) => void,
  ): number {
    const moment = this.#moment;
    const cause = moment.cause();
    if (!this.#isTrading) {
      this.#suppressed += 1;
      return 0;
    }
    const orderId = this.#ids.next();
    this.#count += 1;
    if (instrument >= 0 && instrument < this.#working.length) this.#working[instrument]! += 1;
    link?.(orderId);
    if (terms !== undefined) this.#emitTerms(instrument, orderId, terms);
    OrderIntent.emit(
      moment.sink(),
      cause,
      instrument,
      cause.venue,
      orderId,
      price,
      quantity,
      side,
      orderType,
      timeInForce,
      this.#strategy,
    );
    return orderId;
  }

  #emitTerms(instrument: number, orderId: number, terms: Terms): void {
    const cause = this.#moment.cause();
    OrderTerms.emit(
      this.#moment.sink(),
      cause,
      instrument,
      cause.venue,
      orderId,
      terms.triggerPrice,
      terms.trailAmount,
      terms.trailPercent,
      Number.NaN,
      terms.displayQuantity,
      terms.minQuantity,
      terms.expireMicros,
      0,
      0,
      0,
      0,
    );
  }

  #look(slot: number): WorkingOrder {
    const store = this.#store;
    const view = this.#view;
    view.orderId = store.orderId[slot]!;
    view.instrument = store.instrument[slot]!;
    view.side = store.side[slot]!;
    view.price = store.price[slot]!;
    view.quantity = store.quantity[slot]!;
    view.leavesQuantity = store.leaves[slot]!;
    view.cumulativeQuantity = store.cumulative[slot]!;
    view.status = store.status[slot]!;
    return view;
  }

  #indexOf(instrument: number | string): number {
    const { list } = this.#instruments;
    const index = typeof instrument === "number" ? instrument : list.findIndex(({ symbol }) => symbol === instrument);
    if (list[index] !== undefined) return index;
    throw new ConfigError("order.instrument", instrument, `an index below ${list.length}, or a symbol`);
  }
}

/** An order that was read from its description, in units. */
interface ReadOrder {
  index: number;
  side: number;
  orderType: number;
  price: number;
  quantity: number;
  timeInForce: number;
  terms: Terms | undefined;
}

/** What an order has beside price, quantity and time in force, in units. */
interface Terms {
  triggerPrice: number;
  trailAmount: number;
  trailPercent: number;
  expireMicros: number;
  displayQuantity: number;
  minQuantity: number;
}

function kindOf({ type, price, triggerPrice }: OrderDescription): OrderKind {
  const name = type ?? (price === undefined ? "market" : "limit");
  const kind = KINDS[name];
  if (kind === undefined) throw new ConfigError("order.type", name, `one of ${Object.keys(KINDS).join(", ")}`);
  if (kind.hasPrice && price === undefined)
    throw new ConfigError("order.price", price, `the limit price of a ${name} order`);
  if (!kind.hasPrice && price !== undefined) throw new ConfigError("order.price", price, `none in a ${name} order`);
  if (kind.hasTrigger && triggerPrice === undefined)
    throw new ConfigError("order.triggerPrice", triggerPrice, `the price from where a ${name} order acts`);
  return kind;
}

function hasTerms(order: OrderDescription): boolean {
  const { triggerPrice, trailAmount, trailPercent, expireMicros, displayQuantity, minQuantity } = order;
  const all = [triggerPrice, trailAmount, trailPercent, expireMicros, displayQuantity, minQuantity];
  return all.some((term) => term !== undefined);
}

function termsOf(order: OrderDescription, instrument: Instrument, hasTrigger: boolean, micros: number): Terms {
  const { triggerPrice, trailAmount, trailPercent = 0, expireMicros = 0, displayQuantity, minQuantity } = order;
  if (triggerPrice !== undefined && !hasTrigger && order.type !== "trailing-stop")
    throw new ConfigError("order.triggerPrice", triggerPrice, "none in an order that waits for no price");
  if (!(trailPercent >= 0 && trailPercent < 10_000))
    throw new ConfigError("order.trailPercent", trailPercent, "hundredths of a percent, from 0 up to 10000");
  if (!Number.isSafeInteger(expireMicros) || expireMicros < 0)
    throw new ConfigError("order.expireMicros", expireMicros, "microseconds since the Unix epoch, an integer");
  return {
    triggerPrice: triggerPrice === undefined ? 0 : instrument.orderPrice(triggerPrice, micros),
    trailAmount: trailAmount === undefined ? 0 : instrument.price(trailAmount),
    trailPercent,
    expireMicros,
    displayQuantity: displayQuantity === undefined ? 0 : instrument.orderSize(displayQuantity),
    minQuantity: minQuantity === undefined ? 0 : instrument.orderSize(minQuantity),
  };
}
