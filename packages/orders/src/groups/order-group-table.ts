import { IntMap } from "@hotpath/cache";
import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { LEGS_MAX } from "./contingency.ts";

/** How far a group is. */
export const GroupPhase = { Free: 0, Collecting: 1, Active: 2, Ending: 3, Ended: 4 } as const;

/** How far an order of a group is. */
export const LegState = {
  /** Its link has come, it has not. */
  Announced: 0,
  /** It waits here for its release. */
  Held: 1,
  /** It is on its way to gate and venue. */
  Requested: 2,
  Working: 3,
  Replacing: 4,
  Cancelling: 5,
  /** Nothing of it works; more of it may be sent when there is need. */
  Idle: 6,
  /** Nothing of it works or will. */
  Over: 7,
} as const;

const NONE = -1;

/**
 * The groups and their orders, in columns: a row a group, a row an order, the orders of a group in a list, found by
 * their ids. Groups that have ended stay until their room is needed, the oldest first: a trade that a venue tells late
 * still finds its group. Nothing is allocated after construction.
 */
export class OrderGroupTable implements Snapshotable {
  readonly maxGroups: number;
  readonly maxLegs: number;
  // One row a group.
  readonly groupId: Float64Array;
  /** Executed beyond what the group stands for. */
  readonly excess: Float64Array;
  /** Quantities move in steps of it: the instrument's lot, in size units. */
  readonly lot: Float64Array;
  readonly kind: Int32Array;
  readonly policy: Int32Array;
  readonly phase: Int32Array;
  readonly legs: Int32Array;
  readonly present: Int32Array;
  readonly firstLeg: Int32Array;
  /** The entry's row, or −1. */
  readonly entry: Int32Array;
  /** OCO: the alternative that was executed first, or −1. */
  readonly winner: Int32Array;
  /** Whether the open position is traded back when the group has ended. */
  readonly flattens: Int32Array;
  readonly #nextGroup: Int32Array;
  // One row an order.
  readonly orderId: Float64Array;
  /** The order before, if one was sent in its place; 0 none. Its venue may tell of it late. */
  readonly formerId: Float64Array;
  /** What the order was asked for. */
  readonly quantity: Float64Array;
  /** What of that may be done as yet: all, or the share of what the entry has filled. */
  readonly allocated: Float64Array;
  /** Filled, all orders of the leg together. */
  readonly filled: Float64Array;
  /** Of that, traded back. */
  readonly corrected: Float64Array;
  /** Filled when the order that works now was sent. */
  readonly base: Float64Array;
  /** Quantity of the order that works now. */
  readonly ordered: Float64Array;
  /** Quantity that a replace under way asks for. */
  readonly asked: Float64Array;
  readonly group: Int32Array;
  readonly nextLeg: Int32Array;
  readonly alternative: Int32Array;
  readonly role: Int32Array;
  readonly state: Int32Array;
  readonly instrument: Int32Array;
  readonly side: Int32Array;
  readonly strategy: Int32Array;
  readonly venue: Int32Array;
  /** 1 if the leg ended without the group's doing, and is not sent again. */
  readonly failed: Int32Array;
  /** 1 if a replace was refused: from then on it is cancelled and sent anew. */
  readonly noReplace: Int32Array;
  /** Why no replace is asked for now: 0 nothing, 1 another is under way, 2 the gate refused it. */
  readonly blocked: Int32Array;
  /** Cancels that were refused in a row. */
  readonly attempts: Int32Array;
  /** The columns of a leg that start at 0. */
  readonly #zeroedDoubles: Float64Array[];
  readonly #zeroedIntegers: Int32Array[];
  readonly #byOrder: IntMap;
  readonly #byGroup: IntMap;
  #freeGroup = 0;
  #freeLeg = 0;
  /** Groups that have ended, the oldest first. */
  #endedHead = NONE;
  #endedTail = NONE;
  #usedGroups = 0;
  #usedLegs = 0;
  /** Id of the next order that the groups send themselves. */
  nextOrderId: number;

