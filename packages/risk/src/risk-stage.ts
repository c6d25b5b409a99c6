import {
  Bar,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  Fill,
  NewOrder,
  OrderClosed,
  OrderRefused,
  OrderRequest,
  Quote,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import { RefusalReason } from "./refusal-reason.ts";
import { GateState, type RiskGate } from "./risk-gate.ts";

/**
 * Puts a {@link RiskGate} into a pipeline: an `OrderRequest` becomes a `NewOrder` or an `OrderRefused`; quotes, bars,
 * fills and closed orders keep the gate's picture true. It must come after the stage that keeps the positions.
 */
export class RiskStage implements Stage, Snapshotable {
  readonly name = "risk";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Bar.TYPE,
    OrderRequest.TYPE,
    Fill.TYPE,
    OrderClosed.TYPE,
    Command.TYPE,
  ];
  /** Refusals by {@link RefusalReason}. */
  readonly refusals: Float64Array = new Float64Array(32);
  #checked = 0;
  readonly #gate: RiskGate;

  constructor(gate: RiskGate) {
    this.#gate = gate;
  }

  /** Orders that came to the gate. */
  get checked(): number {
    return this.#checked;
  }

  on(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case Quote.TYPE: {
        const bid = Quote.bidPrice(event);
        const ask = Quote.askPrice(event);
        if (Quote.bidSize(event) > 0 && Quote.askSize(event) > 0)
          this.#gate.reference(event.instrument, bid + ask, event.micros);
        return;
      }
      case OrderRequest.TYPE:
        this.#request(event, out);
        return;
      case Fill.TYPE:
        this.#gate.release(event.instrument, Fill.side(event), Fill.released(event));
        return;
      case OrderClosed.TYPE:
        this.#gate.release(event.instrument, OrderClosed.side(event), OrderClosed.released(event));
        return;
      case Bar.TYPE:
        this.#gate.reference(event.instrument, 2 * Bar.close(event), event.micros);
        return;
      case Command.TYPE:
        this.#command(Command.command(event));
        return;
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.stage");
    this.#gate.snapshot(writer);
    writer.f64s(this.refusals);
    writer.f64(this.#checked);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.stage");
    this.#gate.restore(reader);
    reader.f64s(this.refusals);
    this.#checked = reader.f64();
  }

  #request(event: EventCursor, out: EventSink): void {
    const side = OrderRequest.side(event);
    const price = OrderRequest.price(event);
    const quantity = OrderRequest.quantity(event);
    const orderId = OrderRequest.orderId(event);
    const strategy = OrderRequest.strategy(event);
    this.#checked += 1;
    const reason = this.#gate.check(event.instrument, side, price, quantity);
    if (reason !== RefusalReason.None) {
      this.refusals[reason]! += 1;
      OrderRefused.emit(
        out,
        event,
        event.instrument,
        event.venue,
        orderId,
        this.#gate.brokenLimit,
        this.#gate.brokenBy,
        reason,
        strategy,
      );
      return;
    }
    this.#gate.reserve(event.instrument, side, quantity);
    NewOrder.emit(
      out,
      event,
      event.instrument,
      event.venue,
      orderId,
      price,
      quantity,
      side,
      OrderRequest.orderType(event),
      OrderRequest.timeInForce(event),
      strategy,
    );
  }

  #command(command: number): void {
    if (command === EngineCommand.Halt) this.#gate.state = GateState.Halted;
    else if (command === EngineCommand.ReduceOnly) this.#gate.state = GateState.ReduceOnly;
    else if (command === EngineCommand.Resume) this.#gate.state = GateState.Active;
  }
}
