import {
  CancelIntent,
  ConfigError,
  type EventCursor,
  type EventSink,
  MassCancel,
  OrderEntry,
  OrderEntryCancel,
  OrderEntryMassCancel,
  OrderEntryReplace,
  OrderIntent,
  ReplaceIntent,
  RiskCause,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import type { OrderIds } from "@hotpath/engine";

/** How a {@link DeskStage} is made. */
export interface DeskStageOptions {
  /** The engine's: one for the desk and all strategies. */
  orderIds: OrderIds;
  /** The desk's number among the strategies, 1 to 32,767. Default 32,767. */
  number?: number;
}

/**
 * Asks for the orders of people and programs outside, as a strategy asks for its own: what entered as a sequenced,
 * journalled `OrderEntry…` becomes an intent, and goes through order manager and risk gate like any other. A replay gives
 * the same orders the same numbers.
 */
export class DeskStage implements Stage, Snapshotable {
  /** The number of a desk that is given none. */
  static readonly NUMBER = 32_767;
  readonly name = "desk";
  readonly handles: readonly number[] = [
    OrderEntry.TYPE,
    OrderEntryCancel.TYPE,
    OrderEntryReplace.TYPE,
    OrderEntryMassCancel.TYPE,
  ];
  /** Its number in orders and fills. */
  readonly number: number;
  readonly #orderIds: OrderIds;

  /** @throws {ConfigError} for a number that is out of range */
  constructor(options: DeskStageOptions) {
    const { number = DeskStage.NUMBER } = options;
    if (!Number.isInteger(number) || number < 1 || number > 32_767)
      throw new ConfigError("desk.number", number, "an integer from 1 to 32767");
    this.number = number;
    this.#orderIds = options.orderIds;
  }

  on(event: EventCursor, out: EventSink): void {
    const { instrument, venue } = event;
    const { number } = this;
    switch (event.type) {
      case OrderEntry.TYPE: {
        const [price, quantity] = [OrderEntry.price(event), OrderEntry.quantity(event)];
        const [side, orderType] = [OrderEntry.side(event), OrderEntry.orderType(event)];
        const timeInForce = OrderEntry.timeInForce(event);
        const orderId = this.#orderIds.next();
        OrderIntent.emit(out, event, instrument, venue, orderId, price, quantity, side, orderType, timeInForce, number);
        return;
      }
      case OrderEntryCancel.TYPE:
        CancelIntent.emit(out, event, instrument, venue, OrderEntryCancel.orderId(event), number);
        return;
      case OrderEntryReplace.TYPE: {
        const [orderId, price] = [OrderEntryReplace.orderId(event), OrderEntryReplace.price(event)];
        const [quantity, side] = [OrderEntryReplace.quantity(event), OrderEntryReplace.side(event)];
        ReplaceIntent.emit(out, event, instrument, venue, orderId, price, quantity, side, number);
        return;
      }
      default:
        MassCancel.emit(out, event, -1, 0, OrderEntryMassCancel.strategy(event), RiskCause.Operator);
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("gateway.desk");
    this.#orderIds.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("gateway.desk");
    this.#orderIds.restore(reader);
  }
}
