import { ConfigError } from "@hotpath/core";

/**
 * Which cost a fill that closes takes: its share of the average, that of the lots opened first (`fifo`), or of those opened
 * last (`lifo`).
 */
export type CostBasis = "average" | "fifo" | "lifo";

const methods: readonly CostBasis[] = ["average", "fifo", "lifo"];

/** @throws {ConfigError} if it is no {@link CostBasis} */
export function checkCostBasis(value: CostBasis): CostBasis {
  if (!methods.includes(value)) throw new ConfigError("costBasis", value, methods.map((m) => `"${m}"`).join(", "));
  return value;
}
