import {
  Bar,
  CancelOrder,
  Command,
  EngineCommand,
  type EventCursor,
  type EventSink,
  Fill,
  FillBusted,
  MassCancel,
  NewOrder,
  NO_INSTRUMENT,
  OrderAdopted,
  OrderClosed,
  OrderRefused,
  OrderReplaced,
  OrderRequest,
  OrderRequestKind,
  OrderStatus,
  OrderType,
  Quote,
  ReplaceOrder,
  ReplaceRequest,
  RiskAction,
  RiskCause,
  RiskCommand,
  RiskLimit,
  RiskLimitsChanged,
  RiskLimitsCommit,
  RiskStateChanged,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  TimeInForce,
  Timer,
} from "@hotpath/core";
import { GateState, type StateChange } from "./gate-state.ts";
import { type LimitRow, readLimitRows, writeLimitRows } from "./limit-rows.ts";
import { REFUSAL_REASONS, RefusalReason } from "./refusal-reason.ts";
import type { RiskGate } from "./risk-gate.ts";

/** What an OrderReplaced says of terms that the venue changed by itself. */
const UNASKED = 2;

/** The most rows that one set of limits may have. */
const ROWS_MAX = 1_000_000;

/**
 * Puts a {@link RiskGate} into a pipeline. An `OrderRequest` becomes a `NewOrder` or an `OrderRefused`, a
 * `ReplaceRequest` a `ReplaceOrder` or an `OrderRefused`; quotes, bars, fills, busts, replaced and closed orders keep the gate's
 * picture true. Commands and new limits enter as events, and every change of state leaves as one (`RiskStateChanged`);
 * where it halts, what works is cancelled (`MassCancel`). It must come after the stage that keeps the positions.
 */