  /** @throws {ConfigError} if a bound is out of range */
  constructor(maxGroups: number, maxLegs: number, firstOrderId: number) {
    if (!Number.isInteger(maxGroups) || maxGroups < 1 || maxGroups > 1_048_576)
      throw new ConfigError("maxGroups", maxGroups, "an integer from 1 to 1048576");
    if (!Number.isInteger(maxLegs) || maxLegs < LEGS_MAX || maxLegs > 4_194_304)
      throw new ConfigError("maxLegs", maxLegs, `an integer from ${LEGS_MAX} to 4194304`);
    if (!Number.isSafeInteger(firstOrderId) || firstOrderId < 1)
      throw new ConfigError("firstOrderId", firstOrderId, "a safe integer from 1");
    this.maxGroups = maxGroups;
    this.maxLegs = maxLegs;
    this.nextOrderId = firstOrderId;
    const doubles = (length: number): Float64Array => new Float64Array(length);
    const integers = (length: number): Int32Array => new Int32Array(length);
    [this.groupId, this.excess, this.lot] = [doubles(maxGroups), doubles(maxGroups), doubles(maxGroups)];
    [this.kind, this.policy, this.phase] = [integers(maxGroups), integers(maxGroups), integers(maxGroups)];
    [this.legs, this.present, this.firstLeg] = [integers(maxGroups), integers(maxGroups), integers(maxGroups)];
    [this.entry, this.winner, this.flattens] = [integers(maxGroups), integers(maxGroups), integers(maxGroups)];
    this.#nextGroup = integers(maxGroups);
    [this.orderId, this.quantity, this.allocated] = [doubles(maxLegs), doubles(maxLegs), doubles(maxLegs)];
    [this.filled, this.corrected, this.base] = [doubles(maxLegs), doubles(maxLegs), doubles(maxLegs)];
    [this.ordered, this.asked, this.formerId] = [doubles(maxLegs), doubles(maxLegs), doubles(maxLegs)];
    [this.group, this.nextLeg, this.alternative] = [integers(maxLegs), integers(maxLegs), integers(maxLegs)];
    [this.role, this.state, this.instrument] = [integers(maxLegs), integers(maxLegs), integers(maxLegs)];
    [this.side, this.strategy, this.venue] = [integers(maxLegs), integers(maxLegs), integers(maxLegs)];
    [this.failed, this.noReplace] = [integers(maxLegs), integers(maxLegs)];
    [this.blocked, this.attempts] = [integers(maxLegs), integers(maxLegs)];
    this.#zeroedDoubles = [this.formerId, this.quantity, this.allocated, this.filled, this.corrected, this.base];
    this.#zeroedDoubles.push(this.ordered, this.asked);
    this.#zeroedIntegers = [this.alternative, this.state, this.instrument, this.side, this.strategy, this.venue];
    this.#zeroedIntegers.push(this.failed, this.noReplace, this.blocked, this.attempts);
    // Twice the legs: a leg is found by the order before, too.
    this.#byOrder = new IntMap(maxLegs * 2, { fixed: true, rising: true });
    this.#byGroup = new IntMap(maxGroups, { fixed: true, rising: true });
    this.#linkFree();
  }

  /** The row of the leg whose order has this id, or −1. */
  legOf(orderId: number): number {
    return this.#byOrder.get(orderId);
  }

  /** The row of a group, or −1. */
  groupOf(groupId: number): number {
    return this.#byGroup.get(groupId);
  }

  /** One more than the highest row of a group that was ever taken. */
  get usedGroups(): number {
    return this.#usedGroups;
  }

  /** One more than the highest row of an order that was ever taken. */
  get usedLegs(): number {
    return this.#usedLegs;
  }

