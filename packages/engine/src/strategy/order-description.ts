import { ConfigError, type DecimalInput, type Instrument, OrderType, type TimeInForce } from "@hotpath/core";

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
export interface OrderKind {
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

/** FIX OrdType of a type's name. */
export function orderTypeOf(type: OrderTypeName): OrderType {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) throw new ConfigError("type", type, Object.keys(KINDS).join(", "));
  return kind.orderType;
}

/** What a description may say. */
export const DESCRIPTION_KEYS: readonly string[] = [
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
  /** What an iceberg shows at a time, and the least that may trade at once, for venues that have that. */
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

/** An order that was read from its description, in units. */
export interface ReadOrder {
  index: number;
  side: number;
  orderType: number;
  price: number;
  quantity: number;
  timeInForce: number;
  terms: Terms | undefined;
}

/** What an order has beside price, quantity and time in force, in units. */
export interface Terms {
  triggerPrice: number;
  trailAmount: number;
  trailPercent: number;
  expireMicros: number;
  displayQuantity: number;
  minQuantity: number;
}

/** The type of an order, with what it must have. @throws {ConfigError} naming what is missing or too much */
export function kindOf({ type, price, triggerPrice }: OrderDescription): OrderKind {
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

/** Whether an order has more than price, quantity and time in force. */
export function hasTerms(order: OrderDescription): boolean {
  const { triggerPrice, trailAmount, trailPercent, expireMicros, displayQuantity, minQuantity } = order;
  const all = [triggerPrice, trailAmount, trailPercent, expireMicros, displayQuantity, minQuantity];
  return all.some((term) => term !== undefined);
}

/** What it has, in units. @throws {ConfigError} or {InputError} naming what is wrong */
export function termsOf(order: OrderDescription, instrument: Instrument, hasTrigger: boolean, micros: number): Terms {
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
