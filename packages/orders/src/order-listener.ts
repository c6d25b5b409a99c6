import type { OrderGroupHooks } from "./order-group-hooks.ts";

/** Who is told what becomes of orders: groups, and the engine where it emulates. */
export type OrderListener = Pick<
  OrderGroupHooks,
  "onAccepted" | "onFill" | "onBusted" | "onClosed" | "onReplaced" | "onRefused"
>;
