import { Contingency, LEGS_MAX, LegRole } from "./contingency.ts";
import type { OrderGroupTable } from "./order-group-table.ts";
import { scaleDown, scaleUp } from "./scale.ts";

const NONE = -1;

/**
 * How much of each order of a group may be done in all, its fills included, as a pure function of what was filled: what
 * the group steers its orders towards, whatever happens in which order.
 *
 *     allocated to an order   its share of what the entry has filled, in lots, by largest remainder; never taken back
 *     open to an alternative  allocated to its orders − filled of them − what fills of other alternatives take from it
 *     target of an order      its fills + its part of what is open; where that is less than allocated, the orders that
 *                             were named last give first
 */
export class LegTargets {
  /** By place of the leg in its group: how much may be done in all. */
  readonly target: Float64Array = new Float64Array(LEGS_MAX);
  /** By alternative: what is open to it, not rounded to lots. */
  readonly open: Float64Array = new Float64Array(LEGS_MAX);
  readonly #quantity = new Float64Array(LEGS_MAX);
  readonly #allocated = new Float64Array(LEGS_MAX);
  /** Filled and not traded back. */
  readonly #filled = new Float64Array(LEGS_MAX);
  readonly #wants = new Float64Array(LEGS_MAX);
  readonly #table: OrderGroupTable;

  constructor(table: OrderGroupTable) {
    this.#table = table;
  }

