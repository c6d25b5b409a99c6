/**
 * Contingent orders: groups whose orders release, reduce, grow and cancel each other (`OrderGroups`). The order manager
 * tells them what becomes of their orders, and does what they ask; `docs/contingencies.md` says what that is.
 */
export { Contingency, GroupNotice, GroupPolicy, LEGS_MAX, LegRole } from "./contingency.ts";
export { emitGroup, type GroupOrder, type OrderGroup } from "./emit-group.ts";
export type { GroupCounts } from "./group-counts.ts";
export { GroupPhase, LegState, OrderGroupTable } from "./order-group-table.ts";
export { OrderGroups, type OrderGroupsOptions } from "./order-groups.ts";
