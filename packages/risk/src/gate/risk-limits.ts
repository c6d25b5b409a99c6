/**
 * What the gate holds orders to, as people write it: limits of the firm (all together), of accounts, of strategies and
 * of instruments. Where several levels limit the same thing, every one of them holds, and so the tightest.
 */
import { ConfigError, type InstrumentRegistry } from "@hotpath/core";
import { flag, integerIn, numberIn, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";

/** So many in so long: a token bucket on the time of the events. */
export interface RateLimit {
  /** How many. 1 to 1,000,000. */
  readonly count: number;
  /** In how many microseconds of event time. 1 to 86,400,000,000. */
  readonly micros: number;
  /** How many at once at the most. Default: `count`. */
  readonly burst?: number;
}

/** When an instrument trades, by the time of day of the events in UTC. */
export interface SessionLimit {
  /** First microsecond of the session after midnight UTC, 0 to 86,399,999,999. */
  readonly openMicros: number;
  /** The first one after it; before `openMicros` where the session passes midnight. */
  readonly closeMicros: number;
  /** Weekdays in UTC on which a session opens, 0 Sunday to 6 Saturday. Default: all. */
  readonly days?: readonly number[];
}

/** What is asked of one order. */
export interface OrderLimits {
  /** The most of one order, in whole sizes (shares, coins): `0.5` is half a coin. */
  readonly maxOrderSize?: number;
  /** The most of one order in money, at its limit price or the reference price, whichever is larger. */
  readonly maxOrderNotional?: number;
  /** Distance of a limit price beyond the reference price, as a share of it. The firm's default is 0.10. */
  readonly maxPriceDeviation?: number;
  /** The most of a position in one instrument, long or short, working orders counted, in whole sizes. */
  readonly maxPosition?: number;
  /** How much may be sold short, working orders counted, in whole sizes: 0 forbids it, a located quantity allows that. */
  readonly maxShort?: number;
  /** Exposure in one instrument, working orders counted, over equity. The firm's default is 0.25. */
  readonly maxConcentration?: number;
  /** Value at risk of the order's position alone, 99 %, one day, over equity. The firm's default is 0.02. */
  readonly maxPositionVar?: number;
  /** How many orders and replaces may leave. */
  readonly orderRate?: RateLimit;
}

/** What is asked of everything that a level holds together. */
export interface BookLimits extends OrderLimits {
  /** Σ |exposure|, working orders at their worst, in money. */
  readonly maxGrossExposure?: number;
  /** |Σ exposure|, all buys filled and no sell or all sells and no buy, in money. */
  readonly maxNetExposure?: number;
  /** Gross exposure over equity. The firm's default is 5. */
  readonly maxLeverage?: number;
  /** Instruments with a position or a working order. The firm's default is 100. */
  readonly maxPositions?: number;
  /** Value at risk of all positions together, 99 %, one day, over equity. The firm's default is 0.05. */
  readonly maxPortfolioVar?: number;
  /** Fall from the highest equity, as a share of it, at which only risk-reducing orders pass. The firm's default is 0.10. */
  readonly maxDrawdown?: number;
  /** Fall since the start of the day, as a share of equity then, at which only risk-reducing orders pass. */
  readonly maxDailyLoss?: number;
  /** How many orders, replaces and cancels may leave. Cancels count and are never held back. */
  readonly messageRate?: RateLimit;
  /** So many refusals, of the gate or of venues, in so long: the level is halted. */
  readonly rejectBreaker?: RateLimit;
  /** So many orders and replaces of one level in one instrument in so long: the level is halted. */
  readonly loopBreaker?: RateLimit;
  /** Ids of instruments in which nothing may be traded. */
  readonly restricted?: readonly number[];
}

/** Limits of an account. Those that are shares need its `capital`: its equity is that and the profit of its fills. */
export interface AccountLimits extends BookLimits {
  /** Money that was given to it. */
  readonly capital?: number;
}

/** Limits of a strategy. */
export interface StrategyLimits extends AccountLimits {
  /** The account that it trades for. It cannot be changed while the gate lives. */
  readonly account?: number;
}

/** Limits of an instrument, for all who trade it together. */
export interface InstrumentLimits extends OrderLimits {
  /** The oldest that the reference price may be, in microseconds. */
  readonly maxReferenceAgeMicros?: number;
  /** When it trades. */
  readonly session?: SessionLimit;
}

/**
 * What the gate holds every order to. Shares are of equity unless said otherwise. Fields without a default are not
 * checked where they are not set.
 */
export interface RiskLimits extends BookLimits {
  readonly maxPortfolioVar: number;
  readonly maxPositionVar: number;
  readonly maxDrawdown: number;
  readonly maxLeverage: number;
  readonly maxConcentration: number;
  readonly maxPositions: number;
  readonly maxPriceDeviation: number;
  /** The oldest that a reference price may be, in microseconds. */
  readonly maxReferenceAgeMicros?: number;
  /** When orders may be sent. */
  readonly session?: SessionLimit;
  /** For so long an order may not repeat another's id, nor its strategy, instrument, side, price and quantity. */
  readonly duplicateWindowMicros?: number;
  /** Whether an order may meet another one of ours that works. Default true. */
  readonly allowSelfCrossing?: boolean;
  /** Without a heartbeat for so long the gate halts, and cancels what works. */
  readonly deadManMicros?: number;
  /** Limits by account number. Accounts and strategies are those of the gate's first limits. */
  readonly accounts?: Readonly<Record<string, AccountLimits>>;
  /** Limits by strategy number. */
  readonly strategies?: Readonly<Record<string, StrategyLimits>>;
  /** Limits by instrument id. */
  readonly instruments?: Readonly<Record<string, InstrumentLimits>>;
}

/** Microseconds of a day. */
export const DAY_MICROS = 86_400_000_000;
/** The greatest number of an account or strategy. */
export const NUMBER_MAX = 65_535;
/** The most accounts and strategies together. */
export const LEVELS_MAX = 255;
/** The most money or size that a limit can be. */
const MOST = 1e15;

const amount = v.optional(numberIn(0, MOST, true));
const share = (most: number) => v.optional(numberIn(0, most, true));
const micros = (most: number) => v.optional(integerIn(1, most));
const rate = v.optional(
  v.strictObject({
    count: integerIn(1, 1_000_000),
    micros: integerIn(1, DAY_MICROS),
    burst: v.optional(integerIn(1, 1_000_000)),
  }),
);
const session = v.optional(
  v.strictObject({
    openMicros: integerIn(0, DAY_MICROS - 1),
    closeMicros: integerIn(0, DAY_MICROS - 1),
    days: v.optional(v.array(integerIn(0, 6))),
  }),
);

const orderEntries = {
  maxOrderSize: amount,
  maxOrderNotional: amount,
  maxPriceDeviation: share(1),
  maxPosition: amount,
  maxShort: v.optional(numberIn(0, MOST)),
  maxConcentration: share(1000),
  maxPositionVar: share(1),
  orderRate: rate,
};
const bookEntries = {
  ...orderEntries,
  maxGrossExposure: amount,
  maxNetExposure: amount,
  maxLeverage: share(1000),
  maxPositions: v.optional(integerIn(1, 1_000_000)),
  maxPortfolioVar: share(1),
  maxDrawdown: share(1),
  maxDailyLoss: share(1),
  messageRate: rate,
  rejectBreaker: rate,
  loopBreaker: rate,
  restricted: v.optional(v.array(integerIn(0, Number.MAX_SAFE_INTEGER))),
};
const accountEntries = { ...bookEntries, capital: amount };
const schema = v.strictObject({
  ...bookEntries,
  maxPortfolioVar: v.optional(numberIn(0, 1, true), 0.05),
  maxPositionVar: v.optional(numberIn(0, 1, true), 0.02),
  maxDrawdown: v.optional(numberIn(0, 1, true), 0.1),
  maxLeverage: v.optional(numberIn(0, 1000, true), 5),
  maxConcentration: v.optional(numberIn(0, 1000, true), 0.25),
  maxPositions: v.optional(integerIn(1, 1_000_000), 100),
  maxPriceDeviation: v.optional(numberIn(0, 1, true), 0.1),
  maxReferenceAgeMicros: micros(DAY_MICROS * 365),
  session,
  duplicateWindowMicros: micros(DAY_MICROS),
  allowSelfCrossing: v.optional(flag),
  deadManMicros: micros(DAY_MICROS),
  accounts: v.optional(v.record(v.string(), v.strictObject(accountEntries))),
  strategies: v.optional(
    v.record(v.string(), v.strictObject({ ...accountEntries, account: v.optional(integerIn(0, NUMBER_MAX)) })),
  ),
  instruments: v.optional(
    v.record(v.string(), v.strictObject({ ...orderEntries, maxReferenceAgeMicros: micros(DAY_MICROS * 365), session })),
  ),
});

/** Limits that are shares of equity, and so need to know it. */
const SHARES = [
  "maxConcentration",
  "maxPositionVar",
  "maxLeverage",
  "maxPortfolioVar",
  "maxDrawdown",
  "maxDailyLoss",
] as const;

/**
 * Checks risk limits and fills in the defaults.
 *
 * @param instruments where given, instruments that are named must be among them
 * @throws {ConfigError} naming the path, the value and what is allowed
 * @example parseRiskLimits({ maxLeverage: 2 }).maxDrawdown // 0.1
 */
export function parseRiskLimits(
  value: unknown = {},
  path = "riskLimits",
  instruments?: InstrumentRegistry,
): RiskLimits {
  const limits = parseConfig(schema, value, path) as RiskLimits;
  checkSession(limits.session, `${path}.session`);
  checkRestricted(limits, path, instruments);
  for (const group of ["accounts", "strategies"] as const) {
    const entries = Object.entries(limits[group] ?? {});
    for (const [key, level] of entries) {
      const where = `${path}.${group}[${key}]`;
      numberOf(key, `${path}.${group}`);
      checkRestricted(level, where, instruments);
      const name = SHARES.find((share) => level[share] !== undefined);
      if (name !== undefined && level.capital === undefined)
        throw new ConfigError(`${where}.${name}`, level[name], "a share only where capital is set");
    }
  }
  const levels = levelsOf(limits);
  if (levels.accounts.length + levels.strategies.length > LEVELS_MAX)
    throw new ConfigError(
      `${path}.strategies`,
      levels.strategies.length,
      `at most ${LEVELS_MAX} accounts and strategies together`,
    );
  for (const [key, level] of Object.entries(limits.instruments ?? {})) {
    checkSession(level.session, `${path}.instruments[${key}].session`);
    if (instruments !== undefined && !(instruments.indexOf(Number(key)) >= 0))
      throw new ConfigError(`${path}.instruments`, key, "ids of instruments of the gate");
  }
  return limits;
}

/** The accounts and strategies that limits speak of, each in the order of their numbers. */
export function levelsOf(limits: RiskLimits): { accounts: number[]; strategies: number[] } {
  const accounts = new Set(Object.keys(limits.accounts ?? {}).map(Number));
  const strategies = Object.keys(limits.strategies ?? {}).map(Number);
  for (const { account } of Object.values(limits.strategies ?? {})) if (account !== undefined) accounts.add(account);
  return { accounts: [...accounts].sort((a, b) => a - b), strategies: strategies.sort((a, b) => a - b) };
}

function numberOf(key: string, path: string): number {
  const number = Number(key);
  if (!Number.isInteger(number) || number < 0 || number > NUMBER_MAX || String(number) !== key)
    throw new ConfigError(path, key, `keys that are numbers from 0 to ${NUMBER_MAX}`);
  return number;
}

function checkRestricted(level: BookLimits, path: string, instruments: InstrumentRegistry | undefined): void {
  if (instruments === undefined) return;
  for (const id of level.restricted ?? [])
    if (instruments.indexOf(id) === -1)
      throw new ConfigError(`${path}.restricted`, id, "ids of instruments of the gate");
}

function checkSession(limit: SessionLimit | undefined, path: string): void {
  if (limit !== undefined && limit.openMicros === limit.closeMicros)
    throw new ConfigError(`${path}.closeMicros`, limit.closeMicros, "another time than openMicros");
}