  /**
   * Allocates what the entry has filled, and finds what is open to each alternative.
   *
   * @param lot the instrument's lot, in size units
   */
  measure(group: number, entryFilled: number, lot: number): void {
    const { firstLeg, nextLeg, alternative, quantity, allocated, filled, corrected, entry, kind, winner } = this.#table;
    const [total, share, net, open] = [this.#quantity, this.#allocated, this.#filled, this.open];
    total.fill(0);
    share.fill(0);
    net.fill(0);
    const parent = entry[group]!;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!) {
      if (leg === parent) continue;
      const a = alternative[leg]!;
      total[a]! += quantity[leg]!;
      net[a]! += filled[leg]! - corrected[leg]!;
      if (parent === NONE) allocated[leg] = quantity[leg]!;
    }
    if (parent !== NONE) {
      const whole = quantity[parent]!;
      for (let a = 0; a < LEGS_MAX; a++)
        if (total[a]! > 0) this.#allocate(group, a, scaleDown(total[a]!, entryFilled, whole), lot, entryFilled, whole);
    }
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!)
      if (leg !== parent) share[alternative[leg]!]! += allocated[leg]!;
    for (let a = 0; a < LEGS_MAX; a++) {
      if (total[a] === 0) continue;
      let left = share[a]! - net[a]!;
      if (kind[group] === Contingency.OneCancelsOther) {
        if (winner[group] !== NONE && winner[group] !== a) left = 0;
      } else if (kind[group] !== Contingency.OneTriggersOther) left -= this.#taken(a, kind[group]!, lot);
      open[a] = Math.max(0, left);
    }
  }

  /** What of an alternative the fills of the others have taken. */
  #taken(alternative: number, kind: number, lot: number): number {
    const [total, net] = [this.#quantity, this.#filled];
    let taken = 0;
    for (let other = 0; other < LEGS_MAX; other++) {
      if (other === alternative || total[other] === 0) continue;
      // A share that is no whole lot takes the whole: never more works than is right.
      taken +=
        kind === Contingency.OneUpdatesOtherAbsolute
          ? net[other]!
          : Math.ceil(scaleUp(net[other]!, total[alternative]!, total[other]!) / lot) * lot;
    }
    return taken;
  }

  /**
   * Gives the orders of an alternative what is theirs of `total`, in whole lots: to each the lots of its share, rounded
   * down, then one more to those whose remainders are largest (Hamilton's method). What an order has, it keeps: the
   * method by itself may take a lot back as the total grows (the Alabama paradox), and this would be a replace for nothing.
   */
  #allocate(group: number, alternative: number, total: number, lot: number, filled: number, whole: number): void {
    const { firstLeg, nextLeg, quantity, allocated, alternative: alternativeOf, entry } = this.#table;
    const wants = this.#wants;
    const lots = Math.floor(total / lot) * lot;
    let free = lots;
    let wanted = 0;
    let place = 0;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!, place++) {
      wants[place] = 0;
      if (alternativeOf[leg] !== alternative || leg === entry[group]) continue;
      const due = Math.floor(scaleDown(quantity[leg]!, filled, whole) / lot) * lot;
      wants[place] = Math.max(0, due - allocated[leg]!);
      wanted += wants[place]!;
      free -= allocated[leg]!;
    }
    // Both loops end within as many steps as there are orders.
    while (wanted > free && wanted > 0) wanted -= this.#shift(group, alternative, lot, -1, filled, whole);
    while (wanted + lot <= free) {
      const given = this.#shift(group, alternative, lot, 1, filled, whole);
      if (given === 0) break;
      wanted += given;
    }
    place = 0;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!, place++) allocated[leg]! += wants[place]!;
  }

  /** Gives a lot to the order that lacks most of its share, or takes one from the order that lacks least. @returns its size */
  #shift(group: number, alternative: number, lot: number, way: 1 | -1, filled: number, whole: number): number {
    const { firstLeg, nextLeg, quantity, allocated, alternative: alternativeOf, entry } = this.#table;
    const wants = this.#wants;
    let chosen = NONE;
    let best = 0;
    let place = 0;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!, place++) {
      if (alternativeOf[leg] !== alternative || leg === entry[group]) continue;
      if (way < 0 && wants[place] === 0) continue;
      const has = allocated[leg]! + wants[place]!;
      // Which of two lacks more is decided by doubles; how much each gets is exact all the same.
      const lack = way * ((quantity[leg]! * filled) / whole - has);
      if (chosen === NONE || lack > best) {
        chosen = place;
        best = lack;
      }
    }
    if (chosen === NONE) return 0;
    const step = way < 0 ? Math.min(lot, wants[chosen]!) : lot;
    wants[chosen]! += way * step;
    return step;
  }

  /** Finds each order's target. Call {@link measure} first. */
  aim(group: number, lot: number, isEnding: boolean): void {
    const { firstLeg, nextLeg, role, alternative, quantity, allocated, filled, failed, entry } = this.#table;
    const target = this.target;
    const spare = this.#wants;
    spare.fill(0);
    let isStopped = false;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!)
      if (role[leg] === LegRole.Stop && filled[leg]! > 0) isStopped = true;
    let place = 0;
    for (let leg = firstLeg[group]!; leg !== NONE; leg = nextLeg[leg]!, place++) {
      const isDead = isEnding || failed[leg] === 1;
      if (leg === entry[group]) {
        // Who is stopped out enters no further.
        target[place] = isDead || isStopped ? filled[leg]! : quantity[leg]!;
        continue;
      }
      const mine = isDead ? 0 : Math.max(0, allocated[leg]! - filled[leg]!);
      target[place] = filled[leg]! + mine;
      spare[alternative[leg]!]! += mine;
    }
    for (let a = 0; a < LEGS_MAX; a++) {
      const over = spare[a]! - Math.floor(this.open[a]! / lot) * lot;
      if (spare[a]! > 0 && over > 0) this.#cut(group, a, over, place);
    }
  }

  /** Takes `over` from the orders of an alternative, from the last named on. */
  #cut(group: number, alternative: number, over: number, places: number): void {
    const { firstLeg, nextLeg, alternative: alternativeOf, filled, entry } = this.#table;
    for (let last = places - 1; last >= 0 && over > 0; last--) {
      let leg = firstLeg[group]!;
      for (let n = 0; n < last; n++) leg = nextLeg[leg]!;
      if (leg === entry[group] || alternativeOf[leg] !== alternative) continue;
      const cut = Math.min(over, this.target[last]! - filled[leg]!);
      this.target[last]! -= cut;
      over -= cut;
    }
  }
}
