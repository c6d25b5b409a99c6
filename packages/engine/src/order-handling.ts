import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import { integerIn, parseConfig } from "@hotpath/core/config";
import { type EmulationOptions, OrderStage, type ReconciliationOptions, type RequestOptions } from "@hotpath/orders";
import { OrderGroups, type OrderGroupsOptions } from "@hotpath/orders/groups";
import type { Portfolio } from "@hotpath/portfolio";
import type { RiskGate } from "@hotpath/risk";
import * as v from "valibot";
import type { OrderIds } from "./order-ids.ts";
import type { RouterConfig } from "./strategy/execution-config.ts";

/** How groups of orders are kept. Each field has the default of `OrderGroupsOptions` of `@hotpath/orders/groups`. */
export interface GroupsConfig extends Omit<OrderGroupsOptions, "instruments"> {}

/** What an engine's order manager does beside plain limit and market orders, in any engine's configuration. */
export interface OrderHandlingConfig {
  /**
   * What the engine does for venues that lack an order type: stops, orders if touched, trailing stops, icebergs, pegged
   * orders, times in force. `{}`
   * for all of them. Left out, there are limit and market orders alone.
   */
  emulation?: Omit<EmulationOptions, "orderIds" | "entryGate">;
  /** Whether orders may depend on each other: `true`, or options. Default false. */
  groups?: boolean | GroupsConfig;
  /**
   * What is done with a venue's own list of orders, fills and positions, which a venue tells after a reconnect. Positions
   * are compared unless orders are routed over several venues.
   */
  reconciliation?: Omit<ReconciliationOptions, "portfolio">;
  /** What is done about requests that a venue does not answer, and cancels that it refuses. */
  requests?: RequestOptions;
  /** The last so many executions are remembered, to know those that are told twice. Default 65,536. */
  maxExecutions?: number;
}

const groupsSchema = v.strictObject({
  maxGroups: v.optional(integerIn(1, 1_048_576)),
  maxLegs: v.optional(integerIn(16, 4_194_304)),
  firstOrderId: v.optional(integerIn(1, Number.MAX_SAFE_INTEGER)),
  venuesWithoutReplace: v.optional(v.array(integerIn(0, 65_535))),
});
const reconciliationSchema = v.strictObject({
  policy: v.optional(v.any()),
  adoptiveStrategy: v.optional(integerIn(0, 32_767)),
});

/** Fields of {@link OrderHandlingConfig} for a schema; what is within them is checked where the order manager is made. */
export const orderHandlingEntries: Record<keyof OrderHandlingConfig, v.OptionalSchema<v.GenericSchema, undefined>> = {
  emulation: v.optional(v.any()),
  groups: v.optional(v.any()),
  reconciliation: v.optional(reconciliationSchema),
  requests: v.optional(v.any()),
  maxExecutions: v.optional(integerIn(16, 16_777_216)),
};

/**
 * The order manager of an engine.
 *
 * @param config with who splits orders over venues, if somebody does
 * @param orderIds those of the strategies: slices of icebergs take theirs from it
 * @param path of the configuration, for errors
 * @throws {ConfigError} naming the path, the value and what is allowed
 */
export function orderStageOf(
  config: OrderHandlingConfig & { router?: RouterConfig | undefined; maxOrders: number },
  instruments: InstrumentRegistry,
  portfolio: Portfolio,
  gate: RiskGate,
  orderIds: OrderIds,
  path: string,
): OrderStage {
  const { emulation, reconciliation, requests, router, maxOrders, maxExecutions } = config;
  const groups = groupsOf(config.groups, `${path}.groups`);
  return new OrderStage({
    instruments,
    maxOrders,
    ...(maxExecutions !== undefined && { maxExecutions }),
    ...(emulation && { emulation: { ...emulation, entryGate: gate, orderIds } }),
    ...(groups && { groups: new OrderGroups({ instruments, ...groups }) }),
    // Of several venues none holds the whole position.
    ...(reconciliation && { reconciliation: { ...reconciliation, ...(router === undefined && { portfolio }) } }),
    ...(requests && { requests }),
  });
}

function groupsOf(groups: unknown, path: string): GroupsConfig | undefined {
  if (groups === undefined || groups === false) return undefined;
  if (groups === true) return {};
  if (typeof groups !== "object" || groups === null)
    throw new ConfigError(path, groups, "true, false, or an object of options");
  return parseConfig(groupsSchema, groups, path) as GroupsConfig;
}
