/** The settings of the live run, in one place: the report prints them as they stand here. */
import type { InstrumentDefinition } from "@hotpath/core";
import type { SignalTraderOptions } from "@hotpath/engine";
import type { RiskLimits } from "@hotpath/risk";
import type { SignalConfig } from "@hotpath/signals";

/** Cash at the start of the live run. */
export const INITIAL_CASH = 1_000_000;

/** Opening price of every symbol: 500.00. */
export const OPENING_PRICE = 50_000;

/** When the market opens: 2024-01-02T14:30:00Z, in microseconds since the epoch. */
export const OPENING_MICROS = 1_704_205_800_000_000;

/** Fees are counted in ten-thousandths of the currency. */
export const MONEY_DECIMALS = 4;
/** What a share costs that took liquidity, in 10^-4 of the currency. */
export const TAKER_FEE = 10;
/** What a share costs that gave liquidity: less than nothing, a rebate. */
export const MAKER_FEE = -5;

/**
 * What a strategy holds in one symbol, as a share of equity: 2 %, less where many symbols share the book. Both strategies
 * in every symbol come to a third of equity at the most, more than the gate lets through.
 */
export function positionShareOf(symbols: number): number {
  return Math.min(0.02, 0.16 / symbols);
}

/**
 * A cautious book: at most a fifth of equity in the market, and in one symbol little more than both strategies together
 * would hold. What is left out has its default.
 */
export function riskLimitsOf(symbols: number): Partial<RiskLimits> {
  return { maxConcentration: 2.1 * positionShareOf(symbols), maxLeverage: 0.2 };
}

/** The default signals, weaker ones too: strategies choose for themselves. */
export const SIGNALS: Readonly<Partial<SignalConfig>> = { minSignalConfidence: 0.05 };

/** A strategy of the live run. */
export interface LiveStrategy {
  name: string;
  /** What it does, in a line. */
  rule: string;
  options: Pick<SignalTraderOptions, "style" | "minConfidence">;
}

/** One strategy that waits at the touch and one that crosses the spread, on the same signals. */
export const STRATEGIES: readonly LiveStrategy[] = [
  {
    name: "join",
    rule: "posts at the touch, follows every signal",
    options: { style: "join" },
  },
  {
    name: "take",
    rule: "crosses the spread, follows confident signals",
    options: { style: "take", minConfidence: 0.1 },
  },
];

/** Symbols `SIM1`, `SIM2` …: none that anybody trades. */
export function simulatedInstruments(symbols: number): InstrumentDefinition[] {
  return Array.from({ length: symbols }, (_, i) => ({ id: i + 1, symbol: `SIM${i + 1}`, priceDecimals: 2 }));
}
