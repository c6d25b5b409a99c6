import { ConfigError } from "@hotpath/core";
import { checkKeys, integerOption } from "./internal/options.ts";
import type { Allocation } from "./internal/special-state.ts";

/** How an instrument shares the trades of an order that does not take a whole level out among the level's orders. */
export interface ProRataRule {
  /** The instrument's index. */
  instrument: number;
  /** A share below this is none, and goes to the orders first come first; 1 by default. CME has 2 in most markets. */
  minAllocation?: number;
  /** Whether the order that bettered the market, as long as it stands there, is filled first; false by default. */
  topOrder?: boolean;
}

/** The rules by instrument. */
export function allocationsOf(
  path: string,
  rules: readonly ProRataRule[],
  instruments: number,
): (Allocation | undefined)[] {
  if (!Array.isArray(rules)) throw new ConfigError(path, rules, "a list of rules");
  const allocations: (Allocation | undefined)[] = [];
  for (const [k, rule] of rules.entries()) {
    checkKeys(`${path}[${k}]`, rule, ["instrument", "minAllocation", "topOrder"]);
    const at = integerOption(`${path}[${k}].instrument`, rule.instrument, 0, instruments - 1);
    if (allocations[at] !== undefined) throw new ConfigError(`${path}[${k}].instrument`, at, "each instrument once");
    const least = integerOption(`${path}[${k}].minAllocation`, rule.minAllocation ?? 1, 1, Number.MAX_SAFE_INTEGER);
    const topOrder: unknown = rule.topOrder ?? false;
    if (typeof topOrder !== "boolean") throw new ConfigError(`${path}[${k}].topOrder`, topOrder, "true or false");
    allocations[at] = { minAllocation: least, topOrder };
  }
  return allocations;
}
