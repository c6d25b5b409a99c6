import {
  Bar,
  BorrowFee,
  ConfigError,
  Dividend,
  type EventCursor,
  ExchangeRate,
  Fill,
  Funding,
  InputError,
  Liquidity,
  Quote,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  Split,
  type Stage,
} from "@hotpath/core";
import { RATE_DECIMALS } from "../internal/holder-amounts.ts";
import { formatMoney } from "../internal/money.ts";
import { TradingDays } from "../internal/trading-days.ts";
import type { Account } from "./account.ts";
import { currencyText } from "./currency-number.ts";
import { FeeSchedule } from "./fee-schedule.ts";

/** How an {@link AccountStage} works. */
export interface AccountStageOptions {
  /** What fills cost, in any currency whose rate to the instrument's is known when they come. Default nothing. */
  fees?: FeeSchedule;
  /** When a day starts, in microseconds after midnight UTC, 0 to 86,399,999,999. Default 0. */
  dayStartMicros?: number;
}

/**
 * Keeps an {@link Account} in a pipeline: several currencies, with rates of exchange as events. Two-sided quotes mark at
 * their mid, bars at their close; fills with their fees, dividends, splits, funding and fees for what is borrowed are booked.
 * It answers what a risk gate asks of a portfolio, in the base currency.
 *
 * It counts in bigints, a microsecond or two an event: where there is one currency, `PortfolioStage` is the fast one. What
 * the account refuses is counted and changes nothing; the last reason is kept.
 *
 * @example
 * const stage = new AccountStage(account, { fees });
 * const engine = new Engine({ stages: [stage, riskStage, strategy, orders], venue });
 */
