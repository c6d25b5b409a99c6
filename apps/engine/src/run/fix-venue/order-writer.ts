import { type InstrumentRegistry, OrderType, Side, TimeInForce } from "@hotpath/core";
import type { MessageWriter } from "@hotpath/fix";
import type { Session } from "@hotpath/fix/session";
import type { ClientOrderIds, VenueCapabilities } from "@hotpath/orders";
import { GoodTillDate } from "./good-till-date.ts";
import type { OrderMessage, VenueOrder } from "./venue-orders.ts";

/**
 * What a counterparty takes by itself: for `emulation.capabilities`. Market and limit orders in the times in force of FIX that
 * every version can say; what else there is the engine holds, and sends as one of these.
 */
export const FIX_CAPABILITIES: VenueCapabilities = {
  orderTypes: [OrderType.Market, OrderType.Limit],
  timesInForce: [
    TimeInForce.Day,
    TimeInForce.GoodTillCancel,
    TimeInForce.AtTheOpening,
    TimeInForce.ImmediateOrCancel,
    TimeInForce.FillOrKill,
    TimeInForce.GoodTillDate,
    TimeInForce.AtTheClose,
    TimeInForce.PostOnly,
  ],
};

/** FIX 4.3 has AtTheClose as a TimeInForce (59=7); before it, on close is an OrdType (40=5, 40=B). */
const AGE_OF_CLOSE = 43;
const LIMIT_ON_CLOSE = 66;

/** Whether an order can be said by this adapter. */
export function isSupported({ orderType, timeInForce, expireMicros }: VenueOrder): boolean {
  if (!FIX_CAPABILITIES.orderTypes!.includes(orderType as OrderType)) return false;
  if (!FIX_CAPABILITIES.timesInForce!.includes(timeInForce as TimeInForce)) return false;
  return timeInForce !== TimeInForce.GoodTillDate || expireMicros > 0;
}

/** Writes requests of every version, fields in the order of their tags. */
export class OrderWriter {
  readonly #instruments: InstrumentRegistry;
  readonly #ids: ClientOrderIds;
  readonly #account: string | undefined;
  readonly #goodTillDate: GoodTillDate;

  constructor(
    instruments: InstrumentRegistry,
    ids: ClientOrderIds,
    account: string | undefined,
    goodTillDate: GoodTillDate = new GoodTillDate("ExpireTime", "UTC"),
  ) {
    this.#goodTillDate = goodTillDate;
    this.#instruments = instruments;
    this.#ids = ids;
    this.#account = account;
  }

  /** Sends NewOrderSingle, OrderCancelRequest or OrderCancelReplaceRequest. @returns its MsgSeqNum */
  send(message: OrderMessage, session: Session, nowMicros: number): number {
    const { msgType, order } = message;
    const writer = session.begin(msgType);
    const { age } = session.options;
    if (this.#account !== undefined) writer.string(1, this.#account);
    writer.string(11, this.#ids.text(order.orderId, message.version));
    const isPostOnly = order.timeInForce === TimeInForce.PostOnly;
    // "Participate don't initiate".
    if (msgType !== "F" && isPostOnly) writer.char(18, 54);
    // "Automated, private": FIX up to 4.3 requires it.
    if (msgType !== "F") writer.char(21, 49);
    this.#quantity(writer, order, msgType === "F" ? order.quantity : message.quantity);
    if (msgType !== "F") this.#orderType(writer, order, age);
    if (msgType !== "D") writer.string(41, this.#ids.text(order.orderId, message.original));
    if (msgType !== "F" && order.orderType === OrderType.Limit)
      writer.units(44, message.price, this.#instruments.at(order.instrument).priceDecimals);
    this.#instrument(writer, order);
    if (msgType !== "F") writer.int(59, this.#timeInForce(order, age));
    if (age >= 42) writer.timestamp(60, nowMicros, 0, 3);
    // CxlType: what is left of the order.
    if (msgType === "F" && age === 40) writer.char(125, 70);
    if (msgType !== "F" && order.timeInForce === TimeInForce.GoodTillDate) this.#expiry(writer, order, age);
    return session.commit();
  }

  /** OrdType (40), before FIX 4.3 with "on close" in it: MarketOnClose `5`, LimitOnClose `B` (FIX 4.2, tag 40). */
  #orderType(writer: MessageWriter, { orderType, timeInForce }: VenueOrder, age: number): void {
    if (timeInForce !== TimeInForce.AtTheClose || age >= AGE_OF_CLOSE) writer.int(40, orderType);
    else if (orderType === OrderType.Market) writer.int(40, 5);
    else writer.char(40, LIMIT_ON_CLOSE);
  }

  /** TimeInForce (59): at the opening `2` in every version, at the close `7` from FIX 4.3 on, till a date `6`. */
  #timeInForce({ timeInForce }: VenueOrder, age: number): number {
    if (timeInForce === TimeInForce.PostOnly) return TimeInForce.Day;
    return timeInForce === TimeInForce.AtTheClose && age < AGE_OF_CLOSE ? TimeInForce.Day : timeInForce;
  }

  /**
   * One of ExpireTime (126) and ExpireDate (432, from FIX 4.2 on) goes with 59=6 (FIX 4.4, NewOrderSingle). A date is the last
   * day on which the order may trade, in the time zone that the counterparty's days are of.
   */
  #expiry(writer: MessageWriter, { expireMicros }: VenueOrder, age: number): void {
    if (this.#goodTillDate.field === "ExpireTime" || age < 42) writer.timestamp(126, expireMicros, 0, age < 42 ? 0 : 3);
    else writer.string(432, this.#goodTillDate.dateOf(expireMicros));
  }

  /** Sends OrderStatusRequest (H). @param version of the ClOrdID that it is asked by. @returns its MsgSeqNum */
  askStatus(order: VenueOrder, session: Session, version: number = order.accepted): number {
    const writer = session.begin("H");
    if (this.#account !== undefined && session.options.age >= 42) writer.string(1, this.#account);
    writer.string(11, this.#ids.text(order.orderId, version));
    this.#instrument(writer, order);
    return session.commit();
  }

  /** Sends OrderMassStatusRequest (AF) for all orders. @returns its MsgSeqNum */
  askAll(name: string, session: Session): number {
    const writer = session.begin("AF");
    if (this.#account !== undefined) writer.string(1, this.#account);
    writer.string(584, name);
    // "Status for all orders".
    writer.int(585, 7);
    return session.commit();
  }

  #quantity(writer: MessageWriter, { instrument }: VenueOrder, quantity: number): void {
    writer.units(38, quantity, this.#instruments.at(instrument).sizeDecimals);
  }

  #instrument(writer: MessageWriter, { instrument, side }: VenueOrder): void {
    writer.char(54, side === Side.Buy ? 49 : 50);
    writer.string(55, this.#instruments.at(instrument).symbol);
  }
}
