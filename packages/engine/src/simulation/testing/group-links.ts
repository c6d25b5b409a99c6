/** Which orders depend on each other, as their strategy said it, and what that must come to at the venue. */
import { type EventCursor, OrderLink, type Stage } from "@hotpath/core";
import { Contingency, LegRole } from "@hotpath/orders/groups";
import { hold } from "./hold.ts";
import { leavesOf, type SimulatedVenue } from "./venue.ts";

interface Leg {
  orderId: number;
  role: number;
}

interface Group {
  kind: number;
  legs: Leg[];
}

/** Notes each group as it is made. */
export class GroupLinks implements Stage {
  readonly name = "groupLinks";
  readonly handles: readonly number[] = [OrderLink.TYPE];
  readonly #groups = new Map<number, Group>();

  get size(): number {
    return this.#groups.size;
  }

  on(event: EventCursor): void {
    const groupId = OrderLink.groupId(event);
    const orderId = OrderLink.orderId(event);
    if (groupId === orderId) this.#groups.set(groupId, { kind: OrderLink.kind(event), legs: [] });
    this.#groups.get(groupId)!.legs.push({ orderId, role: OrderLink.role(event) });
  }

  /** A crash has made the last groups forgotten: those that there are. */
  become(other: GroupLinks): void {
    this.#groups.clear();
    for (const [groupId, group] of other.#groups) this.#groups.set(groupId, group);
  }

  /** At any moment: targets, and stops, never stand for more than their entry has filled. */
  checkAtVenue(venue: SimulatedVenue): void {
    for (const { legs } of this.#groups.values()) {
      const entry = legs.find(({ role }) => role === LegRole.Entry);
      if (entry === undefined) continue;
      const filled = venue.orders.get(entry.orderId)?.cumulative ?? 0;
      for (const side of [LegRole.Target, LegRole.Stop]) {
        let most = 0;
        for (const { orderId, role } of legs) {
          const order = venue.orders.get(orderId);
          if (role === side && order !== undefined) most += order.cumulative + leavesOf(order);
        }
        hold(most <= filled, `${most} stands behind entry ${entry.orderId}, which has filled ${filled}`);
      }
    }
  }

  /** Once nothing is on its way: where one was executed, no other that it cancels works. */
  checkQuiet(venue: SimulatedVenue): void {
    for (const [groupId, { kind, legs }] of this.#groups) {
      if (kind !== Contingency.OneCancelsOther) continue;
      const orders = legs.flatMap(({ orderId }) => venue.orders.get(orderId) ?? []);
      const works = orders.filter((order) => leavesOf(order) > 0);
      const isExecuted = orders.some((order) => order.cumulative > 0);
      hold(!isExecuted || works.length <= 1, `${works.length} orders of group ${groupId} work although one has traded`);
      const winner = orders.find((order) => order.cumulative > 0);
      const isOther = works[0] !== undefined && winner !== undefined && works[0].cumulative === 0;
      hold(!isOther, `order ${works[0]?.orderId} works although ${winner?.orderId} of its group has traded`);
    }
  }
}
