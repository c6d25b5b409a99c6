import { OrderType, TimeInForce } from "@hotpath/core";

/**
 * A new order with everything that can be said of one, as plain numbers: fill it in and give it to
 * `MatchingEngine.enter`, which copies what it needs, so that one ticket serves for every order and nothing is allocated.
 * Fields that an order's type has no use for are not looked at.
 */
export class OrderTicket {
  /** The instrument's index. */
  instrument = 0;
  /** A safe integer of 1 or more that no live order has. */
  orderId = 0;
  /** A `Side`. */
  side = 0;
  /** Ticks: the limit (FIX Price 44). Of a pegged order the price that it will not go beyond, NaN for none. */
  price = 0;
  /** A safe integer of 1 or more (FIX OrderQty 38). */
  quantity = 0;
  /** An `OrderType` (FIX OrdType 40). */
  type: number = OrderType.Limit;
  /** A `TimeInForce` (FIX 59). */
  timeInForce: number = TimeInForce.GoodTillCancel;
  /** 0 … 2^31 − 1; 0 is nobody. */
  owner = 0;
  /** A sum of `OrderInstruction`s. */
  instructions = 0;
  /** Ticks: the last trade price from which a stop acts (FIX StopPx 99, by last trade: TriggerPriceType 1107=2). */
  triggerPrice = 0;
  /** A trailing stop's distance from the best last trade price since it came: ticks, or hundredths of a percent. */
  trailOffset = 0;
  /**
   * The most ticks that a market order, also one that a stop has become, may trade beyond the best price that it finds;
   * −1 for any (CME's "market with protection", whose points these are).
   */
  slippage = -1;
  /** What an iceberg shows at a time (FIX DisplayQty 1138, MaxFloor 111); 0 shows all. */
  displayQuantity = 0;
  /** The least that may trade at once on arrival, and then in each trade (FIX MinQty 110); 0 for none. */
  minQuantity = 0;
  /** Microseconds since the Unix epoch when a `GoodTillDate` order expires (FIX ExpireTime 126). */
  expireMicros = 0;
  /** A `PegPriceType` (FIX 1094). */
  pegPriceType = 0;
  /** Ticks added to the price that a pegged order follows; negative ones subtract (FIX PegOffsetValue 211). */
  pegOffset = 0;

  /** Sets every field to what it is in a new ticket. */
  reset(): void {
    this.instrument = 0;
    this.orderId = 0;
    this.side = 0;
    this.price = 0;
    this.quantity = 0;
    this.type = OrderType.Limit;
    this.timeInForce = TimeInForce.GoodTillCancel;
    this.owner = 0;
    this.instructions = 0;
    this.triggerPrice = 0;
    this.trailOffset = 0;
    this.slippage = -1;
    this.displayQuantity = 0;
    this.minQuantity = 0;
    this.expireMicros = 0;
    this.pegPriceType = 0;
    this.pegOffset = 0;
  }
}
