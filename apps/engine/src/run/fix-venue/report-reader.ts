import {
  type EventSink,
  ExecType,
  ExecutionReport,
  type InstrumentRegistry,
  Liquidity,
  OrderStatus,
  Side,
  VenueOrderState,
} from "@hotpath/core";
import { FieldFault, type MessageReader } from "@hotpath/fix";
import type { ClientOrderId, ClientOrderIds } from "@hotpath/orders";
import { ExecutionIds } from "./execution-ids.ts";
import type { VenueOrder, VenueOrders } from "./venue-orders.ts";

/** What ExecTransType (20) makes of a report, before FIX 4.3. */
const TRANSACTIONS: Readonly<Record<number, number>> = {
  49: ExecType.TradeCancel,
  50: ExecType.TradeCorrect,
  51: ExecType.OrderStatus,
};

/** Reads a venue's reports, of every version, as records of an engine. */
export class ReportReader {
  /** Reports of orders that are none of ours. */
  foreign = 0;
  /** Prices that the instrument's decimals cannot hold, rounded to the nearest: a fill must not be lost. */
  rounded = 0;
  readonly ids: ExecutionIds = new ExecutionIds();
  readonly #instruments: InstrumentRegistry;
  readonly #names: ClientOrderIds;
  readonly #orders: VenueOrders;
  readonly #places: ReadonlyMap<string, number>;

  constructor(instruments: InstrumentRegistry, names: ClientOrderIds, orders: VenueOrders) {
    this.#instruments = instruments;
    this.#names = names;
    this.#orders = orders;
    this.#places = new Map(
      Array.from({ length: instruments.size }, (_, place) => [instruments.at(place).symbol, place] as const),
    );
  }

  /** Whose a message is: by ClOrdID (11), else by OrigClOrdID (41). */
  orderOf(message: MessageReader): ClientOrderId | undefined {
    return this.#named(message.string(11)) ?? this.#named(message.string(41));
  }

  /** Writes an ExecutionReport (8). @returns false, and counts it, if it is of no order of ours */
  write(message: MessageReader, age: number, sink: EventSink, nowMicros: number): boolean {
    const id = this.orderOf(message);
    const place = id === undefined ? -1 : this.#placeOf(id.orderId, message);
    if (id === undefined || place === -1) {
      this.foreign += 1;
      return false;
    }
    const { priceDecimals, sizeDecimals } = this.#instruments.at(place);
    const execType = execTypeOf(message, age);
    const isTrade = execType === ExecType.Trade || execType === ExecType.TradeCorrect;
    const cumulative = message.units(14, sizeDecimals);
    const leaves = message.has(151)
      ? message.units(151, sizeDecimals)
      : Math.max(0, message.units(38, sizeDecimals) - cumulative);
    const hasTerms = execType === ExecType.Replaced || execType === ExecType.Restated;
    ExecutionReport.write(
      sink,
      nowMicros,
      0,
      place,
      0,
      id.orderId,
      this.ids.of(message.string(37)),
      isTrade ? this.#price(message, 31, priceDecimals) : 0,
      isTrade ? message.units(32, sizeDecimals) : 0,
      Number.isNaN(leaves) ? 0 : leaves,
      cumulative,
      execType,
      this.#sideOf(id.orderId, message),
      liquidityOf(message),
      Math.max(0, Number.isNaN(message.int(103)) ? 0 : message.int(103)),
      this.ids.of(message.string(17)),
      this.ids.of(message.string(19)),
      Number.NaN,
      hasTerms && message.has(44) ? this.#price(message, 44, priceDecimals) : Number.NaN,
      hasTerms && message.has(38) ? message.units(38, sizeDecimals) : Number.NaN,
      statusOf(message),
    );
    return true;
  }

  /**
   * Writes how an order stands (the answer to a status request) as a line of the venue's list.
   *
   * @param orderId of ours; undefined for another's, which is told of as an orphan
   */
  writeState(message: MessageReader, orderId: number | undefined, sink: EventSink, nowMicros: number): void {
    const order = orderId === undefined ? undefined : this.#orders.find(orderId);
    const place = order?.instrument ?? this.#places.get(message.string(55) ?? "") ?? -1;
    if (place === -1) {
      this.foreign += 1;
      return;
    }
    const { priceDecimals, sizeDecimals } = this.#instruments.at(place);
    const cumulative = message.units(14, sizeDecimals);
    const terms = order && termsBy(order, this.orderOf(message)?.version);
    const quantity = message.has(38) || terms === undefined ? message.units(38, sizeDecimals) : terms.quantity;
    const left = message.has(151) ? message.units(151, sizeDecimals) : quantity - cumulative;
    VenueOrderState.write(
      sink,
      nowMicros,
      0,
      place,
      0,
      orderId ?? 0,
      this.ids.of(message.string(37)),
      message.has(44) ? this.#price(message, 44, priceDecimals) : (terms?.price ?? 0),
      quantity,
      left,
      cumulative,
      message.has(6) ? message.number(6) * 10 ** priceDecimals : 0,
      order?.side ?? this.#sideOf(0, message),
      statusOf(message),
      order?.orderType ?? message.char(40) - 48,
      order?.timeInForce ?? Math.max(0, message.char(59) - 48),
    );
  }

  #named(text: string | undefined): ClientOrderId | undefined {
    return text === undefined ? undefined : this.#names.parse(text);
  }

  #placeOf(orderId: number, message: MessageReader): number {
    return this.#orders.find(orderId)?.instrument ?? this.#places.get(message.string(55) ?? "") ?? -1;
  }

  #sideOf(orderId: number, message: MessageReader): number {
    const known = this.#orders.find(orderId)?.side;
    if (known !== undefined) return known;
    // Buy, buy minus.
    return message.char(54) === 49 || message.char(54) === 51 ? Side.Buy : Side.Sell;
  }

  #price(message: MessageReader, tag: number, decimals: number): number {
    const units = message.units(tag, decimals);
    if (!Number.isNaN(units) || message.fault !== FieldFault.TooFine) return units;
    this.rounded += 1;
    return Math.round(message.number(tag) * 10 ** decimals);
  }
}

