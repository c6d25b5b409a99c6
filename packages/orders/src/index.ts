/**
 * Orders: what works, in columns (`OrderStore`), the state machine that follows gate and venue (`OrderStage`), and what the
 * engine does for venues that lack an order type (`EmulationOptions`).
 */
export { type ClientOrderId, ClientOrderIds } from "./client-order-ids.ts";
export type { EmulationOptions } from "./emulator/emulation-options.ts";
export { percentDistance, trailingStart } from "./emulator/trailing-triggers.ts";
export type { OrderCounts } from "./order-counts.ts";
export type { RequestOptions } from "./order-deadlines.ts";
export type { OrderGroupActions, OrderGroupHooks } from "./order-group-hooks.ts";
export { OrderStage, type OrderStageOptions } from "./order-stage.ts";
export { isOpen, OrderFlag, OrderStore, type OrderView } from "./order-store.ts";
export { DiscrepancyKind, type ReconciliationPolicy, Resolution } from "./reconciliation/discrepancy.ts";
export type { ReconciliationOptions } from "./reconciliation/reconciler.ts";
export type { OrderHandling, VenueCapabilities } from "./venue-capabilities.ts";
