import { type InstrumentRegistry, OrderType, Side, TimeInForce } from "@hotpath/core";
import type { MessageWriter } from "@hotpath/fix";
import type { Session } from "@hotpath/fix/session";
import type { ClientOrderIds } from "@hotpath/orders";
import type { OrderMessage, VenueOrder } from "./venue-orders.ts";

/** Times in force that need no further field. */
const TIMES: readonly number[] = [
  TimeInForce.Day,
  TimeInForce.GoodTillCancel,
  TimeInForce.AtTheOpening,
  TimeInForce.ImmediateOrCancel,
  TimeInForce.FillOrKill,
  TimeInForce.AtTheClose,
  TimeInForce.PostOnly,
];

/** Whether an order can be said by this adapter. */
export function isSupported({ orderType, timeInForce }: VenueOrder): boolean {
  return (orderType === OrderType.Market || orderType === OrderType.Limit) && TIMES.includes(timeInForce);
}

/** Writes requests of every version, fields in the order of their tags. */
export class OrderWriter {
  readonly #instruments: InstrumentRegistry;
  readonly #ids: ClientOrderIds;
  readonly #account: string | undefined;

  constructor(instruments: InstrumentRegistry, ids: ClientOrderIds, account: string | undefined) {
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
    if (msgType !== "F") writer.int(40, order.orderType);
    if (msgType !== "D") writer.string(41, this.#ids.text(order.orderId, message.original));
    if (msgType !== "F" && order.orderType === OrderType.Limit)
      writer.units(44, message.price, this.#instruments.at(order.instrument).priceDecimals);
    this.#instrument(writer, order);
    if (msgType !== "F") writer.int(59, isPostOnly ? TimeInForce.Day : order.timeInForce);
    if (age >= 42) writer.timestamp(60, nowMicros, 0, 3);
    // CxlType: what is left of the order.
    if (msgType === "F" && age === 40) writer.char(125, 70);
    return session.commit();
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
