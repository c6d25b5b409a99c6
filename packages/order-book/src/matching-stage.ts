import {
  type EventCursor,
  type EventSink,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  VenueCancel,
  VenueCommand,
  VenueControl,
  VenueOrder,
  VenueReplace,
  VenueReport,
} from "@hotpath/core";
import { MatchingEngine, type MatchingEngineOptions } from "./matching-engine.ts";
import { OrderTicket } from "./order-ticket.ts";
import { Reason, ReportKind } from "./vocabulary.ts";

/**
 * A matching engine as a stage of a pipeline: commands come in as events, and every report goes out as a `VenueReport`
 * that carries the sequence and the time of the event that caused it. What a journal holds of the events is all that the
 * engine knows, so a replay gives the same reports byte for byte, from the start or from a snapshot.
 *
 * | event | command |
 * |---|---|
 * | `VenueOrder` | `enter` |
 * | `VenueCancel` | `cancel` |
 * | `VenueReplace` | `replace` |
 * | `VenueCommand` | by its `VenueControl`: the mass cancels, `expireDay`, `setPhase`, `setReference`, `setCollar`, `setPosition`, and `advanceTime` to the event's own time |
 *
 * @example
 * const stage = new MatchingStage({ instruments: 1 });
 * VenueOrder.write(input, micros, 0, 0, 0, 1, 10_050, 5, 0, 0, -1, 0, 0, 0, 0, Side.Sell, OrderType.Limit, 1, 7, 0, 0);
 * while (input.next(event)) stage.on(event, output);
 */
export class MatchingStage implements Stage, Snapshotable {
  readonly name = "matching";
  readonly handles: readonly number[] = [VenueOrder.TYPE, VenueCancel.TYPE, VenueReplace.TYPE, VenueCommand.TYPE];
  /** The engine: to be read, and not to be given commands of its own. */
  readonly engine: MatchingEngine;
  readonly #ticket = new OrderTicket();

  /** @throws {ConfigError} naming the option, its value and what is allowed */
  constructor(options: MatchingEngineOptions) {
    this.engine = new MatchingEngine(options);
  }

  /** Applies a command and emits its reports. */
  on(event: EventCursor, out: EventSink): void {
    const { engine } = this;
    switch (event.type) {
      case VenueOrder.TYPE:
        this.#enter(event);
        break;
      case VenueCancel.TYPE:
        engine.cancel(VenueCancel.orderId(event));
        break;
      case VenueReplace.TYPE:
        engine.replace(VenueReplace.orderId(event), VenueReplace.price(event), VenueReplace.quantity(event));
        break;
      case VenueCommand.TYPE:
        this.#command(event);
        break;
      default:
        return;
    }
    this.#emit(event, out);
  }

  /** Writes the engine's whole state. */
  snapshot(writer: SnapshotWriter): void {
    this.engine.snapshot(writer);
  }

  /**
   * Takes back a state that `snapshot` wrote.
   *
   * @throws {InputError} code `CORRUPT` if it is no such state; the engine is then empty
   */
  restore(reader: SnapshotReader): void {
    this.engine.restore(reader);
  }

  #enter(event: EventCursor): void {
    const ticket = this.#ticket;
    ticket.instrument = event.instrument;
    ticket.orderId = VenueOrder.orderId(event);
    ticket.side = VenueOrder.side(event);
    ticket.price = VenueOrder.price(event);
    ticket.quantity = VenueOrder.quantity(event);
    ticket.type = VenueOrder.orderType(event);
    ticket.timeInForce = VenueOrder.timeInForce(event);
    ticket.owner = VenueOrder.owner(event);
    ticket.instructions = VenueOrder.instructions(event);
    ticket.triggerPrice = VenueOrder.triggerPrice(event);
    ticket.trailOffset = VenueOrder.trailOffset(event);
    ticket.slippage = VenueOrder.slippage(event);
    ticket.displayQuantity = VenueOrder.displayQuantity(event);
    ticket.minQuantity = VenueOrder.minQuantity(event);
    ticket.expireMicros = VenueOrder.expireMicros(event);
    ticket.pegPriceType = VenueOrder.pegPriceType(event);
    ticket.pegOffset = VenueOrder.pegOffset(event);
    this.engine.enter(ticket);
  }

  #command(event: EventCursor): void {
    const { engine } = this;
    const { instrument } = event;
    const value = VenueCommand.value(event);
    const argument = VenueCommand.argument(event);
    switch (VenueCommand.control(event)) {
      case VenueControl.CancelInstrument:
        engine.massCancelInstrument(instrument);
        break;
      case VenueControl.CancelOwner:
        engine.massCancelOwner(argument);
        break;
      case VenueControl.ExpireDay:
        engine.expireDay(instrument);
        break;
      case VenueControl.SetPhase:
        engine.setPhase(instrument, argument);
        break;
      case VenueControl.SetReference:
        engine.setReference(instrument, value);
        break;
      case VenueControl.SetCollar:
        engine.setCollar(instrument, value, VenueCommand.secondValue(event), argument);
        break;
      case VenueControl.SetPosition:
        engine.setPosition(instrument, argument, value);
        break;
      case VenueControl.AdvanceTime:
        engine.advanceTime(event.micros);
        break;
      default:
        engine.reports.push(ReportKind.Rejected, Reason.BadCommand, instrument, 0, 0, 0, value, 0, 0);
    }
  }

  /** Passes the reports on and forgets them, so that there is always room for the next command's. */
  #emit(event: EventCursor, out: EventSink): void {
    const { reports } = this.engine;
    for (let row = 0; row < reports.count; row++) {
      VenueReport.emit(
        out,
        event,
        reports.instrument[row]!,
        event.venue,
        reports.orderId[row]!,
        reports.counterOrderId[row]!,
        reports.price[row]!,
        reports.quantity[row]!,
        reports.leavesQty[row]!,
        reports.counterLeavesQty[row]!,
        reports.kind[row]!,
        reports.reason[row]!,
        reports.side[row]!,
        reports.owner[row]!,
        reports.counterOwner[row]!,
      );
    }
    reports.clear();
  }
}
