/**
 * Orders: what works, in columns (`OrderStore`), and the state machine that follows gate and venue (`OrderStage`).
 */
export type { OrderCounts } from "./order-counts.ts";
export type { OrderGroupActions, OrderGroupHooks } from "./order-group-hooks.ts";
export { OrderStage, type OrderStageOptions } from "./order-stage.ts";
export { isOpen, OrderFlag, OrderStore, type OrderView } from "./order-store.ts";
