import { ConfigError, type DecimalInput, InputError } from "@hotpath/core";
import { ONE } from "../../internal/holder-amounts.ts";
import { formatMoney } from "../../internal/money.ts";
import type { Account } from "../account.ts";
import { magnitude } from "../internal/lot-book.ts";
import { divideDown, divideUp, rateUnits } from "../internal/rates.ts";

/** A tier of maintenance margin: what is kept of the notional that lies between this tier's start and the next one's. */
export interface MaintenanceTier {
  /** Notional from which it holds, in the currency; the first is 0. */
  from: DecimalInput;
  /** Share of notional, 0 to 1. */
  maintenance: DecimalInput;
}

/** How one leveraged position is margined. */
export interface LeveragedPosition {
  /** Dense index of the registry. */
  instrument: number;
  /** `cross` stands with the whole wallet, `isolated` with its own margin alone. */
  mode: "cross" | "isolated";
  /** Notional by initial margin, from 1. */
  leverage: DecimalInput;
  /** Ascending. */
  tiers: readonly MaintenanceTier[];
  /** Margin that was set apart, in the currency. Needed where isolated. */
  margin?: DecimalInput;
}

/** Margin of one leveraged position; amounts in money units of the account. */
export interface LeveragedPositionMargin {
  symbol: string;
  mode: "cross" | "isolated";
  /** |value| at the mark. */
  notional: bigint;
  unrealized: bigint;
  initial: bigint;
  maintenance: bigint;
  /** Set apart for it: 0 of a cross position. */
  margin: bigint;
  /**
   * The price, in whole price units rounded towards the mark, at which what backs it falls to its maintenance margin, all
   * other marks unchanged; undefined if no price above 0 does it.
   */
  liquidationPrice: string | undefined;
  /** What backs it is below its maintenance margin at the mark. */
  isLiquidatable: boolean;
}

/** Margin of all leveraged positions in one currency; amounts in money units of the account. */
export interface LeveragedMargin {
  currency: string;
  /** Cash and the cost of what is open: what was paid in and realised. */
  wallet: bigint;
  /** The wallet and all unrealised profit. */
  equity: bigint;
  /** What backs the cross positions: the wallet less isolated margins, and the unrealised profit of cross positions. */
  crossEquity: bigint;
  /** Of cross positions. */
  crossInitial: bigint;
  crossMaintenance: bigint;
  /** Cross equity less cross initial margin, from 0. */
  available: bigint;
  positions: LeveragedPositionMargin[];
}

/**
 * Margin and liquidation prices of leveraged positions in one currency, as crypto derivatives venues reckon them: with Q the
 * size, B the cost, W what backs the position and tiers of maintenance rates r with the amounts c that make the requirement
 * continuous (cₖ = cₖ₋₁ + fromₖ (rₖ − rₖ₋₁)), a position is liquidated at the P where
 *
 *     W + Q P − B = |Q| P r − c
 *
 * W of an isolated position is its own margin; of a cross one the rest of the wallet, the unrealised profit of the other
 * cross positions less their maintenance (Binance Futures, "Liquidation Price of USDⓈ-M Futures Contracts").
 *
 * Exact: requirements are rounded up, prices towards the mark.
 *
 * @throws {ConfigError} naming the position's field that is wrong
 * @throws {InputError} `INPUT_INVALID` if a held position of the currency is not listed, or has a negative mark
 */
export function leveragedMargin(
  account: Account,
  currency: string,
  positions: readonly LeveragedPosition[],
): LeveragedMargin {
  const held = positions.map((position, i) => parse(account, currency, position, `positions[${i}]`));
  const listed = new Set(positions.map((position) => position.instrument));
  let wallet = account.cashExact(currency);
  let unrealized = 0n;
  for (const [i, instrument] of account.instruments.list.entries()) {
    if (instrument.currency !== currency || account.positionExact(i) === 0n) continue;
    if (!listed.has(i))
      throw new InputError("INPUT_INVALID", `${instrument.symbol} is held in ${currency} and not listed`);
    wallet += account.basisExact(i);
    unrealized += account.unrealizedExact(i);
  }
  const cross = held.filter((each) => each.mode === "cross");
  const isolated = held.reduce((sum, each) => sum + each.margin, 0n);
  const crossUnrealized = cross.reduce((sum, each) => sum + each.unrealized, 0n);
  const crossMaintenance = cross.reduce((sum, each) => sum + each.maintenance, 0n);
  const crossInitial = cross.reduce((sum, each) => sum + each.initial, 0n);
  const crossEquity = wallet - isolated + crossUnrealized;
  const backing = (each: Held) =>
    each.mode === "isolated"
      ? each.margin
      : wallet - isolated + (crossUnrealized - each.unrealized) - (crossMaintenance - each.maintenance);
  return {
    currency,
    wallet,
    equity: wallet + unrealized,
    crossEquity,
    crossInitial,
    crossMaintenance,
    available: crossEquity > crossInitial ? crossEquity - crossInitial : 0n,
    positions: held.map((each) => ({
      symbol: each.symbol,
      mode: each.mode,
      notional: each.notional,
      unrealized: each.unrealized,
      initial: each.initial,
      maintenance: each.maintenance,
      margin: each.margin,
      liquidationPrice: liquidationPrice(each, backing(each)),
      isLiquidatable: each.quantity !== 0n && backing(each) + each.unrealized < each.maintenance,
    })),
  };
}