/** The terms of an order that a venue knows by a ClOrdID: those of a replace, if it has taken that, else those that it had. */
function termsBy(order: VenueOrder, version: number | undefined): Pick<VenueOrder, "price" | "quantity"> {
  return order.open.find((message) => message.msgType === "G" && message.version === version) ?? order;
}

/** OrdStatus (39), as a number; −1 where there is none. */
export function statusOf(message: MessageReader): number {
  const code = message.char(39);
  return code === -1 ? -1 : numberOf(code);
}

/** Whether a report only says how an order stands. */
export function isStatus(message: MessageReader, age: number): boolean {
  return execTypeOf(message, age) === ExecType.OrderStatus;
}

/** What has happened: ExecType (150) and ExecTransType (20), or in FIX 4.0 OrdStatus (39) alone. */
function execTypeOf(message: MessageReader, age: number): number {
  const transaction = age < 43 ? TRANSACTIONS[message.char(20)] : undefined;
  if (transaction !== undefined) return transaction;
  const code = age < 41 ? message.char(39) : message.char(150);
  const what = numberOf(code);
  // Before FIX 4.3 a fill is PartialFill or Fill; one without a quantity says how the order stands.
  if (what === OrderStatus.PartiallyFilled || what === OrderStatus.Filled)
    return message.number(32) > 0 ? ExecType.Trade : ExecType.OrderStatus;
  // In FIX 4.0 the state may stay what it is while more is filled, as PendingCancel.
  return age < 41 && message.number(32) > 0 ? ExecType.Trade : what;
}

/** A digit or a capital as a digit of base 36; −1 for none. */
function numberOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 65 && code <= 90 ? code - 55 : -1;
}

/** LastLiquidityInd (851). */
function liquidityOf(message: MessageReader): number {
  const code = message.char(851);
  return code === 49 ? Liquidity.Maker : code === 50 ? Liquidity.Taker : 0;
}
