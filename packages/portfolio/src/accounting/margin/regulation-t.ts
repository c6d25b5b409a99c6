import { ConfigError, type DecimalInput, InputError } from "@hotpath/core";
import { ONE, RATE_DECIMALS } from "../../internal/holder-amounts.ts";
import type { Account } from "../account.ts";
import { magnitude } from "../internal/lot-book.ts";
import { divideUp, rateUnits } from "../internal/rates.ts";

/** Rates of a margin account in stocks; all but the concentration default to the rules of the United States. */
export interface RegulationTRules {
  /** Share of a long or short position's value to be there when it is opened. Default 0.5. */
  initial?: DecimalInput;
  /** Share of a long position's value to be kept. Default 0.25. */
  longMaintenance?: DecimalInput;
  /** Share of a short position's value to be kept, from `lowPrice` on. Default 0.3. */
  shortMaintenance?: DecimalInput;
  /** Least that is kept of a short share from `lowPrice` on, in the base currency. Default 5. */
  shortMinimum?: DecimalInput;
  /** Shares below this price are low-priced. Default 5. */
  lowPrice?: DecimalInput;
  /** Share of a low-priced short position's value to be kept. Default 1. */
  lowShortMaintenance?: DecimalInput;
  /** Least that is kept of a low-priced short share. Default 2.5. */
  lowShortMinimum?: DecimalInput;
  /**
   * Higher maintenance of positions that are much of the account: where |value| is more than the share `above` of the gross
   * value, at least the share `maintenance` is kept. The highest that applies holds. It is a broker's own rule; default none.
   */
  concentration?: readonly { above: DecimalInput; maintenance: DecimalInput }[];
}

/** Margin of one position, in the units of {@link RegulationTMargin}. */
export interface RegulationTPosition {
  symbol: string;
  /** Signed. */
  value: bigint;
  initial: bigint;
  maintenance: bigint;
  /** Whether the concentration made the maintenance what it is. */
  isConcentrated: boolean;
}

/** Margin of an account. Amounts are in 10^-decimals of the base currency, requirements rounded up. */
export interface RegulationTMargin {
  decimals: number;
  /** Cash and positions. */
  equity: bigint;
  longValue: bigint;
  /** |value| of all short positions. */
  shortValue: bigint;
  initial: bigint;
  maintenance: bigint;
  /** Equity less the initial requirement: what may be withdrawn, or margins new positions. Negative where it lacks. */
  excess: bigint;
  /** Equity less the maintenance requirement. */
  maintenanceExcess: bigint;
  /** What is to be paid in now: 0 while the maintenance is met. */
  call: bigint;
  /** Value of what could be bought or sold short at the initial rate. */
  buyingPower: bigint;
  positions: RegulationTPosition[];
}

/**
 * Margin of stocks as of Regulation T (12 CFR 220.12: initially 50 % of a long position, 150 % of a short one, of which its
 * proceeds are 100 %) and FINRA Rule 4210(c) (maintenance: long 25 %; short 30 %, at least $5 a share; below $5 a share
 * 100 %, at least $2.50). All positions are taken as such stocks, at their marks.
 *
 * @throws {ConfigError} naming the rule that is wrong
 * @throws {InputError} `INPUT_INVALID` if a position's price is negative
 */