  /** Takes a row for a group. @returns the row, or −1 if there is no room */
  takeGroup(groupId: number, kind: number, policy: number, legs: number): number {
    if (this.#freeGroup === NONE) this.#forgetOldest();
    const group = this.#freeGroup;
    if (group === NONE) return NONE;
    this.#freeGroup = this.#nextGroup[group]!;
    if (group >= this.#usedGroups) this.#usedGroups = group + 1;
    this.#byGroup.set(groupId, group);
    this.groupId[group] = groupId;
    this.excess[group] = 0;
    this.lot[group] = 1;
    this.kind[group] = kind;
    this.policy[group] = policy;
    this.phase[group] = GroupPhase.Collecting;
    this.legs[group] = legs;
    this.present[group] = 0;
    this.firstLeg[group] = NONE;
    this.entry[group] = NONE;
    this.winner[group] = NONE;
    this.flattens[group] = 0;
    return group;
  }

  /** Takes a row for an order of a group, behind those that it has. @returns the row, or −1 if there is no room */
  takeLeg(group: number, orderId: number, role: number): number {
    while (this.#freeLeg === NONE && this.#endedHead !== NONE) this.#forgetOldest();
    const leg = this.#freeLeg;
    if (leg === NONE) return NONE;
    this.#freeLeg = this.nextLeg[leg]!;
    if (leg >= this.#usedLegs) this.#usedLegs = leg + 1;
    this.#byOrder.set(orderId, leg);
    this.orderId[leg] = orderId;
    this.group[leg] = group;
    this.nextLeg[leg] = NONE;
    this.role[leg] = role;
    for (const column of this.#zeroedDoubles) column[leg] = 0;
    for (const column of this.#zeroedIntegers) column[leg] = 0;
    let last = this.firstLeg[group]!;
    if (last === NONE) this.firstLeg[group] = leg;
    else {
      while (this.nextLeg[last] !== NONE) last = this.nextLeg[last]!;
      this.nextLeg[last] = leg;
    }
    return leg;
  }

  /** The leg's order is another from now on; the former is still found, for what its venue may tell late. */
  renew(leg: number, orderId: number): void {
    if (this.formerId[leg] !== 0) this.#byOrder.delete(this.formerId[leg]!);
    this.formerId[leg] = this.orderId[leg]!;
    this.#byOrder.set(orderId, leg);
    this.orderId[leg] = orderId;
  }

  /** The group has ended: its row may be used anew when no other is free. */
  end(group: number): void {
    this.phase[group] = GroupPhase.Ended;
    this.#nextGroup[group] = NONE;
    if (this.#endedTail === NONE) this.#endedHead = group;
    else this.#nextGroup[this.#endedTail] = group;
    this.#endedTail = group;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.groups");
    for (const n of [
      this.#usedGroups,
      this.#usedLegs,
      this.#freeGroup,
      this.#freeLeg,
      this.#endedHead,
      this.#endedTail,
    ])
      writer.i32(n);
    writer.f64(this.nextOrderId);
    for (const column of [this.groupId, this.excess, this.lot]) writer.f64s(column.subarray(0, this.#usedGroups));
    for (const column of this.#groupIntegers()) writer.i32s(column.subarray(0, this.#usedGroups));
    for (const column of this.#legDoubles()) writer.f64s(column.subarray(0, this.#usedLegs));
    for (const column of this.#legIntegers()) writer.i32s(column.subarray(0, this.#usedLegs));
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.groups");
    this.#linkFree();
    this.#usedGroups = reader.i32();
    this.#usedLegs = reader.i32();
    this.#freeGroup = reader.i32();
    this.#freeLeg = reader.i32();
    this.#endedHead = reader.i32();
    this.#endedTail = reader.i32();
    this.nextOrderId = reader.f64();
    for (const column of [this.groupId, this.excess, this.lot]) reader.f64s(column.subarray(0, this.#usedGroups));
    for (const column of this.#groupIntegers()) reader.i32s(column.subarray(0, this.#usedGroups));
    for (const column of this.#legDoubles()) reader.f64s(column.subarray(0, this.#usedLegs));
    for (const column of this.#legIntegers()) reader.i32s(column.subarray(0, this.#usedLegs));
    this.#byGroup.clear();
    this.#byOrder.clear();
    for (let group = 0; group < this.#usedGroups; group++) {
      if (this.phase[group] === GroupPhase.Free) continue;
      this.#byGroup.set(this.groupId[group]!, group);
      for (let leg = this.firstLeg[group]!; leg !== NONE; leg = this.nextLeg[leg]!) this.#findable(leg);
    }
  }

  /** Gives back the rows of the group that ended first. */
  #forgetOldest(): void {
    const group = this.#endedHead;
    if (group === NONE) return;
    this.#endedHead = this.#nextGroup[group]!;
    if (this.#endedHead === NONE) this.#endedTail = NONE;
    this.phase[group] = GroupPhase.Free;
    this.#byGroup.delete(this.groupId[group]!);
    this.#nextGroup[group] = this.#freeGroup;
    this.#freeGroup = group;
    for (let leg = this.firstLeg[group]!; leg !== NONE; ) {
      const next = this.nextLeg[leg]!;
      this.#byOrder.delete(this.orderId[leg]!);
      if (this.formerId[leg] !== 0) this.#byOrder.delete(this.formerId[leg]!);
      this.nextLeg[leg] = this.#freeLeg;
      this.#freeLeg = leg;
      leg = next;
    }
  }

  #findable(leg: number): void {
    this.#byOrder.set(this.orderId[leg]!, leg);
    if (this.formerId[leg] !== 0) this.#byOrder.set(this.formerId[leg]!, leg);
  }

  #linkFree(): void {
    this.phase.fill(GroupPhase.Free);
    for (let n = 0; n < this.maxGroups; n++) this.#nextGroup[n] = n + 1 < this.maxGroups ? n + 1 : NONE;
    for (let n = 0; n < this.maxLegs; n++) this.nextLeg[n] = n + 1 < this.maxLegs ? n + 1 : NONE;
  }

  #groupIntegers(): Int32Array[] {
    const { kind, policy, phase, legs, present, firstLeg, entry, winner, flattens } = this;
    return [kind, policy, phase, legs, present, firstLeg, entry, winner, flattens, this.#nextGroup];
  }

  #legDoubles(): Float64Array[] {
    return [this.orderId, ...this.#zeroedDoubles];
  }

  #legIntegers(): Int32Array[] {
    return [this.group, this.nextLeg, this.role, ...this.#zeroedIntegers];
  }
}
