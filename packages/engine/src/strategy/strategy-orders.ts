import {
  CancelIntent,
  ConfigError,
  type InstrumentRegistry,
  OrderIntent,
  OrderLink,
  OrderStatus,
  OrderTerms,
  OrderType,
  ReplaceIntent,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TimeInForce,
} from "@hotpath/core";
import { OrderFlag, type OrderHandling, type OrderStage, type OrderStore } from "@hotpath/orders";
import { LegRole } from "@hotpath/orders/groups";
import type { OrderIds } from "../order-ids.ts";
import type { Moment } from "./moment.ts";
import {
  DESCRIPTION_KEYS,
  type GroupDescription,
  hasTerms,
  kindOf,
  type OrderDescription,
  type OrderTypeName,
  orderTypeOf,
  type ReadOrder,
  type Terms,
  termsOf,
} from "./order-description.ts";
import { type RouteDescription, readRoute, readWork, type WorkDescription } from "./work-description.ts";
import type { WorkedOrder, WorkedOrders } from "./worked-orders.ts";

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
  /** Whether the engine does something for it that its venue cannot: holds it, follows a price, shows it in slices. */
  isEmulated = false;
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
  readonly #stage: Pick<OrderStage, "handling">;
  readonly #worked: WorkedOrders;
  readonly #view = new WorkingOrder();
  /** Orders that were sent and have not ended, by instrument. */
  readonly #working: Int32Array;
  #count = 0;
  #suppressed = 0;
  #isTrading = true;

  /** @internal */
  constructor(
    moment: Moment,
    strategy: number,
    instruments: InstrumentRegistry,
    ids: OrderIds,
    stage: Pick<OrderStage, "store" | "handling">,
    worked: WorkedOrders,
  ) {
    this.#moment = moment;
    this.#strategy = strategy;
    this.#instruments = instruments;
    this.#ids = ids;
    this.#store = stage.store;
    this.#stage = stage;
    this.#worked = worked;
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
   * Who keeps orders of a type: `venue` where it has them, `engine` where the engine holds them and sends what a trigger or an
   * auction makes of them, `nobody` where they are refused.
   *
   * @param timeInForce default `GoodTillCancel`
   * @param venue its number, where the configuration tells venues apart
   * @example if (context.orders.handling("trailing-stop") === "engine") context.log("warn", "stops are held here");
   */
  handling(type: OrderTypeName, timeInForce: keyof typeof TimeInForce = "GoodTillCancel", venue = 0): OrderHandling {
    return this.#stage.handling(orderTypeOf(type), TimeInForce[timeInForce], venue);
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

  /**
   * Has an order worked by an execution algorithm, in child orders over time, each through order manager and risk gate like
   * any other. Needs `algorithms` in the engine's configuration. `onOrder` tells the children's fills as this order's, and
   * its end, `Closed`, with what it came to against arrival price, VWAP and TWAP: `update.execution`.
   *
   * @returns its id, which {@link cancel} takes too; 0 if nothing leaves now
   * @throws {ConfigError} naming the field that is wrong; {InputError} for a price off tick or a quantity off lot;
   *   {StateError} where the engine works no orders
   * @example
   * context.orders.work({ algorithm: "twap", instrument: "AAPL", side: "buy", quantity: "50000", over: "30m", limit: "101" });
   */
  work(order: WorkDescription): number {
    this.#worked.assertWorks();
    const moment = this.#moment;
    const read = readWork(order, this.#instruments, moment.cause().micros, this.#worked.hasImpact);
    const orderId = this.#begin(read.index);
    if (orderId !== 0) this.#worked.work(orderId, read, moment.cause(), moment.sink());
    return orderId;
  }

  /**
   * Has an order taken wherever it costs least, over the venues of `router` in the engine's configuration. `onOrder` tells
   * its fills, and its end with `update.execution`. Answer and errors as {@link work}.
   */
  route(order: RouteDescription): number {
    this.#worked.assertRoutes();
    const moment = this.#moment;
    const read = readRoute(order, this.#instruments, moment.cause().micros);
    const orderId = this.#begin(read.index);
    if (orderId !== 0) this.#worked.route(orderId, read, moment.cause(), moment.sink());
    return orderId;
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

  /**
   * Asks for a cancel of one of its orders, of one that is worked or routed too. One that has ended comes back to `onOrder`
   * as refused.
   */
  cancel(orderId: number): void {
    const moment = this.#moment;
    const cause = moment.cause();
    if (this.#worked.cancel(orderId, cause, moment.sink())) return;
    CancelIntent.emit(moment.sink(), cause, cause.instrument, cause.venue, orderId, this.#strategy);
  }

  /** Asks for a cancel of every working order of its own, or of those in one instrument. */
  cancelAll(instrument?: number): void {
    const { orderId, status, strategy, used } = this.#store;
    for (const order of this.#worked.all())
      if (instrument === undefined || order.index === instrument) this.cancel(order.orderId);
    for (let slot = 0; slot < used; slot++)
      // What belongs to an order that is worked is called back by who works it.
      if (status[slot] !== -1 && strategy[slot] === this.#strategy && this.#worked.parentOf(orderId[slot]!) === 0)
        if (instrument === undefined || this.#store.instrument[slot] === instrument) this.cancel(orderId[slot]!);
  }

  /** One of its own working orders, or undefined. What is handed out is used again by the next call. */
  get(orderId: number): Readonly<WorkingOrder> | undefined {
    const worked = this.#worked.get(orderId);
    if (worked !== undefined) return this.#lookAtWorked(worked);
    const slot = this.#store.slotOf(orderId);
    return slot !== -1 && this.#store.strategy[slot] === this.#strategy ? this.#look(slot) : undefined;
  }

  /**
   * Every working order of its own that the order manager has, one after the other in the same object: of orders that are
   * worked or routed, their children.
   */
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
    if (this.#worked.isChild(orderId)) return;
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
    writer.section("engine.strategyOrders", 2);
    this.#ids.snapshot(writer);
    writer.i32s(this.#working);
    writer.i32(this.#count);
    writer.f64(this.#suppressed);
    writer.i32(this.#isTrading ? 1 : 0);
    this.#worked.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.strategyOrders", 2);
    this.#ids.restore(reader);
    reader.i32s(this.#working);
    this.#count = reader.i32();
    this.#suppressed = reader.f64();
    this.#isTrading = reader.i32() === 1;
    this.#worked.restore(reader);
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
    const orderId = this.#begin(instrument);
    if (orderId === 0) return 0;
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

  /** An order is about to leave: its id; 0 if nothing leaves. */
  #begin(instrument: number): number {
    if (!this.#isTrading) {
      this.#suppressed += 1;
      return 0;
    }
    const orderId = this.#ids.next();
    this.#count += 1;
    if (instrument >= 0 && instrument < this.#working.length) this.#working[instrument]! += 1;
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
    view.isEmulated = (store.flags[slot]! & OrderFlag.Emulated) !== 0;
    return view;
  }

  #lookAtWorked({ orderId, index, side, limitPrice, quantity, filled }: WorkedOrder): WorkingOrder {
    const view = this.#view;
    view.orderId = orderId;
    view.instrument = index;
    view.side = side;
    view.price = limitPrice;
    view.quantity = quantity;
    view.leavesQuantity = Math.max(0, quantity - filled);
    view.cumulativeQuantity = filled;
    view.status = filled > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
    view.isEmulated = true;
    return view;
  }

  #indexOf(instrument: number | string): number {
    const { list } = this.#instruments;
    const index = typeof instrument === "number" ? instrument : list.findIndex(({ symbol }) => symbol === instrument);
    if (list[index] !== undefined) return index;
    throw new ConfigError("order.instrument", instrument, `an index below ${list.length}, or a symbol`);
  }
}
