import { averagePriceText } from "./internal/average-price.ts";
import { formatMoney } from "./internal/money.ts";
import type { Portfolio } from "./portfolio.ts";

/** A portfolio in text: amounts are exact, with all their decimals, in the accounting currency. */
export interface Statement {
  currency: string;
  initialCash: string;
  cash: string;
  equity: string;
  /** Profit realised by closing, before fees. */
  realized: string;
  /** Profit of the open positions at their marks, before fees. */
  unrealized: string;
  /** Fees paid less rebates. */
  fees: string;
  /** Dividends, funding and fees for what was borrowed, received less paid. */
  income: string;
  grossExposure: string;
  netExposure: string;
  /** The peak and the drawdowns are doubles, as they are kept. */
  peakEquity: number;
  drawdown: number;
  maxDrawdown: number;
  refusedFills: number;
  refusedMarks: number;
  /** Every instrument that is was traded, in the order of the registry. */
  positions: PositionStatement[];
}

/** One instrument of a {@link Statement}. */
export interface PositionStatement {
  /** The instrument's own id, not its index. */
  id: number;
  symbol: string;
  /** Signed. */
  quantity: string;
  /** Rounded half to even to four decimals more than the price has; 0 if nothing is held. */
  averagePrice: string;
  /** Half of bid + ask: one decimal more than the price has. */
  markPrice: string;
  marketValue: string;
  /** Cost of the open position: negative if it was sold short. */
  basis: string;
  realized: string;
  unrealized: string;
  fees: string;
  income: string;
}

/** The statement of a portfolio as it stands. */
export function buildStatement(portfolio: Portfolio): Statement {
  const money = (units: bigint) => formatMoney(units, portfolio.moneyDecimals);
  const positions: PositionStatement[] = [];
  let basis = 0n;
  let gross = 0n;
  let net = 0n;
  for (const [i, { id, symbol, priceDecimals, sizeDecimals }] of portfolio.instruments.list.entries()) {
    if (portfolio.fillCount(i) === 0) continue;
    const value = portfolio.marketValueExact(i);
    const cost = portfolio.basisExact(i);
    basis += cost;
    net += value;
    gross += value < 0n ? -value : value;
    positions.push({
      id,
      symbol,
      quantity: formatMoney(BigInt(portfolio.position(i)), sizeDecimals),
      averagePrice: averagePriceText(
        portfolio.instruments.at(i),
        cost,
        BigInt(portfolio.position(i)),
        portfolio.moneyDecimals,
      ),
      markPrice: formatMoney(BigInt(portfolio.mark2x(i)) * 5n, priceDecimals + 1),
      marketValue: money(value),
      basis: money(cost),
      realized: money(portfolio.realizedExact(i)),
      unrealized: money(value - cost),
      fees: money(portfolio.feesExact(i)),
      income: money(portfolio.incomeExact(i)),
    });
  }
  return {
    currency: portfolio.currency,
    initialCash: money(portfolio.initialCash),
    cash: money(portfolio.cashExact()),
    equity: money(portfolio.equityExact()),
    realized: money(portfolio.realizedExact()),
    unrealized: money(net - basis),
    fees: money(portfolio.feesExact()),
    income: money(portfolio.incomeExact()),
    grossExposure: money(gross),
    netExposure: money(net),
    peakEquity: portfolio.peakEquity,
    drawdown: portfolio.drawdown(),
    maxDrawdown: portfolio.maxDrawdown,
    refusedFills: portfolio.refusedFills,
    refusedMarks: portfolio.refusedMarks,
    positions,
  };
}
