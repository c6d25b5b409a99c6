import { averagePriceText } from "../internal/average-price.ts";
import { RATE_DECIMALS } from "../internal/holder-amounts.ts";
import { formatMoney } from "../internal/money.ts";
import type { Account } from "./account.ts";
import { type Category, categories } from "./internal/base-book.ts";

/** An account in text: amounts are exact, in the base currency with as many decimals as they need. */
export interface AccountStatement {
  baseCurrency: string;
  costBasis: string;
  /** Everything at current marks and rates, in the base currency. */
  equity: string;
  /**
   * What made the equity, in the base currency, each flow at the rate of its moment: contributed + realized + unrealized −
   * fees + dividends + funding + interest + conversion + translation = equity.
   */
  origin: Record<Category, string>;
  currencies: CurrencyStatement[];
  /** Every instrument that was traded, in the order of the registry. */
  positions: AccountPosition[];
}

/** One currency of an {@link AccountStatement}, in that currency. */
export interface CurrencyStatement {
  currency: string;
  /** What one unit is worth in the base currency. */
  rate: string;
  cash: string;
  /** Cash and positions at their marks. */
  assets: string;
  transfers: string;
  conversions: string;
  realized: string;
  fees: string;
  dividends: string;
  funding: string;
  interest: string;
}

/** One instrument of an {@link AccountStatement}, in its own currency. */
export interface AccountPosition {
  /** The instrument's own id, not its index. */
  id: number;
  symbol: string;
  currency: string;
  /** Signed. */
  quantity: string;
  /** Rounded half to even to four decimals more than the price has; 0 if nothing is held. */
  averagePrice: string;
  /** Half of bid + ask: one decimal more than the price has. */
  markPrice: string;
  marketValue: string;
  basis: string;
  realized: string;
  unrealized: string;
  dividends: string;
  funding: string;
  lots: LotStatement[];
}

/** One lot of an {@link AccountPosition}. */
export interface LotStatement {
  quantity: string;
  cost: string;
  /** When it was opened, microseconds since the Unix epoch. */
  micros: number;
}

/** The statement of an account as it stands. */
export function buildAccountStatement(account: Account): AccountStatement {
  const { moneyDecimals } = account;
  const money = (units: bigint) => formatMoney(units, moneyDecimals);
  const base = (units: bigint) => shortened(formatMoney(units, moneyDecimals + RATE_DECIMALS), moneyDecimals);
  const sums = account.baseExact();
  return {
    baseCurrency: account.baseCurrency,
    costBasis: account.costBasis,
    equity: base(account.equityBaseExact()),
    origin: Object.fromEntries(categories.map((name) => [name, base(sums[name])])) as Record<Category, string>,
    currencies: [...account.currencies()].map(([currency, book]) => ({
      currency,
      rate: shortened(formatMoney(account.rateExact(currency)!, RATE_DECIMALS), 0),
      cash: money(book.cash),
      assets: money(account.assetsExact(currency)),
      transfers: money(book.transfers),
      conversions: money(book.conversions),
      realized: money(book.realized),
      fees: money(book.fees),
      dividends: money(book.dividends),
      funding: money(book.funding),
      interest: money(book.interest),
    })),
    positions: account.instruments.list.flatMap((_, i) => (account.fillCount(i) === 0 ? [] : [positionOf(account, i)])),
  };
}

/** Without the zeros at its end, but for `least` decimals. */
function shortened(text: string, least: number): string {
  const point = text.indexOf(".");
  let end = text.length;
  while (end > point + 1 + least && text[end - 1] === "0") end -= 1;
  return text.slice(0, end === point + 1 ? point : end);
}

function positionOf(account: Account, i: number): AccountPosition {
  const { id, symbol, currency, priceDecimals, sizeDecimals } = account.instruments.at(i);
  const money = (units: bigint) => formatMoney(units, account.moneyDecimals);
  return {
    id,
    symbol,
    currency,
    quantity: formatMoney(account.positionExact(i), sizeDecimals),
    averagePrice: averagePriceText(
      account.instruments.at(i),
      account.basisExact(i),
      account.positionExact(i),
      account.moneyDecimals,
    ),
    markPrice: formatMoney(account.mark2xExact(i)! * 5n, priceDecimals + 1),
    marketValue: money(account.marketValueExact(i)),
    basis: money(account.basisExact(i)),
    realized: money(account.realizedExact(i)),
    unrealized: money(account.unrealizedExact(i)),
    dividends: money(account.dividendsExact(i)),
    funding: money(account.fundingExact(i)),
    lots: account.lots(i).map((lot) => ({
      quantity: formatMoney(lot.quantity, sizeDecimals),
      cost: money(lot.cost),
      micros: lot.micros,
    })),
  };
}
