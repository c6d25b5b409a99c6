import { EventQueue, type InstrumentRegistry, NO_INSTRUMENT, OrderGroupChanged } from "@hotpath/core";
import type { OrderGroupActions } from "../order-group-hooks.ts";
import { GroupNotice, GroupPolicy, LegRole } from "./contingency.ts";
import { type GroupCounts, noGroupCounts } from "./group-counts.ts";
import { openPosition } from "./group-form.ts";
import { LegTargets } from "./leg-targets.ts";
import { GroupPhase, LegState, type OrderGroupTable } from "./order-group-table.ts";
import { OrderTemplates, writeReversal } from "./order-templates.ts";

const NONE = -1;
/** Cancels refused in a row after which the group waits for news. */
export const ATTEMPTS_MAX = 3;
/** Before an order manager is there nothing can be asked. */
const NOBODY: OrderGroupActions = { release: () => false, cancel: () => false, resize: () => false };
/** Why no replace is asked for now. */
export const Blocked = { No: 0, ReplaceUnderWay: 1, GateRefused: 2 } as const;

/**
 * What a group does about the state that it is in: it asks of every order at rest for the one step that brings it to its
 * target, and leaves those alone that a request is under way for. What it has to tell and to send waits in `pending`.
 */
export class GroupSteering {
  readonly targets: LegTargets;
  readonly templates: OrderTemplates;
  readonly counts: GroupCounts = noGroupCounts();
  /** Events that leave with the event that is handled. */
  readonly pending: EventQueue = new EventQueue({ initialBytes: 4096 });
  readonly #table: OrderGroupTable;
  readonly #lot: Float64Array;
  readonly #minSize: Float64Array;
  readonly #withoutReplace: ReadonlySet<number>;
  #actions: OrderGroupActions = NOBODY;
  /** Whether orders are being asked of: what they lead to at once is seen when that is done. */
  #isSettling = false;
  #isStale = false;

  constructor(table: OrderGroupTable, instruments: InstrumentRegistry, venuesWithoutReplace: readonly number[]) {
    this.#table = table;
    this.targets = new LegTargets(table);
    this.templates = new OrderTemplates(table.maxLegs);
    this.#lot = Float64Array.from(instruments.list, (i) => i.lot);
    this.#minSize = Float64Array.from(instruments.list, (i) => i.minSize);
    this.#withoutReplace = new Set(venuesWithoutReplace);
  }

  attach(actions: OrderGroupActions): void {
    this.#actions = actions;
  }

  lotOf(instrument: number): number {
    return this.#lot[instrument]!;
  }

