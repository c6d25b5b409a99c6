/**
 * Contingent orders: groups whose orders release, reduce, grow and cancel each other.
 *
 * The order manager tells what happens to orders (`onIntent`, `onFill` …), and the group steers: after each of these it
 * finds what every one of its orders should be (`LegTargets`, a function of the fills alone) and asks of each order that
 * is at rest for the one step that brings it there (`GroupSteering`). An order with a request under way is left alone
 * until the venue has answered, and then looked at anew. So the order of events decides when things happen, never what
 * comes of them.
 */
import {
  CancelIntent,
  Command,
  EngineCommand,
  EventCursor,
  type EventSink,
  ExecType,
  ExecutionReport,
  HEADER_WORDS,
  type InstrumentRegistry,
  MassCancel,
  NO_INSTRUMENT,
  OrderGroupChanged,
  OrderIntent,
  OrderLink,
  OrderRequestKind,
  OrderStatus,
  OrderTerms,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";
import type { OrderGroupActions, OrderGroupHooks } from "../order-group-hooks.ts";
import { GroupNotice, GroupPolicy, LegRole } from "./contingency.ts";
import type { GroupCounts } from "./group-counts.ts";
import { alternativeOf, canWork, isLink, isOfOneInstrument, takesLink } from "./group-form.ts";
import { ATTEMPTS_MAX, Blocked, GroupSteering } from "./group-steering.ts";
import { GroupPhase, LegState, OrderGroupTable } from "./order-group-table.ts";

const NONE = -1;
/** Orders remembered that must not go to the market, until they come. */
const REFUSED_MAX = 32;

/** How {@link OrderGroups} are made. */
export interface OrderGroupsOptions {
  instruments: InstrumentRegistry;
  /** The most groups at a time, 1 to 1,048,576. Default 4,096. */
  maxGroups?: number;
  /** The most orders in groups at a time, 16 to 4,194,304. Default 16,384. */
  maxLegs?: number;
  /** Ids of the orders that groups send themselves count up from it. Default 2^52: far from those that users count. */
  firstOrderId?: number;
  /** Venues that know no replace: there an order is cancelled and sent anew. */
  venuesWithoutReplace?: readonly number[];
}

/** Every group of contingent orders, and what it wants of its orders. Steady state allocates nothing. */
export class OrderGroups implements OrderGroupHooks {
  /** What groups look at themselves, before the order manager does. */
  readonly handles: readonly number[] = [
    OrderLink.TYPE,
    OrderTerms.TYPE,
    OrderIntent.TYPE,
    CancelIntent.TYPE,
    MassCancel.TYPE,
    Command.TYPE,
    ExecutionReport.TYPE,
  ];
  /** The groups and their orders. */
  readonly table: OrderGroupTable;
  readonly #steering: GroupSteering;
  readonly #refused: Float64Array = new Float64Array(REFUSED_MAX);
  /** The order whose cancel the venue refuses in this event, or NaN. */
  #cancelRefused: number = Number.NaN;
  /** An order that came and must go again before this event is over, or NaN. */
  #dropped: number = Number.NaN;
  /** A group that is whole since this event, or −1. */
  #started: number = NONE;
  /** The group one of whose orders somebody cancels in this event, or −1. */
  #abandoned: number = NONE;
  #actions: OrderGroupActions | undefined;
  /** The header of the order that comes in this event. */
  #venue = 0;
  #strategy = 0;
  readonly #record: EventCursor = new EventCursor();

  /** @throws {ConfigError} if a bound is out of range */
  constructor(options: OrderGroupsOptions) {
    const { instruments, maxGroups = 4096, maxLegs = 16_384, firstOrderId = 4_503_599_627_370_496 } = options;
    this.table = new OrderGroupTable(maxGroups, maxLegs, firstOrderId);
    this.#steering = new GroupSteering(this.table, instruments, options.venuesWithoutReplace ?? []);
  }

  /** What has happened so far. */
  counts(): GroupCounts {
    return { ...this.#steering.counts };
  }

  /** The order manager that does what groups ask. */
  attach(actions: OrderGroupActions): void {
    this.#actions = actions;
    this.#steering.attach(actions);
  }

  /** An event of the types in `handles`, before the order manager looks at it. */
  on(event: EventCursor, _out: EventSink): void {
    switch (event.type) {
      case ExecutionReport.TYPE:
        if (ExecutionReport.execType(event) === ExecType.CancelRejected)
          this.#cancelRefused = ExecutionReport.orderId(event);
        return;
      case OrderIntent.TYPE:
        this.#arrives(event);
        return;
      case OrderTerms.TYPE: {
        const leg = this.table.legOf(OrderTerms.orderId(event));
        if (leg !== NONE && this.table.state[leg] === LegState.Announced)
          this.#steering.templates.keepTerms(leg, event);
        return;
      }
      case OrderLink.TYPE:
        this.#link(event);
        return;
      case CancelIntent.TYPE:
        this.#abandon(CancelIntent.orderId(event));
        return;
      case MassCancel.TYPE:
        this.#endAll(MassCancel.strategy(event));
        return;
      case Command.TYPE: {
        const command = Command.command(event);
        if (command === EngineCommand.CancelAll || command === EngineCommand.Halt) this.#endAll(-1);
        return;
      }
    }
  }

  /** After an event that led to hooks: what groups have to tell and to send leaves with it. */
  after(event: EventCursor, out: EventSink): void {
    if (!Number.isNaN(this.#cancelRefused)) this.#cancelWasRefused();
    if (this.#abandoned !== NONE) {
      const group = this.#abandoned;
      this.#abandoned = NONE;
      this.#steering.settle(group);
    }
    if (!Number.isNaN(this.#dropped)) {
      const orderId = this.#dropped;
      this.#dropped = Number.NaN;
      this.#actions?.cancel(orderId);
    }
    if (this.#started !== NONE) {
      const group = this.#started;
      this.#started = NONE;
      this.#start(group);
    }
    const { pending } = this.#steering;
    if (pending.size === 0) return;
    const record = this.#record;
    while (pending.next(record)) {
      const { instrument, venue } = record;
      const header = record.at << 1;
      const words = record.length >> 3;
      const e = out.begin(record.i32[header + 1]!, words, event, instrument, venue);
      for (let n = HEADER_WORDS << 1; n < words << 1; n++) e.i32[(e.at << 1) + n] = record.i32[header + n]!;
      out.commit();
    }
  }

  /**
   * An order is well formed and registered, and goes to the gate next.
   *
   * @returns whether its group holds it
   */
  onIntent(orderId: number, instrument: number, side: number, _price: number, quantity: number): boolean {
    const { table } = this;
    const leg = table.legOf(orderId);
    if (leg === NONE) {
      if (!this.#forgetRefused(orderId)) return false;
      this.#dropped = orderId;
      return true;
    }
    const group = table.group[leg]!;
    if (table.state[leg] !== LegState.Announced) {
      // Sent anew by the group, which may have thought better of it since.
      if (table.orderId[leg] !== orderId || table.phase[group] === GroupPhase.Active) return false;
      table.state[leg] = LegState.Cancelling;
      this.#dropped = orderId;
      return true;
    }
    table.quantity[leg] = quantity;
    table.ordered[leg] = quantity;
    table.side[leg] = side;
    table.strategy[leg] = this.#strategy;
    table.instrument[leg] = instrument;
    table.venue[leg] = this.#venue;
    if (table.phase[group] === GroupPhase.Collecting) {
      table.state[leg] = LegState.Held;
      this.#startIfWhole(group);
    } else {
      table.state[leg] = LegState.Over;
      this.#dropped = orderId;
    }
    return true;
  }

  /** A venue has taken an order. */
  onAccepted(orderId: number): void {
    const { table } = this;
    const leg = this.#current(orderId);
    if (leg === NONE) return;
    if (table.state[leg] === LegState.Requested) table.state[leg] = LegState.Working;
    if (table.blocked[leg] === Blocked.ReplaceUnderWay) table.blocked[leg] = Blocked.No;
    this.#steering.settle(table.group[leg]!);
  }

  /** An order was filled by `quantity`, whatever its state. */
  onFill(orderId: number, quantity: number, _leaves?: number, _cumulative?: number): void {
    const { table } = this;
    const steering = this.#steering;
    const leg = table.legOf(orderId);
    if (leg === NONE) return;
    const group = table.group[leg]!;
    if (leg === table.entry[group]) this.#entryFilled(group, leg, quantity);
    else {
      steering.measure(group);
      const alternative = table.alternative[leg]!;
      const excess = Math.max(0, quantity - steering.targets.open[alternative]!);
      table.filled[leg]! += quantity;
      if (table.winner[group] === NONE) table.winner[group] = alternative;
      if (excess > 0) steering.exceeded(group, leg, excess);
    }
    // A fill says that the order works, if nothing has yet.
    if (table.state[leg] === LegState.Requested && orderId === table.orderId[leg]) table.state[leg] = LegState.Working;
    table.attempts[leg] = 0;
    steering.settle(group);
  }

  /** A fill was busted: `quantity` was not filled after all. */
  onBusted(orderId: number, quantity: number, _leaves?: number, _cumulative?: number): void {
    const { table } = this;
    const leg = table.legOf(orderId);
    if (leg === NONE) return;
    const group = table.group[leg]!;
    table.filled[leg] = Math.max(0, table.filled[leg]! - quantity);
    // What the others were allocated of it is taken back, too.
    if (leg === table.entry[group])
      for (let each = table.firstLeg[group]!; each !== NONE; each = table.nextLeg[each]!) table.allocated[each] = 0;
    // An order that has ended stays so: its open position is told.
    if (table.phase[group] === GroupPhase.Ended && leg !== table.entry[group] && table.entry[group] !== NONE)
      this.#steering.tellUnprotected(group, quantity);
    this.#steering.settle(group);
  }

  /** An order works no more, or a held one was cancelled. @param status OrderStatus */
  onClosed(orderId: number, status: number, _cumulative?: number): void {
    const { table } = this;
    const leg = this.#current(orderId);
    if (leg === NONE || table.state[leg]! >= LegState.Idle) return;
    const group = table.group[leg]!;
    const wasOurs = table.state[leg] === LegState.Cancelling && status === OrderStatus.Canceled;
    table.state[leg] = LegState.Idle;
    table.attempts[leg] = 0;
    if (table.failed[leg] === 0 && status !== OrderStatus.Filled && !wasOurs) this.#steering.failed(group, leg);
    this.#refuseIfCollecting(group, orderId);
    this.#steering.settle(group);
  }

  /**
   * An order has its new terms, or keeps those it had.
   *
   * @param quantity the order's quantity from now on
   * @param accepted 1 new terms as asked for, 0 refused, 2 changed by the venue unasked
   */
  onReplaced(orderId: number, price: number, quantity: number, _leaves: number, accepted: number): void {
    const { table } = this;
    // Venues answer in order: a refusal while a replace is under way is the replace's.
    if (this.#cancelRefused === orderId) this.#cancelRefused = Number.NaN;
    const leg = this.#current(orderId);
    if (leg === NONE) return;
    const group = table.group[leg]!;
    table.blocked[leg] = Blocked.No;
    table.ordered[leg] = quantity;
    if (accepted !== 0) {
      this.#steering.templates.reprice(leg, price);
      if (leg === table.entry[group]) table.quantity[leg] = quantity;
    }
    if (table.state[leg] === LegState.Replacing && accepted !== 2) {
      table.state[leg] = LegState.Working;
      if (accepted === 0) table.noReplace[leg] = 1;
    }
    this.#steering.settle(group);
  }

  /**
   * An order, or a replace of it, was refused before it left the engine.
   *
   * @param request OrderRequestKind
   */
  onRefused(orderId: number, request: number, reason: number): void {
    const { table } = this;
    const leg = this.#current(orderId);
    if (leg === NONE) return;
    const group = table.group[leg]!;
    const state = table.state[leg]!;
    if (request === OrderRequestKind.New && state < LegState.Idle) {
      table.state[leg] = LegState.Idle;
      this.#steering.failed(group, leg);
      this.#refuseIfCollecting(group, orderId);
    } else if (request === OrderRequestKind.Replace) {
      if (table.blocked[leg] === Blocked.ReplaceUnderWay) table.blocked[leg] = Blocked.No;
      if (state === LegState.Replacing) {
        table.state[leg] = LegState.Working;
        // What the gate does not let grow stays as it is; what it does not let shrink is cancelled and sent anew.
        if (reason === RefusalReason.ReplacePending) table.blocked[leg] = Blocked.ReplaceUnderWay;
        else if (table.asked[leg]! > table.ordered[leg]!) table.blocked[leg] = Blocked.GateRefused;
        else table.noReplace[leg] = 1;
      }
    } else return;
    this.#steering.settle(group);
  }

  snapshot(writer: SnapshotWriter): void {
    this.snapshotState(writer);
    writer.section("orders.groups.counts");
    for (const count of Object.values(this.#steering.counts)) writer.f64(count as number);
  }

  restore(reader: SnapshotReader): void {
    this.restoreState(reader);
    reader.section("orders.groups.counts");
    const { counts } = this.#steering;
    for (const name of Object.keys(counts) as (keyof GroupCounts)[]) counts[name] = reader.f64();
  }

  /** Writes what decides about the future: all but the counts. */
  snapshotState(writer: SnapshotWriter): void {
    this.table.snapshot(writer);
    this.#steering.templates.snapshotRows(writer, this.table.usedLegs);
    writer.f64s(this.#refused);
  }

  /** Takes back what `snapshotState` wrote. */
  restoreState(reader: SnapshotReader): void {
    this.table.restore(reader);
    this.#steering.templates.restoreRows(reader, this.table.usedLegs);
    reader.f64s(this.#refused);
  }

  /** The leg whose order now is this one: what is told of a former order concerns only its fills. */
  #current(orderId: number): number {
    const leg = this.table.legOf(orderId);
    return leg !== NONE && this.table.orderId[leg] === orderId ? leg : NONE;
  }

  #link(event: EventCursor): void {
    const { table } = this;
    const groupId = OrderLink.groupId(event);
    const orderId = OrderLink.orderId(event);
    const kind = OrderLink.kind(event);
    const role = OrderLink.role(event);
    const legs = OrderLink.legs(event);
    const policy = OrderLink.policy(event);
    const isGood = isLink(groupId, orderId, kind, role, legs, policy) && table.legOf(orderId) === NONE;
    let group = table.groupOf(groupId);
    if (isGood && group === NONE) group = table.takeGroup(groupId, kind, policy, legs);
    const fits =
      isGood &&
      group !== NONE &&
      table.phase[group] === GroupPhase.Collecting &&
      takesLink(table, group, kind, role, legs, policy);
    const leg = fits ? table.takeLeg(group, orderId, role) : NONE;
    if (leg === NONE) {
      this.#refuseLink(group, groupId, orderId);
      return;
    }
    table.present[group]! += 1;
    this.#steering.templates.forget(leg);
    table.state[leg] = LegState.Announced;
    table.alternative[leg] = alternativeOf(table, group, leg);
    if (role === LegRole.Entry) table.entry[group] = leg;
  }

  #refuseLink(group: number, groupId: number, orderId: number): void {
    const steering = this.#steering;
    // The order must not go to the market by itself: it is dropped when it comes.
    this.#refused.copyWithin(1, 0, REFUSED_MAX - 1);
    this.#refused[0] = orderId;
    steering.counts.refused += 1;
    const { Refused } = GroupNotice;
    OrderGroupChanged.write(steering.pending, 0, 0, NO_INSTRUMENT, 0, groupId, orderId, 0, Refused, 0);
    if (group === NONE || this.table.phase[group] !== GroupPhase.Collecting) return;
    this.table.phase[group] = GroupPhase.Ending;
    steering.settle(group);
  }

  #forgetRefused(orderId: number): boolean {
    const at = this.#refused.indexOf(orderId);
    if (at === -1 || orderId === 0) return false;
    this.#refused[at] = 0;
    return true;
  }

  /** An order is about to be looked at: what its hook is not told is noted. */
  #arrives(event: EventCursor): void {
    this.#venue = event.venue;
    this.#strategy = OrderIntent.strategy(event);
    const leg = this.table.legOf(OrderIntent.orderId(event));
    if (leg !== NONE && this.table.state[leg] === LegState.Announced) this.#steering.templates.keep(leg, event);
  }

  #startIfWhole(group: number): void {
    const { table } = this;
    if (table.present[group] !== table.legs[group]) return;
    for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!)
      if (table.state[leg] === LegState.Announced) return;
    // The orders are released when this event is over: the last of them is not yet held.
    this.#started = group;
  }

  #start(group: number): void {
    const { table } = this;
    const steering = this.#steering;
    if (table.phase[group] !== GroupPhase.Collecting) return;
    if (isOfOneInstrument(table, group)) table.lot[group] = steering.lotOf(table.instrument[table.firstLeg[group]!]!);
    if (canWork(table, group)) {
      table.phase[group] = GroupPhase.Active;
      steering.counts.started += 1;
      steering.tell(group, 0, 0, GroupNotice.Started);
    } else {
      table.phase[group] = GroupPhase.Ending;
      steering.counts.refused += 1;
      steering.tell(group, 0, 0, GroupNotice.Refused);
    }
    steering.settle(group);
  }

  /** A group that lacks one of its orders does not start. */
  #refuseIfCollecting(group: number, orderId: number): void {
    if (this.table.phase[group] !== GroupPhase.Collecting) return;
    this.table.phase[group] = GroupPhase.Ending;
    this.#steering.counts.refused += 1;
    this.#steering.tell(group, orderId, 0, GroupNotice.Refused);
  }

  #entryFilled(group: number, leg: number, quantity: number): void {
    const { table } = this;
    table.filled[leg]! += quantity;
    // What the gate refused for a smaller position may pass for the larger one.
    for (let each = table.firstLeg[group]!; each !== NONE; each = table.nextLeg[each]!)
      if (table.blocked[each] === Blocked.GateRefused) table.blocked[each] = Blocked.No;
    if (table.phase[group] !== GroupPhase.Ended) return;
    // A venue told a trade of an entry whose group had ended: nothing covers it.
    this.#steering.tellUnprotected(group, quantity);
    const flattens = (table.policy[group]! & GroupPolicy.FlattenOnFailure) !== 0;
    if (flattens) this.#steering.flatten(group, leg, quantity);
  }

  /** The venue refuses to cancel an order that works on. */
  #cancelWasRefused(): void {
    const { table } = this;
    const orderId = this.#cancelRefused;
    this.#cancelRefused = Number.NaN;
    const leg = this.#current(orderId);
    if (leg === NONE || table.state[leg] !== LegState.Cancelling) return;
    const group = table.group[leg]!;
    table.state[leg] = LegState.Working;
    table.attempts[leg]! += 1;
    if (table.attempts[leg] === ATTEMPTS_MAX)
      this.#steering.tell(group, orderId, table.ordered[leg]!, GroupNotice.Stuck);
    this.#steering.settle(group);
  }

  /** Somebody asks to cancel one order of a group: it is not sent again. */
  #abandon(orderId: number): void {
    const { table } = this;
    const leg = this.#current(orderId);
    if (leg === NONE || table.state[leg]! >= LegState.Over) return;
    table.failed[leg] = 1;
    this.#refuseIfCollecting(table.group[leg]!, orderId);
    this.#abandoned = table.group[leg]!;
  }

  /** The kill switch: every group of a strategy, or of all (−1), ends; nothing of it is released or sent again. */
  #endAll(strategy: number): void {
    const { table } = this;
    for (let group = 0; group < table.usedGroups; group++) {
      const phase = table.phase[group]!;
      if (phase !== GroupPhase.Collecting && phase !== GroupPhase.Active) continue;
      if (strategy !== -1 && !this.#isOf(group, strategy)) continue;
      table.phase[group] = GroupPhase.Ending;
      this.#steering.settle(group);
    }
  }

  #isOf(group: number, strategy: number): boolean {
    const { table } = this;
    for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!)
      if (table.state[leg] !== LegState.Announced && table.strategy[leg] === strategy) return true;
    return false;
  }
}
