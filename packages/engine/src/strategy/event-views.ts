/**
 * What a strategy's handlers are given. Each kind of event has one view a strategy, which is pointed at the next event:
 * read from it inside the handler, and keep numbers of it, never the view itself.
 */
import { Bar, EventCursor, Liquidity, nameOf, OrderStatus, Quote, Side, Signal, Trade } from "@hotpath/core";

/** What every view has. */
export class EventPosition {
  /** @internal The record behind the view. */
  cursor: EventCursor = new EventCursor();

  /** Dense index of the instrument. */
  get instrument(): number {
    return this.cursor.instrument;
  }

  /** Where the event comes from; 0 where nothing was told. */
  get venue(): number {
    return this.cursor.venue;
  }

  /** Event time, in whole microseconds since the Unix epoch. */
  get micros(): number {
    return this.cursor.micros;
  }

  /** The nanoseconds within the microsecond, 0 to 999. */
  get nanos(): number {
    return this.cursor.nanos;
  }

  /** Number of the input that it is, or that it was derived from. */
  get sequence(): number {
    return this.cursor.sequence;
  }
}

/** One bar that has closed; prices and volume are in the instrument's units. */
export class BarEvent extends EventPosition {
  get open(): number {
    return Bar.open(this.cursor);
  }

  get high(): number {
    return Bar.high(this.cursor);
  }

  get low(): number {
    return Bar.low(this.cursor);
  }

  get close(): number {
    return Bar.close(this.cursor);
  }

  get volume(): number {
    return Bar.volume(this.cursor);
  }
}

/** The best bid and offer, in the instrument's units; a side without size is not there. */
export class BookEvent extends EventPosition {
  get bidPrice(): number {
    return Quote.bidPrice(this.cursor);
  }

  get askPrice(): number {
    return Quote.askPrice(this.cursor);
  }

  get bidSize(): number {
    return Quote.bidSize(this.cursor);
  }

  get askSize(): number {
    return Quote.askSize(this.cursor);
  }

  /** Half way between the two, in price units: it may end in ½. */
  get midPrice(): number {
    return (Quote.bidPrice(this.cursor) + Quote.askPrice(this.cursor)) / 2;
  }

  /** Whether both sides are there. */
  get isTwoSided(): boolean {
    return Quote.bidSize(this.cursor) > 0 && Quote.askSize(this.cursor) > 0;
  }
}

/** A trade that the venue has printed, in the instrument's units. */
export class TradeEvent extends EventPosition {
  get price(): number {
    return Trade.price(this.cursor);
  }

  get quantity(): number {
    return Trade.quantity(this.cursor);
  }

  /** `Side` of the taker; 0 unknown. */
  get aggressor(): number {
    return Trade.aggressor(this.cursor);
  }
}

/** What a signal generator says. */
export class SignalEvent extends EventPosition {
  /** +1 up, −1 down. */
  get direction(): number {
    return Signal.direction(this.cursor);
  }

  /** 0 to 1. */
  get confidence(): number {
    return Signal.confidence(this.cursor);
  }

  /** The generator's own figure, such as an RSI. */
  get value(): number {
    return Signal.value(this.cursor);
  }

  /** Index of the generator in the engine's signal set. */
  get generator(): number {
    return Signal.generator(this.cursor);
  }

  /** Twice the mid price when the signal was made, in price units. */
  get reference2x(): number {
    return Signal.reference(this.cursor);
  }
}