  /** What of the entry counts: as it fills, or when it works no more. */
  #entryFilledSoFar(group: number): number {
    const table = this.#table;
    const entry = table.entry[group]!;
    if (entry === NONE) return 0;
    const waits = (table.policy[group]! & GroupPolicy.ReleaseWhenEntryCloses) !== 0;
    return waits && table.state[entry]! < LegState.Idle ? 0 : table.filled[entry]!;
  }

  measure(group: number): void {
    this.targets.measure(group, this.#entryFilledSoFar(group), this.#table.lot[group]!);
  }

  /** More was executed than the group stands for. */
  exceeded(group: number, leg: number, excess: number): void {
    const table = this.#table;
    this.counts.races += 1;
    table.excess[group]! += excess;
    this.tell(group, table.orderId[leg]!, excess, GroupNotice.Excess);
    if ((table.policy[group]! & GroupPolicy.FlattenExcess) !== 0) this.flatten(group, leg, excess);
  }

  /** Trades back `quantity` of what a leg has filled. */
  flatten(group: number, leg: number, quantity: number): void {
    const table = this.#table;
    const lot = this.#lot[table.instrument[leg]!]!;
    const whole = Math.floor(quantity / lot) * lot;
    if (whole < this.#minSize[table.instrument[leg]!]!) return;
    table.corrected[leg]! += whole;
    const orderId = table.nextOrderId++;
    this.counts.flattened += 1;
    const { instrument, venue, side, strategy } = table;
    writeReversal(this.pending, instrument[leg]!, venue[leg]!, orderId, side[leg]!, whole, strategy[leg]!);
    this.tell(group, orderId, whole, GroupNotice.Flattened);
  }

  /** A leg has ended without the group's doing. */
  failed(group: number, leg: number): void {
    const table = this.#table;
    table.failed[leg] = 1;
    this.counts.failures += 1;
    const left = Math.max(0, table.quantity[leg]! - table.filled[leg]!);
    this.tell(group, table.orderId[leg]!, left, GroupNotice.LegFailed);
    const policy = table.policy[group]!;
    if (table.phase[group] !== GroupPhase.Active) return;
    // An entry that ends with a part filled has opened a position that its exits keep.
    if (leg === table.entry[group]) return;
    if ((policy & (GroupPolicy.EndOnFailure | GroupPolicy.FlattenOnFailure)) !== 0) {
      table.phase[group] = GroupPhase.Ending;
      if ((policy & GroupPolicy.FlattenOnFailure) !== 0) table.flattens[group] = 1;
    }
    if (table.role[leg] === LegRole.Stop) {
      const open = openPosition(table, group);
      if (open > 0) this.tellUnprotected(group, open);
    }
  }

  /** Asks of every order at rest for the step that brings it to its target. */
  settle(group: number): void {
    if (this.#isSettling) {
      this.#isStale = true;
      return;
    }
    this.#isSettling = true;
    // Each pass asks at least one order for something, or is the last.
    do {
      this.#isStale = false;
      this.#pass(group);
    } while (this.#isStale);
    this.#isSettling = false;
  }

  #pass(group: number): void {
    const table = this.#table;
    const phase = table.phase[group]!;
    if (phase !== GroupPhase.Active && phase !== GroupPhase.Ending) return;
    const isEnding = phase === GroupPhase.Ending;
    this.measure(group);
    this.targets.aim(group, table.lot[group]!, isEnding);
    const entry = table.entry[group]!;
    const canGrow = !isEnding && entry !== NONE && table.state[entry]! < LegState.Idle;
    let place = 0;
    for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!, place++)
      this.#step(group, leg, this.targets.target[place]!, canGrow && leg !== entry);
    this.endIfOver(group);
  }

  #step(group: number, leg: number, target: number, canGrow: boolean): void {
    const table = this.#table;
    const instrument = table.instrument[leg]!;
    const lot = this.#lot[instrument]!;
    const state = table.state[leg]!;
    const base = table.base[leg]!;
    const isLive = state === LegState.Requested || state === LegState.Working || state === LegState.Replacing;
    // The order's own quantity that brings the leg to its target, in lots: a venue may have filled a part of one.
    const wanted = Math.floor((target - (isLive ? base : table.filled[leg]!)) / lot) * lot;
    if (state === LegState.Held || state === LegState.Idle) {
      this.#stepFromRest(group, leg, wanted, canGrow);
      return;
    }
    if (!isLive) return;
    if (base + wanted <= table.filled[leg]!) {
      // An order that is filled whole ends by itself.
      if (table.ordered[leg]! + base > table.filled[leg]! || state === LegState.Replacing) this.#cancel(leg);
      return;
    }
    if (wanted === table.ordered[leg]! || leg === table.entry[group]) return;
    if (state === LegState.Requested) this.#resizeHeld(leg, wanted);
    else if (state === LegState.Working) this.#resize(leg, wanted);
  }

  /** An order that waits for its trigger changes at once; one that is on its way to the venue cannot yet. */
  #resizeHeld(leg: number, wanted: number): void {
    const table = this.#table;
    if (!this.#actions.resize(table.orderId[leg]!, wanted) || table.ordered[leg] === wanted) return;
    table.asked[leg] = wanted;
    table.state[leg] = LegState.Replacing;
  }

  #resize(leg: number, wanted: number): void {
    const table = this.#table;
    const grows = wanted > table.ordered[leg]!;
    if (table.blocked[leg] === Blocked.ReplaceUnderWay || (grows && table.blocked[leg] === Blocked.GateRefused)) return;
    if (table.noReplace[leg] === 1 || this.#withoutReplace.has(table.venue[leg]!)) {
      this.#cancel(leg);
      return;
    }
    table.asked[leg] = wanted;
    if (this.#actions.resize(table.orderId[leg]!, wanted)) {
      table.state[leg] = LegState.Replacing;
      this.counts.resizes += 1;
    } else table.blocked[leg] = Blocked.ReplaceUnderWay;
  }

  #cancel(leg: number): void {
    const table = this.#table;
    if (table.attempts[leg]! >= ATTEMPTS_MAX) return;
    const before = table.state[leg]!;
    // One that the engine holds has ended before the call returns.
    table.state[leg] = LegState.Cancelling;
    const isThere = this.#actions.cancel(table.orderId[leg]!);
    // One that was just sent anew is not there yet: it is dropped when it comes.
    if (!isThere && table.state[leg] === LegState.Cancelling) table.state[leg] = before;
  }

  /** A leg of which nothing works: it is released, sent anew, waits, or is over. */
  #stepFromRest(group: number, leg: number, wanted: number, canGrow: boolean): void {
    const table = this.#table;
    const isHeld = table.state[leg] === LegState.Held;
    const orderId = table.orderId[leg]!;
    if (wanted >= this.#minSize[table.instrument[leg]!]! && table.phase[group] === GroupPhase.Active) {
      // The entry is its user's: what is cancelled or filled of it is not sent again.
      if (leg === table.entry[group] && !isHeld) {
        table.state[leg] = LegState.Over;
        return;
      }
      table.state[leg] = LegState.Requested;
      table.ordered[leg] = wanted;
      table.base[leg] = table.filled[leg]!;
      if (isHeld) {
        if (wanted !== table.quantity[leg]) this.#actions.resize(orderId, wanted);
        this.#actions.release(orderId);
      } else this.#sendAnew(group, leg, wanted);
      return;
    }
    if (canGrow && table.failed[leg] === 0) return;
    table.state[leg] = LegState.Over;
    if (isHeld) this.#actions.cancel(orderId);
    else if (wanted > 0) this.tell(group, orderId, wanted, GroupNotice.Remainder);
  }

  /** Sends an order like the leg's former one. */
  #sendAnew(group: number, leg: number, quantity: number): void {
    const table = this.#table;
    const orderId = table.nextOrderId++;
    table.renew(leg, orderId);
    table.noReplace[leg] = 0;
    table.blocked[leg] = Blocked.No;
    this.counts.reissues += 1;
    this.templates.write(leg, this.pending, table.instrument[leg]!, table.venue[leg]!, orderId, quantity);
    this.tell(group, orderId, quantity, GroupNotice.Reissued);
  }

  /** A group whose orders are all over has ended. */
  endIfOver(group: number): void {
    const table = this.#table;
    const phase = table.phase[group]!;
    if (phase !== GroupPhase.Active && phase !== GroupPhase.Ending) return;
    for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!)
      if (table.state[leg] !== LegState.Over && table.state[leg] !== LegState.Announced) return;
    const open = openPosition(table, group);
    table.end(group);
    this.counts.ended += 1;
    this.tell(group, 0, open, GroupNotice.Ended);
    if (open <= 0) return;
    const entry = table.entry[group]!;
    if (table.flattens[group] === 1) this.flatten(group, entry, open);
    else this.tellUnprotected(group, open);
  }

  tellUnprotected(group: number, quantity: number): void {
    this.counts.unprotected += 1;
    this.tell(group, 0, quantity, GroupNotice.Unprotected);
  }

  /** Tells of a group. */
  tell(group: number, orderId: number, quantity: number, notice: number): void {
    const table = this.#table;
    const first = table.firstLeg[group]!;
    const groupId = table.groupId[group]!;
    if (first === NONE) {
      OrderGroupChanged.write(this.pending, 0, 0, NO_INSTRUMENT, 0, groupId, orderId, quantity, notice, 0);
      return;
    }
    const { instrument, venue, strategy } = table;
    const [at, where, who] = [instrument[first]!, venue[first]!, strategy[first]!];
    OrderGroupChanged.write(this.pending, 0, 0, at, where, groupId, orderId, quantity, notice, who);
  }
}