export function regulationTMargin(account: Account, rules: RegulationTRules = {}): RegulationTMargin {
  const parsed = parse(rules);
  const held = account.instruments.list.flatMap((_, i) =>
    account.positionExact(i) === 0n ? [] : [holdingOf(account, i)],
  );
  const gross = held.reduce((sum, { value }) => sum + magnitude(value), 0n);
  const positions = held.map((holding): RegulationTPosition => {
    const size = magnitude(holding.value);
    const own =
      holding.value >= 0n ? divideUp(size * parsed.longMaintenance, ONE) : shortMaintenance(holding, size, parsed);
    const concentrated = parsed.concentration
      .filter(({ above }) => size * ONE > gross * above)
      .reduce((most, { maintenance }) => (maintenance > most ? maintenance : most), 0n);
    const raised = divideUp(size * concentrated, ONE);
    return {
      symbol: holding.symbol,
      value: holding.value,
      initial: divideUp(size * parsed.initial, ONE),
      maintenance: raised > own ? raised : own,
      isConcentrated: raised > own,
    };
  });
  const equity = account.equityBaseExact();
  const initial = positions.reduce((sum, p) => sum + p.initial, 0n);
  const maintenance = positions.reduce((sum, p) => sum + p.maintenance, 0n);
  const excess = equity - initial;
  const maintenanceExcess = equity - maintenance;
  return {
    decimals: account.moneyDecimals + RATE_DECIMALS,
    equity,
    longValue: positions.reduce((sum, { value }) => (value > 0n ? sum + value : sum), 0n),
    shortValue: positions.reduce((sum, { value }) => (value < 0n ? sum - value : sum), 0n),
    initial,
    maintenance,
    excess,
    maintenanceExcess,
    call: maintenanceExcess < 0n ? -maintenanceExcess : 0n,
    buyingPower: excess > 0n ? (excess * ONE) / parsed.initial : 0n,
    positions,
  };
}

type Rates = Record<Exclude<keyof RegulationTRules, "concentration">, bigint> & {
  concentration: { above: bigint; maintenance: bigint }[];
};

const KEYS = [
  "initial",
  "longMaintenance",
  "shortMaintenance",
  "shortMinimum",
  "lowPrice",
  "lowShortMaintenance",
  "lowShortMinimum",
  "concentration",
];

function parse(rules: RegulationTRules): Rates {
  for (const [key, value] of Object.entries(rules))
    if (!KEYS.includes(key)) throw new ConfigError(`rules.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const rate = (value: DecimalInput, name: string, most: number) => rateUnits(value, `rules.${name}`, 0, most);
  const initial = rate(rules.initial ?? "0.5", "initial", 10);
  if (initial === 0n) throw new ConfigError("rules.initial", rules.initial, "a number above 0");
  return {
    initial,
    longMaintenance: rate(rules.longMaintenance ?? "0.25", "longMaintenance", 10),
    shortMaintenance: rate(rules.shortMaintenance ?? "0.3", "shortMaintenance", 10),
    shortMinimum: rate(rules.shortMinimum ?? "5", "shortMinimum", 1_000_000),
    lowPrice: rate(rules.lowPrice ?? "5", "lowPrice", 1_000_000),
    lowShortMaintenance: rate(rules.lowShortMaintenance ?? "1", "lowShortMaintenance", 10),
    lowShortMinimum: rate(rules.lowShortMinimum ?? "2.5", "lowShortMinimum", 1_000_000),
    concentration: (rules.concentration ?? []).map(({ above, maintenance }, i) => ({
      above: rate(above, `concentration[${i}].above`, 1),
      maintenance: rate(maintenance, `concentration[${i}].maintenance`, 10),
    })),
  };
}

interface Held {
  symbol: string;
  value: bigint;
  /** |quantity| of whole shares times 10^sizeDecimals. */
  size: bigint;
  sizeScale: bigint;
  /** Base units of 1 in the base currency, times 10^-20 (a rate is so many of them). */
  perRate: bigint;
}

function holdingOf(account: Account, i: number): Held {
  const { symbol, currency, sizeDecimals } = account.instruments.at(i);
  const quantity = account.positionExact(i);
  const value = account.marketValueExact(i) * account.rateExact(currency)!;
  if (value !== 0n && value > 0n !== quantity > 0n)
    throw new InputError("INPUT_INVALID", `${symbol} has a negative price: stocks have none`);
  return {
    symbol,
    value,
    size: magnitude(quantity),
    sizeScale: 10n ** BigInt(sizeDecimals),
    perRate: 10n ** BigInt(account.moneyDecimals),
  };
}

function shortMaintenance(held: Held, value: bigint, rates: Rates): bigint {
  const ofShares = (each: bigint) => divideUp(held.size * each * held.perRate, held.sizeScale);
  const isLow = value < ofShares(rates.lowPrice);
  const share = divideUp(value * (isLow ? rates.lowShortMaintenance : rates.shortMaintenance), ONE);
  const least = ofShares(isLow ? rates.lowShortMinimum : rates.shortMinimum);
  return share > least ? share : least;
}