/** What has become of an order. */
export const OrderUpdateKind = {
  /** The venue has it. */
  Accepted: 0,
  /** Some or all of it was filled: `lastPrice`, `lastQuantity`. */
  Filled: 1,
  /** It works no more: `status` says how it ended. */
  Closed: 2,
  /** It did not leave: `reason` is a `RefusalReason`. */
  Refused: 3,
  /** It has new terms: `lastPrice` and `lastQuantity` are those. */
  Replaced: 4,
  /** A replace or a cancel was refused, by order manager, gate or venue: `status` says whether it works on. */
  ChangeRefused: 5,
  /** A fill that was told never was: `lastPrice`, `lastQuantity` are its. What it is instead follows as `Filled`. */
  Busted: 6,
  /** The engine keeps it back until its trigger, and no venue knows of it. */
  Held: 7,
  /** What it waited for has come: it goes on to the risk gate. `lastPrice` is the price that set it off. */
  Triggered: 8,
  /** A child of an order that is worked or routed was refused or rejected: `childId`, `reason`. Others may follow. */
  ChildRefused: 9,
  /** An order that was worked or routed and has ended is told anew: a fill came late, or was busted. See `execution`. */
  Reported: 10,
  /**
   * The venue says otherwise than what is known here, or has not answered in time: `reason` is a `DiscrepancyKind` of
   * `@hotpath/orders`. What was done about it follows as news of its own.
   */
  Discrepancy: 11,
} as const;
/** A value of {@link OrderUpdateKind}. */
export type OrderUpdateKind = (typeof OrderUpdateKind)[keyof typeof OrderUpdateKind];

/**
 * What an order that an algorithm worked or the router split has come to. Prices in price units; slippages in basis points,
 * positive for a cost whatever the side, NaN where one of the two prices is not known.
 */
export class Execution {
  /** In size units: what was to be traded, and what was. */
  quantity = 0;
  filled = 0;
  /** Of the fills; NaN if there was none. */
  averagePrice: number = Number.NaN;
  /** The middle of the market when the order came; of a routed order the best price over all venues. NaN if there was none. */
  arrivalPrice: number = Number.NaN;
  /** Average against arrival price. */
  arrivalSlippage: number = Number.NaN;
  /** Average against the market's volume-weighted price over the order's time; NaN for a routed order. */
  vwapSlippage: number = Number.NaN;
  /** Average against the market's time-weighted middle over the order's time; NaN for a routed order. */
  twapSlippage: number = Number.NaN;
  /** Child orders sent. */
  children = 0;
}

/** News of one of the strategy's own orders. */
export class OrderUpdate extends EventPosition {
  kind: OrderUpdateKind = OrderUpdateKind.Accepted;
  orderId = 0;
  /** `Side`; 0 where an order was refused before it had one. */
  side = 0;
  /** In price units: of the fill, or the new limit price; 0 if it is no matter of a price. */
  lastPrice = 0;
  /** In size units: what was filled, or the new order quantity; 0 if it is no matter of a quantity. */
  lastQuantity = 0;
  /** What still works, in size units. */
  leavesQuantity = 0;
  /** `OrderStatus`; −1 where the order never became one. */
  status = 0;
  /** `Liquidity` of a fill; 0 if it is none. */
  liquidity = 0;
  /** Why it was refused, the venue's reason, or the kind of a discrepancy; 0 if none. */
  reason = 0;
  /** The child that it is about, where the order is worked by an algorithm or routed; 0 if it is none. */
  childId = 0;
  /** What an order that was worked or routed came to, with `Closed` and `Reported`; used again by the next. */
  execution: Readonly<Execution> | undefined = undefined;

  /** The update in words, for logs: allocates. */
  override toString(): string {
    const kind = nameOf(OrderUpdateKind, this.kind);
    const side = this.side === 0 ? "" : ` ${nameOf(Side, this.side)}`;
    const fill = this.lastQuantity === 0 ? "" : ` ${this.lastQuantity} at ${this.lastPrice}`;
    const how = this.kind === OrderUpdateKind.Filled ? ` ${nameOf(Liquidity, this.liquidity)}` : "";
    const end = this.kind === OrderUpdateKind.Closed ? ` ${nameOf(OrderStatus, this.status)}` : "";
    const reason = this.reason === 0 ? "" : `, reason ${this.reason}`;
    const cost = this.execution;
    const against = cost === undefined ? "" : `, ${cost.filled} of ${cost.quantity} at ${cost.averagePrice} on average`;
    return `order ${this.orderId} ${kind}${end}${side}${fill}${how}${reason}${against}`;
  }
}
