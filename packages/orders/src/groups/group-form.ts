import { Contingency, LEGS_MAX, LegRole } from "./contingency.ts";
import type { OrderGroupTable } from "./order-group-table.ts";

const NONE = -1;
const ALL_POLICIES = 15;

/** Whether an `OrderLink` says what one may say. */
export function isLink(
  groupId: number,
  orderId: number,
  kind: number,
  role: number,
  legs: number,
  policy: number,
): boolean {
  return (
    Number.isSafeInteger(groupId) &&
    Number.isSafeInteger(orderId) &&
    orderId !== 0 &&
    kind >= Contingency.OneCancelsOther &&
    kind <= Contingency.OneUpdatesOtherProportional &&
    role >= LegRole.Leg &&
    role <= LegRole.Stop &&
    legs >= 2 &&
    legs <= LEGS_MAX &&
    policy >= 0 &&
    policy <= ALL_POLICIES
  );
}

/** The alternative that a leg belongs to: targets are one together and stops another, any other order is one by itself. */
export function alternativeOf(table: OrderGroupTable, group: number, leg: number): number {
  const role = table.role[leg]!;
  let next = 0;
  for (let each = table.firstLeg[group]!; each !== leg; each = table.nextLeg[each]!) {
    if (role !== LegRole.Leg && role !== LegRole.Entry && table.role[each] === role) return table.alternative[each]!;
    next = Math.max(next, table.alternative[each]! + 1);
  }
  return next;
}

/** Whether a group may take one more order. */
export function takesLink(
  table: OrderGroupTable,
  group: number,
  kind: number,
  role: number,
  legs: number,
  policy: number,
): boolean {
  return (
    table.kind[group] === kind &&
    table.legs[group] === legs &&
    table.policy[group] === policy &&
    table.present[group]! < legs &&
    !(role === LegRole.Entry && table.entry[group] !== NONE)
  );
}

/** Whether all orders of a group are of one instrument. */
export function isOfOneInstrument(table: OrderGroupTable, group: number): boolean {
  const first = table.firstLeg[group]!;
  for (let leg = first; leg !== NONE; leg = table.nextLeg[leg]!)
    if (table.instrument[leg] !== table.instrument[first]) return false;
  return true;
}

/** Whether the orders of a group that is whole fit together. */
export function canWork(table: OrderGroupTable, group: number): boolean {
  const entry = table.entry[group]!;
  let targets = 0;
  let stops = 0;
  for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!) {
    const role = table.role[leg];
    if (role !== LegRole.Target && role !== LegRole.Stop) continue;
    if (role === LegRole.Target) targets += table.quantity[leg]!;
    else stops += table.quantity[leg]!;
    // Exits close what the entry opens.
    if (entry !== NONE && table.side[leg] === table.side[entry]) return false;
  }
  if (entry !== NONE && Math.max(targets, stops) > table.quantity[entry]!) return false;
  // Quantities of different instruments have nothing to do with each other, so only whole orders can be cancelled.
  const cancelsWhole = table.kind[group] === Contingency.OneCancelsOther && entry === NONE;
  return cancelsWhole || isOfOneInstrument(table, group);
}

/** What the entry has filled and no exit has closed; 0 for a group without exits. */
export function openPosition(table: OrderGroupTable, group: number): number {
  const entry = table.entry[group]!;
  if (entry === NONE) return 0;
  let open = table.filled[entry]! - table.corrected[entry]!;
  let exits = 0;
  for (let leg = table.firstLeg[group]!; leg !== NONE; leg = table.nextLeg[leg]!) {
    if (table.role[leg] !== LegRole.Target && table.role[leg] !== LegRole.Stop) continue;
    exits += 1;
    open -= table.filled[leg]! - table.corrected[leg]!;
  }
  return exits === 0 ? 0 : open;
}