interface Tier {
  /** In money units. */
  from: bigint;
  rate: bigint;
  /** What is taken off again, in money units times 10^20. */
  off: bigint;
}

interface Held {
  symbol: string;
  mode: "cross" | "isolated";
  quantity: bigint;
  basis: bigint;
  /** Money units of one price unit. */
  perPrice: bigint;
  notional: bigint;
  unrealized: bigint;
  initial: bigint;
  maintenance: bigint;
  margin: bigint;
  tiers: Tier[];
  priceDecimals: number;
}

function parse(account: Account, currency: string, position: LeveragedPosition, path: string): Held {
  const { instrument: i, mode, leverage, margin } = position;
  const instrument = account.instruments.list[i];
  if (instrument === undefined || instrument.currency !== currency)
    throw new ConfigError(`${path}.instrument`, i, `an instrument in ${currency}`);
  if (mode !== "cross" && mode !== "isolated") throw new ConfigError(`${path}.mode`, mode, '"cross", "isolated"');
  if ((mode === "isolated") !== (margin !== undefined))
    throw new ConfigError(`${path}.margin`, margin, "an amount where isolated, nothing where cross");
  const quantity = account.positionExact(i);
  const value = account.marketValueExact(i);
  if (value !== 0n && value > 0n !== quantity > 0n)
    throw new InputError("INPUT_INVALID", `${instrument.symbol} has a negative mark`);
  const tiers = parseTiers(account, position.tiers, `${path}.tiers`);
  const notional = magnitude(value);
  const times = rateUnits(leverage, `${path}.leverage`, 1, 1000);
  const decimals = account.moneyDecimals - instrument.priceDecimals - instrument.sizeDecimals;
  return {
    symbol: instrument.symbol,
    mode,
    quantity,
    basis: account.basisExact(i),
    perPrice: magnitude(quantity) * BigInt(instrument.multiplier) * 10n ** BigInt(decimals),
    notional,
    unrealized: account.unrealizedExact(i),
    initial: divideUp(notional * ONE, times),
    maintenance: maintenanceOf(tiers, notional),
    margin: margin === undefined ? 0n : account.money(margin, `${path}.margin`),
    tiers,
    priceDecimals: instrument.priceDecimals,
  };
}

function parseTiers(account: Account, tiers: readonly MaintenanceTier[], path: string): Tier[] {
  if (tiers.length === 0) throw new ConfigError(path, tiers, "at least one tier");
  const parsed: Tier[] = [];
  for (const [k, tier] of tiers.entries()) {
    const from = account.money(tier.from, `${path}[${k}].from`);
    const rate = rateUnits(tier.maintenance, `${path}[${k}].maintenance`, 0, 1);
    const before = parsed.at(-1);
    if (before === undefined ? from !== 0n : from <= before.from || rate < before.rate)
      throw new ConfigError(
        `${path}[${k}]`,
        tier,
        k === 0 ? "a tier from 0" : "a later start and no lower rate than before",
      );
    parsed.push({ from, rate, off: before === undefined ? 0n : before.off + from * (rate - before.rate) });
  }
  return parsed;
}

function maintenanceOf(tiers: Tier[], notional: bigint): bigint {
  const tier = tiers.findLast(({ from }) => from <= notional)!;
  return divideUp(notional * tier.rate - tier.off, ONE);
}

/** The requirement is continuous and grows more slowly than the position's value, so one tier at most has the answer. */
function liquidationPrice(held: Held, backing: bigint): string | undefined {
  if (held.quantity === 0n) return undefined;
  const isLong = held.quantity > 0n;
  // W − B, times 10^20; a short position's cost is negative.
  const cushion = (backing - held.basis) * ONE;
  for (const [k, { from, rate, off }] of held.tiers.entries()) {
    const next = held.tiers[k + 1]?.from;
    const dividend = isLong ? -cushion - off : cushion + off;
    const divisor = held.perPrice * (isLong ? ONE - rate : ONE + rate);
    if (divisor === 0n || dividend <= 0n) continue;
    // Notional at the price, compared without dividing.
    const notional = dividend * held.perPrice;
    if (notional < from * divisor || (next !== undefined && notional >= next * divisor)) continue;
    const price = isLong ? divideUp(dividend, divisor) : divideDown(dividend, divisor);
    return formatMoney(price, held.priceDecimals);
  }
  return undefined;
}