export class RiskStage implements Stage, Snapshotable {
  readonly name = "risk";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Bar.TYPE,
    Timer.TYPE,
    OrderRequest.TYPE,
    ReplaceRequest.TYPE,
    CancelOrder.TYPE,
    Fill.TYPE,
    FillBusted.TYPE,
    OrderAdopted.TYPE,
    OrderClosed.TYPE,
    OrderReplaced.TYPE,
    Command.TYPE,
    RiskCommand.TYPE,
    RiskLimit.TYPE,
    RiskLimitsCommit.TYPE,
  ];
  /** Refusals by {@link RefusalReason}. */
  readonly refusals: Float64Array = new Float64Array(REFUSAL_REASONS);
  readonly #gate: RiskGate;
  #checked = 0;
  #unknownCommands = 0;
  /** Limits that were told and wait for their commit. */
  #staged: LimitRow[] = [];

  constructor(gate: RiskGate) {
    this.#gate = gate;
  }

  /** Orders and replaces that came to the gate. */
  get checked(): number {
    return this.#checked;
  }

  /** Commands that named no action, account or strategy of the gate: nothing was done. */
  get unknownCommands(): number {
    return this.#unknownCommands;
  }

  // Market data has a short way of its own, that is compiled into the pipeline.
  on(event: EventCursor, out: EventSink): void {
    const type = event.type;
    if (type === Bar.TYPE) this.#gate.reference(event.instrument, 2 * Bar.close(event), event.micros);
    else if (type === Quote.TYPE) {
      if (Quote.bidSize(event) > 0 && Quote.askSize(event) > 0)
        this.#gate.reference(event.instrument, Quote.bidPrice(event) + Quote.askPrice(event), event.micros);
      else this.#gate.advance(event.micros);
    } else this.#take(event, out);
    if (this.#gate.hasChanges) this.#tell(event, out);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.stage", 2);
    this.#gate.snapshot(writer);
    writer.f64s(this.refusals);
    writer.f64(this.#checked);
    writer.f64(this.#unknownCommands);
    writeLimitRows(writer, this.#staged);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.stage", 2);
    this.#gate.restore(reader);
    reader.f64s(this.refusals);
    this.#checked = reader.f64();
    this.#unknownCommands = reader.f64();
    this.#staged = readLimitRows(reader);
  }

  #take(event: EventCursor, out: EventSink): void {
    switch (event.type) {
      case OrderRequest.TYPE:
        this.#request(event, out);
        break;
      case Fill.TYPE:
        this.#gate.filled(
          Fill.orderId(event),
          event.instrument,
          Fill.side(event),
          Fill.price(event),
          Fill.quantity(event),
          Fill.strategy(event),
        );
        break;
      case OrderClosed.TYPE:
        this.#gate.closed(OrderClosed.orderId(event));
        if (OrderClosed.status(event) === OrderStatus.Rejected)
          this.#gate.rejected(OrderClosed.strategy(event), event.micros);
        break;
      case CancelOrder.TYPE:
        this.#gate.cancelling(CancelOrder.strategy(event), event.micros);
        break;
      case ReplaceRequest.TYPE:
        this.#replaceRequest(event, out);
        break;
      case OrderReplaced.TYPE:
        if (OrderReplaced.accepted(event) === UNASKED) this.#restated(event);
        else this.#gate.replaced(OrderReplaced.orderId(event), OrderReplaced.accepted(event) === 1);
        break;
      case OrderAdopted.TYPE:
        this.#gate.adopt(
          OrderAdopted.orderId(event),
          event.instrument,
          OrderAdopted.side(event),
          OrderAdopted.price(event),
          OrderAdopted.quantity(event),
          OrderAdopted.leavesQuantity(event),
          OrderAdopted.strategy(event),
        );
        break;
      case FillBusted.TYPE:
        this.#gate.busted(
          FillBusted.orderId(event),
          event.instrument,
          FillBusted.side(event),
          FillBusted.price(event),
          FillBusted.quantity(event),
          FillBusted.strategy(event),
          FillBusted.restored(event),
          FillBusted.leavesQuantity(event),
          FillBusted.orderPrice(event),
          FillBusted.orderQuantity(event),
        );
        break;
      case Timer.TYPE:
        this.#gate.advance(event.micros);
        break;
      default:
        this.#control(event, out);
    }
  }

  #request(event: EventCursor, out: EventSink): void {
    const side = OrderRequest.side(event);
    const price = OrderRequest.price(event);
    const quantity = OrderRequest.quantity(event);
    const orderId = OrderRequest.orderId(event);
    const strategy = OrderRequest.strategy(event);
    const orderType = OrderRequest.orderType(event);
    const timeInForce = OrderRequest.timeInForce(event);
    const isImmediate = timeInForce === TimeInForce.ImmediateOrCancel || timeInForce === TimeInForce.FillOrKill;
    const rests = orderType !== OrderType.Market && !isImmediate;
    this.#checked += 1;
    const reason = this.#gate.admit(orderId, event.instrument, side, price, quantity, strategy, event.micros, rests);
    if (reason !== RefusalReason.None) {
      this.#refuse(event, out, orderId, reason, strategy, OrderRequestKind.New);
      return;
    }
    NewOrder.emit(
      out,
      event,
      event.instrument,
      event.venue,
      orderId,
      price,
      quantity,
      side,
      orderType,
      timeInForce,
      strategy,
    );
  }

  #restated(event: EventCursor): void {
    const orderId = OrderReplaced.orderId(event);
    const price = OrderReplaced.price(event);
    const quantity = OrderReplaced.quantity(event);
    const leaves = OrderReplaced.leavesQuantity(event);
    const side = OrderReplaced.side(event);
    const isKnown = this.#gate.restated(orderId, price, quantity);
    // One that had been filled whole was forgotten, and has grown.
    if (!isKnown && leaves > 0)
      this.#gate.adopt(orderId, event.instrument, side, price, quantity, leaves, OrderReplaced.strategy(event));
  }

  #replaceRequest(event: EventCursor, out: EventSink): void {
    const orderId = ReplaceRequest.orderId(event);
    const price = ReplaceRequest.price(event);
    const quantity = ReplaceRequest.quantity(event);
    const strategy = ReplaceRequest.strategy(event);
    this.#checked += 1;
    const reason = this.#gate.replace(orderId, price, quantity, event.micros);
    if (reason !== RefusalReason.None) {
      this.#refuse(event, out, orderId, reason, strategy, OrderRequestKind.Replace);
      return;
    }
    ReplaceOrder.emit(
      out,
      event,
      event.instrument,
      event.venue,
      orderId,
      price,
      quantity,
      ReplaceRequest.side(event),
      strategy,
    );
  }

  #refuse(
    event: EventCursor,
    out: EventSink,
    orderId: number,
    reason: number,
    strategy: number,
    request: number,
  ): void {
    const gate = this.#gate;
    this.refusals[reason]! += 1;
    OrderRefused.emit(
      out,
      event,
      event.instrument,
      event.venue,
      orderId,
      gate.brokenLimit,
      gate.brokenBy,
      reason,
      strategy,
      gate.brokenScope,
      gate.brokenScopeId,
      gate.limitsVersion,
      request,
    );
  }

  /** What an operator says. */
  #control(event: EventCursor, out: EventSink): void {
    this.#gate.advance(event.micros);
    switch (event.type) {
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.Halt) this.#gate.state = GateState.Halted;
        else if (command === EngineCommand.ReduceOnly) this.#gate.state = GateState.ReduceOnly;
        else if (command === EngineCommand.Resume) this.#gate.state = GateState.Active;
        return;
      }
      case RiskCommand.TYPE:
        this.#riskCommand(event, out);
        return;
      case RiskLimit.TYPE:
        if (this.#staged.length < ROWS_MAX)
          this.#staged.push({
            scope: RiskLimit.scope(event),
            scopeId: RiskLimit.scopeId(event),
            instrument: event.instrument,
            field: RiskLimit.field(event),
            value: RiskLimit.value(event),
          });
        return;
      case RiskLimitsCommit.TYPE:
        this.#commit(event, out);
        return;
    }
  }

  #riskCommand(event: EventCursor, out: EventSink): void {
    const gate = this.#gate;
    const action = RiskCommand.action(event);
    const scope = RiskCommand.scope(event);
    const scopeId = RiskCommand.scopeId(event);
    if (action === RiskAction.Heartbeat) {
      gate.heartbeat(event.micros);
      return;
    }
    const level = gate.levels.indexOf(scope, scopeId);
    if (level === -1 || !(action >= RiskAction.Activate && action <= RiskAction.CancelWorking)) {
      this.#unknownCommands += 1;
      return;
    }
    if (action === RiskAction.CancelWorking) {
      this.#cancelWorking(event, out, level, RiskCause.Operator);
      return;
    }
    const was = gate.stateOf(scope, scopeId);
    // Activate, ReduceOnly and Halt have the numbers of the states that they ask for.
    gate.setState(scope, scopeId, action as GateState, RiskCommand.actor(event), RiskCommand.reason(event));
    // A second halt cancels what is there still, although the state is no other one.
    if (action === RiskAction.Halt && was === GateState.Halted)
      this.#cancelWorking(event, out, level, RiskCause.Operator);
  }

  #commit(event: EventCursor, out: EventSink): void {
    const rows = this.#staged;
    this.#staged = [];
    let accepted = 0;
    if (rows.length === RiskLimitsCommit.rows(event)) {
      try {
        this.#gate.setLimitRows(rows);
        accepted = 1;
      } catch {
        // The limits in force stay, and the event says so.
      }
    }
    RiskLimitsChanged.emit(
      out,
      event,
      NO_INSTRUMENT,
      0,
      this.#gate.limitsVersion,
      accepted,
      rows.length,
      RiskLimitsCommit.actor(event),
      RiskLimitsCommit.reason(event),
    );
  }

  /** Tells of every change of state, and cancels what works where it halts. */
  #tell(event: EventCursor, out: EventSink): void {
    for (const change of this.#gate.takeChanges()) {
      emitChange(event, out, change);
      const level = this.#gate.levels.indexOf(change.scope, change.scopeId);
      if (change.state === GateState.Halted) this.#cancelWorking(event, out, level, change.cause);
    }
  }

  #cancelWorking(event: EventCursor, out: EventSink, level: number, cause: number): void {
    for (const strategy of this.#gate.levels.strategiesIn(level) ?? [-1])
      MassCancel.emit(out, event, NO_INSTRUMENT, 0, strategy, cause);
  }
}

function emitChange(event: EventCursor, out: EventSink, change: StateChange): void {
  RiskStateChanged.emit(
    out,
    event,
    NO_INSTRUMENT,
    0,
    change.limit,
    change.value,
    change.previous,
    change.state,
    change.scope,
    change.scopeId,
    change.cause,
    change.actor,
    change.reason,
    change.limitsVersion,
  );
}