export class AccountStage implements Stage, Snapshotable {
  readonly name = "account";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Bar.TYPE,
    Fill.TYPE,
    Funding.TYPE,
    Dividend.TYPE,
    Split.TYPE,
    BorrowFee.TYPE,
    ExchangeRate.TYPE,
  ];
  readonly account: Account;
  readonly #fees: FeeSchedule | undefined;
  readonly #days: TradingDays;
  readonly #unit: number;
  #equity: number;
  #peak: number;
  #dayStart: number;
  #refused = 0;
  #lastRefusal = "";

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(account: Account, options: AccountStageOptions = {}) {
    for (const [key, value] of Object.entries(options))
      if (key !== "fees" && key !== "dayStartMicros") throw new ConfigError(key, value, "fees, dayStartMicros");
    const { fees, dayStartMicros } = options;
    if (fees !== undefined && !(fees instanceof FeeSchedule)) throw new ConfigError("fees", fees, "a FeeSchedule");
    this.#days = new TradingDays(dayStartMicros);
    this.account = account;
    this.#fees = fees;
    this.#unit = Number(`1e${account.moneyDecimals + RATE_DECIMALS}`);
    this.#equity = this.#measure();
    this.#peak = this.#equity;
    this.#dayStart = this.#equity;
  }

  /** Events that the account refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Why it refused the last of them; empty if it refused none. */
  get lastRefusal(): string {
    return this.#lastRefusal;
  }

  /** Signed position in size units. */
  position(instrument: number): number {
    return Number(this.account.positionExact(instrument));
  }

  /** Cash and positions at their marks and rates, in the base currency. */
  equity(): number {
    return this.#equity;
  }

  /** How far equity lies below its highest, as a share of it; 0 while that is 0. */
  drawdown(): number {
    return this.#peak > 0 ? (this.#peak - this.#equity) / this.#peak : 0;
  }

  /** Equity at the start of the day. */
  get dayStartEquity(): number {
    return this.#dayStart;
  }

  on(event: EventCursor): void {
    const micros = event.micros;
    if (this.#days.starts(micros)) this.#dayStart = this.#equity;
    try {
      this.#book(event);
    } catch (error) {
      if (!(error instanceof InputError || error instanceof RangeError || error instanceof SyntaxError)) throw error;
      this.#refused += 1;
      this.#lastRefusal = error.message;
      return;
    }
    this.#equity = this.#measure();
    this.#peak = Math.max(this.#peak, this.#equity);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.accountStage");
    for (const value of [this.#days.next, this.#peak, this.#dayStart, this.#refused]) writer.f64(value);
    writer.string(this.#lastRefusal);
    this.account.snapshot(writer);
    this.#fees?.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.accountStage");
    this.#days.next = reader.f64();
    this.#peak = reader.f64();
    this.#dayStart = reader.f64();
    this.#refused = reader.f64();
    this.#lastRefusal = reader.string();
    this.account.restore(reader);
    this.#fees?.restore(reader);
    this.#equity = this.#measure();
  }

  #measure(): number {
    return Number(this.account.equityBaseExact()) / this.#unit;
  }

  #book(event: EventCursor): void {
    const { account } = this;
    const instrument = event.instrument;
    const price = (units: number): string => account.instruments.at(instrument).formatPrice(units);
    switch (event.type) {
      case Quote.TYPE:
        if (Quote.bidSize(event) > 0 && Quote.askSize(event) > 0)
          account.mark(instrument, price(Quote.bidPrice(event)), price(Quote.askPrice(event)));
        return;
      case Bar.TYPE:
        account.mark(instrument, price(Bar.close(event)));
        return;
      case Fill.TYPE:
        this.#fill(event, instrument);
        return;
      case Funding.TYPE:
        account.funding({ instrument, rate: Funding.rate(event), ...priced(Funding.price(event), price) });
        return;
      case BorrowFee.TYPE:
        account.borrowFee({ instrument, rate: BorrowFee.rate(event), ...priced(BorrowFee.price(event), price) });
        return;
      case Dividend.TYPE: {
        const withholding = Dividend.withholding(event);
        account.cashDividend({ instrument, perUnit: Dividend.perUnit(event), withholding });
        return;
      }
      case Split.TYPE: {
        const lieu = Split.cashInLieu(event);
        const [numerator, denominator] = [Split.numerator(event), Split.denominator(event)];
        account.split({
          instrument,
          numerator,
          denominator,
          cashInLieu: price(lieu > 0 ? lieu : this.#restated(event)),
        });
        return;
      }
      case ExchangeRate.TYPE:
        account.setRate(currencyText(ExchangeRate.currency(event)), ExchangeRate.rate(event));
        return;
    }
  }

  #fill(event: EventCursor, instrument: number): void {
    const { account } = this;
    const definition = account.instruments.at(instrument);
    const price = Fill.price(event);
    const quantity = Fill.quantity(event);
    const side = Fill.side(event) === Side.Buy ? Side.Buy : Side.Sell;
    const { micros } = event;
    const fees = this.#fees;
    const paid = { price: definition.formatPrice(price), quantity: definition.formatSize(quantity) };
    if (fees === undefined) {
      account.fill({ instrument, side, ...paid, micros });
      return;
    }
    const liquidity = Fill.liquidity(event) === Liquidity.Maker ? Liquidity.Maker : Liquidity.Taker;
    const rate = this.#rate(definition.currency, fees.currency);
    const charged = fees.charge({ instrument: definition, price, quantity, liquidity, micros, ...rate });
    account.fill({ instrument, side, ...paid, fee: fees.text(charged), feeCurrency: fees.currency, micros });
  }

  /** What one unit of the instrument's currency is worth in the fees', where they differ: to 20 decimals, cut. */
  #rate(from: string, to: string): { rate?: string } {
    if (from === to) return {};
    const [a, b] = [this.account.rateExact(from), this.account.rateExact(to)];
    if (a === undefined || b === undefined)
      throw new InputError(
        "INPUT_INVALID",
        `a fill in ${from} with fees in ${to}: the rate of one of them is not known`,
      );
    return { rate: formatMoney((a * 10n ** BigInt(RATE_DECIMALS)) / b, RATE_DECIMALS) };
  }

  /** The mark after a split, in price units, cut. */
  #restated(event: EventCursor): number {
    const mark2x = this.account.mark2xExact(event.instrument) ?? 0n;
    const numerator = BigInt(Math.max(Split.numerator(event), 1));
    return Number((mark2x * BigInt(Math.max(Split.denominator(event), 1))) / (2n * numerator));
  }
}

/** A price of 0 stands for the mark. */
function priced(units: number, text: (units: number) => string): { price?: string } {
  return units === 0 ? {} : { price: text(units) };
}
