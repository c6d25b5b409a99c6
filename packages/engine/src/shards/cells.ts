/**
 * Cells: the parts that a sharded engine is made of. Every instrument belongs to one, by a hash of its id, whatever number
 * of shards there is; a cell is a whole engine with a share of the cash and of the limits. Shards run cells, and a cell
 * cannot know on which it is: so one log gives the same outputs on any number of them.
 */
import { ConfigError, type DecimalInput, tryToUnits } from "@hotpath/core";
import type { BookLimits, RiskLimits } from "@hotpath/risk";
import { FIRST_CHILD, FIRST_OF_GROUPS, FIRST_ROUTED } from "../strategy/execution-config.ts";
import type { StrategyEngineConfig } from "../strategy/strategy-config.ts";

/** The most cells. */
const CELLS_MAX = 1024;
/** Ids of children that a cell has for itself: 2^32. */
const CHILD_IDS = 4_294_967_296;
/** Cash is divided to this many decimals. */
const CASH_DECIMALS = 2;

/** The cell of an instrument, 0 to `cells` − 1. */
export function cellOf(instrumentId: number, cells: number): number {
  let x = Math.imul((instrumentId | 0) ^ Math.floor(instrumentId / 2 ** 32) ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
  return ((x ^ (x >>> 13)) >>> 0) % cells;
}

/** @throws {ConfigError} if it is no number of cells */
export function checkCells(cells: number): number {
  if (Number.isInteger(cells) && cells >= 1 && cells <= CELLS_MAX) return cells;
  throw new ConfigError("cells", cells, `an integer from 1 to ${CELLS_MAX}`);
}

/**
 * What one cell starts with: an equal part of the cash, and of the limits that are amounts. Limits that are shares of equity
 * hold in each cell for its own equity, and so for all of them together.
 *
 * @throws {ConfigError} if the cash is no amount, or less than a cent for each cell
 */
export function configOfCell(config: StrategyEngineConfig, cell: number, cells: number): StrategyEngineConfig {
  return {
    ...config,
    initialCash: cashOfCell(config.initialCash ?? "1000000", cell, cells),
    riskLimits: limitsOfShare(config.riskLimits ?? {}, 1 / cells),
    // Every cell keeps room for all orders: which of them come to it, nobody knows.
    ...(config.maxOrders !== undefined && { maxOrders: config.maxOrders }),
    ...childIdsOfCell(config, cell),
  };
}

/** Children of algorithms and router, and orders that groups send by themselves, have ids that no other cell's have. */
function childIdsOfCell(
  { algorithms, router, groups }: StrategyEngineConfig,
  cell: number,
): Pick<StrategyEngineConfig, "algorithms" | "router" | "groups"> {
  const own = cell * CHILD_IDS;
  const options = algorithms === true ? {} : algorithms;
  const grouped = groups === true ? {} : groups;
  return {
    // What is no object is the engine's to refuse.
    ...(typeof options === "object" &&
      options !== null && { algorithms: { ...options, firstChildId: (options.firstChildId ?? FIRST_CHILD) + own } }),
    ...(typeof router === "object" &&
      router !== null && { router: { ...router, firstChildId: (router.firstChildId ?? FIRST_ROUTED) + own } }),
    ...(typeof grouped === "object" &&
      grouped !== null && { groups: { ...grouped, firstOrderId: (grouped.firstOrderId ?? FIRST_OF_GROUPS) + own } }),
  };
}

/** Cash in whole cents; what does not divide goes to the first cells, a cent each. */
function cashOfCell(cash: DecimalInput, cell: number, cells: number): string {
  const units = tryToUnits(cash, CASH_DECIMALS);
  if (!(units >= cells)) throw new ConfigError("config.initialCash", cash, `an amount of at least ${cells} cents`);
  const own = Math.floor(units / cells) + (cell < units % cells ? 1 : 0);
  return `${Math.floor(own / 100)}.${String(own % 100).padStart(2, "0")}`;
}

/** The limits of a part that has a share of the whole. Amounts are scaled, counts rounded down to 1 at the least. */
export function limitsOfShare(limits: Partial<RiskLimits>, share: number): Partial<RiskLimits> {
  const each = <T extends BookLimits>(levels: Readonly<Record<string, T>> | undefined) =>
    levels && Object.fromEntries(Object.entries(levels).map(([number, level]) => [number, scaled(level, share)]));
  const { accounts, strategies } = limits;
  return {
    ...scaled(limits, share),
    ...(accounts && { accounts: each(accounts)! }),
    ...(strategies && { strategies: each(strategies)! }),
  };
}

function scaled<T extends BookLimits & { capital?: number }>(limits: T, share: number): T {
  const { maxGrossExposure, maxNetExposure, capital, maxPositions, orderRate, messageRate } = limits;
  const count = (whole: number): number => Math.max(1, Math.floor(whole * share));
  const rate = <R extends { count: number; burst?: number }>(whole: R): R => ({
    ...whole,
    count: count(whole.count),
    ...(whole.burst !== undefined && { burst: count(whole.burst) }),
  });
  return {
    ...limits,
    ...(maxGrossExposure !== undefined && { maxGrossExposure: maxGrossExposure * share }),
    ...(maxNetExposure !== undefined && { maxNetExposure: maxNetExposure * share }),
    ...(capital !== undefined && { capital: capital * share }),
    ...(maxPositions !== undefined && { maxPositions: count(maxPositions) }),
    ...(orderRate !== undefined && { orderRate: rate(orderRate) }),
    ...(messageRate !== undefined && { messageRate: rate(messageRate) }),
  };
}
