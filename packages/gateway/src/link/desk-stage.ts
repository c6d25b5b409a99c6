import {
  CancelIntent,
  ConfigError,
  type EventCursor,
  type EventSink,
  GatewayCommand,
  MassCancel,
  OrderEntry,
  OrderEntryBracket,
  OrderEntryCancel,
  OrderEntryMassCancel,
  OrderEntryReplace,
  OrderEntryTerms,
  ReplaceIntent,
  RiskCause,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import type { OrderIds } from "@hotpath/engine";
import { COMMAND_INPUTS, CommandLedger, type DoneCommand } from "./command-ledger.ts";
import type { HashWords } from "./command-record.ts";
import { EntryTerms } from "./order-terms.ts";

/** How a {@link DeskStage} is made. */
export interface DeskStageOptions {
  /** The engine's: one for the desk and all strategies. */
  orderIds: OrderIds;
  /** The desk's number among the strategies, 1 to 32,767. Default 32,767. */
  number?: number;
  /** Idempotency keys of all clients that are remembered, 1 to 1,048,576. Default 65,536. */
  keptKeys?: number;
}

/**
 * Asks for the orders of people and programs outside, as a strategy asks for its own: what entered as a sequenced,
 * journalled `OrderEntry…` becomes an intent, and goes through order manager and risk gate like any other. A replay gives
 * the same orders the same numbers. It also remembers what was done under which idempotency key, of the journal's own records.
 */
export class DeskStage implements Stage, Snapshotable {
  /** The number of a desk that is given none. */
  static readonly NUMBER = 32_767;
  readonly name = "desk";
  readonly handles: readonly number[] = COMMAND_INPUTS;
  /** Its number in orders and fills. */
  readonly number: number;
  readonly #orderIds: OrderIds;
  readonly #ledger: CommandLedger;
  readonly #terms = new EntryTerms();
  readonly #nextId = (): number => this.#orderIds.next();

  /** @throws {ConfigError} for a number that is out of range */
  constructor(options: DeskStageOptions) {
    const { number = DeskStage.NUMBER, keptKeys = 65_536 } = options;
    if (!Number.isInteger(keptKeys) || keptKeys < 1 || keptKeys > 1_048_576)
      throw new ConfigError("desk.keptKeys", keptKeys, "an integer from 1 to 1048576");
    if (!Number.isInteger(number) || number < 1 || number > 32_767)
      throw new ConfigError("desk.number", number, "an integer from 1 to 32767");
    this.number = number;
    this.#orderIds = options.orderIds;
    this.#ledger = new CommandLedger(keptKeys);
  }

  /** Whether the journal ended within a command: what of it has come waits for the rest. */
  get isWithinCommand(): boolean {
    return this.#ledger.isOpen || this.#terms.isPending;
  }

  /** What was done under an idempotency key, of which this is the hash. */
  done(key: HashWords): DoneCommand | undefined {
    return this.#ledger.find(key);
  }

  on(event: EventCursor, out: EventSink): void {
    const { instrument, venue } = event;
    const { number } = this;
    this.#ledger.take(event);
    switch (event.type) {
      case OrderEntryTerms.TYPE:
      case OrderEntryBracket.TYPE:
        this.#terms.take(event);
        return;
      case OrderEntry.TYPE:
        this.#ledger.ordered(this.#terms.emit(event, out, this.#nextId, number));
        return;
      case OrderEntryCancel.TYPE:
        CancelIntent.emit(out, event, instrument, venue, OrderEntryCancel.orderId(event), number);
        return;
      case OrderEntryReplace.TYPE: {
        const [orderId, price] = [OrderEntryReplace.orderId(event), OrderEntryReplace.price(event)];
        const [quantity, side] = [OrderEntryReplace.quantity(event), OrderEntryReplace.side(event)];
        ReplaceIntent.emit(out, event, instrument, venue, orderId, price, quantity, side, number);
        return;
      }
      case GatewayCommand.TYPE:
        this.#terms.clear();
        return;
      case OrderEntryMassCancel.TYPE:
        MassCancel.emit(out, event, -1, 0, OrderEntryMassCancel.strategy(event), RiskCause.Operator);
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("gateway.desk", 2);
    this.#orderIds.snapshot(writer);
    this.#terms.snapshot(writer);
    this.#ledger.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("gateway.desk", 2);
    this.#orderIds.restore(reader);
    this.#terms.restore(reader);
    this.#ledger.restore(reader);
  }
}
