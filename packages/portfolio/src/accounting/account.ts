import {
  type DecimalInput,
  describeValue,
  InputError,
  type InstrumentRegistry,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import type { CostBasis } from "../internal/cost-basis.ts";
import { borrowAmount, dividendAmount, fundingAmount, ONE, RATE_DECIMALS } from "../internal/holder-amounts.ts";
import { divideHalfEven, tryMoneyUnits } from "../internal/money.ts";
import type { AccountFill, AccountOptions, CashDividend, Conversion, Funding, Split } from "./account-events.ts";
import { type AccountStatement, buildAccountStatement } from "./account-statement.ts";
import { checkAccountOptions, checkCurrency } from "./internal/account-options.ts";
import { BaseBook, type Category } from "./internal/base-book.ts";
import { CurrencyBook } from "./internal/currency-book.ts";
import { LotBook, type LotUnits, readBigInt } from "./internal/lot-book.ts";

/** What is held of one instrument. */
interface Holding {
  lots: LotBook;
  /** Twice the mark, in price units; undefined before the first mark or fill. */
  mark2x: bigint | undefined;
  realized: bigint;
  dividends: bigint;
  funding: bigint;
  fills: number;
}

/**
 * The books of account: lots by average cost, FIFO or LIFO, cash in several currencies, fees in any of them, dividends,
 * splits, funding, interest, exchange of money, and what changing rates make of it all; exact to the last unit.
 *
 * It is for the edge: after the fact, at the end of a day, of several currencies, where `Portfolio` is for the pipeline.
 * On fills and marks of one currency at average cost both keep the same books, to the last unit.
 *
 * Every event is booked whole or refused with an error that names what is wrong, and nothing changed. Per currency, always,
 *
 *     cash + Σ basis + fees = transfers + conversions + realised + dividends + funding + interest
 *
 * @example
 * const account = new Account({ instruments, baseCurrency: "USD", costBasis: "fifo", cash: { USD: "100000" } });
 * account.fill({ instrument: 0, side: Side.Buy, price: "150.00", quantity: 100, fee: "0.35" });
 * account.split({ instrument: 0, numerator: 4, denominator: 1 });
 * account.lots(0); // 400 at a cost of 15000
 */
export class Account implements Snapshotable {
  readonly instruments: InstrumentRegistry;
  readonly baseCurrency: string;
  readonly costBasis: CostBasis;
  /** Money is counted in 10^-moneyDecimals, that of the base currency in `baseExact` in 10^-(moneyDecimals + 20). */
  readonly moneyDecimals: number;
  readonly #holdings: Holding[];
  readonly #factors: bigint[];
  readonly #currencies = new Map<string, CurrencyBook>();
  #base: BaseBook;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: AccountOptions) {
    const { instruments, baseCurrency, costBasis, moneyDecimals } = checkAccountOptions(options);
    this.instruments = instruments;
    this.baseCurrency = baseCurrency;
    this.costBasis = costBasis;
    this.moneyDecimals = moneyDecimals;
    this.#factors = instruments.list.map(
      (i) => BigInt(i.multiplier) * 10n ** BigInt(moneyDecimals - i.priceDecimals - i.sizeDecimals),
    );
    this.#holdings = instruments.list.map(() => emptyHolding(costBasis));
    this.#base = new BaseBook(baseCurrency);
    for (const [currency, rate] of Object.entries(options.rates ?? {})) this.setRate(currency, rate);
    for (const [currency, amount] of Object.entries(options.cash ?? {})) this.transfer(currency, amount);
  }

  /**
   * Books a fill. The part that closes realises profit against the lots that the cost basis names; a fill larger than the
   * position opens the other way. Before the first mark, the position is valued at the fill's price.
   *
   * @throws {InputError} naming what is wrong; a currency whose rate is not known too
   */
  fill(fill: AccountFill): void {
    const holding = this.#holding(fill.instrument);
    const instrument = this.instruments.at(fill.instrument);
    const { currency } = instrument;
    const price = BigInt(instrument.price(fill.price));
    const quantity = BigInt(instrument.size(fill.quantity));
    if (quantity <= 0n)
      throw new InputError("INPUT_OUT_OF_RANGE", `quantity is ${describeValue(fill.quantity)}; allowed: above 0`);
    if (fill.side !== Side.Buy && fill.side !== Side.Sell)
      throw new InputError("INPUT_INVALID", `side is ${describeValue(fill.side)}; allowed: Side.Buy or Side.Sell`);
    const feeCurrency = fill.feeCurrency ?? currency;
    const fee = this.money(fill.fee ?? 0, "fee");
    const micros = fill.micros ?? 0;
    if (!Number.isFinite(micros)) throw new InputError("INPUT_INVALID", `micros is ${micros}, not a finite number`);
    this.#rate(currency);
    if (fee !== 0n) this.#rate(feeCurrency);
    const signed = fill.side === Side.Buy ? quantity : -quantity;
    const unit = price * this.#factors[fill.instrument]!;
    const before = this.#unrealized(fill.instrument);
    holding.mark2x ??= price * 2n;
    holding.fills += 1;
    this.#realize(holding, currency, holding.lots.trade(signed, unit, micros));
    this.#book(currency).cash -= unit * signed;
    this.#base.add("unrealized", currency, this.#unrealized(fill.instrument) - before);
    this.#payFee(feeCurrency, fee);
  }

  /** A fee or rebate that belongs to no fill. @throws {InputError} naming what is wrong */
  fee(currency: string, amount: DecimalInput): void {
    this.#rate(currency);
    this.#payFee(currency, this.money(amount, "amount"));
  }

  /**
   * Marks an instrument at a price, or at the mid of a bid and an ask.
   *
   * @throws {InputError} naming what is wrong
   */
  mark(instrument: number, price: DecimalInput, ask: DecimalInput = price): void {
    const holding = this.#holding(instrument);
    const definition = this.instruments.at(instrument);
    const mark2x = BigInt(definition.price(price)) + BigInt(definition.price(ask));
    if (holding.lots.quantity !== 0n) this.#rate(definition.currency);
    const before = this.#unrealized(instrument);
    holding.mark2x = mark2x;
    this.#base.add("unrealized", definition.currency, this.#unrealized(instrument) - before);
  }

  /**
   * Takes what one unit of a currency is worth in the base currency from now on. What was held gains or loses by it apart
   * from all trading: `translation`.
   *
   * @throws {InputError} if the rate is not positive, has more than 20 decimals, or is of the base currency
   */
  setRate(currency: string, rate: DecimalInput): void {
    checkCurrency(currency);
    if (currency === this.baseCurrency)
      throw new InputError("INPUT_INVALID", `currency is ${currency}: the base currency is worth 1 of itself`);
    const units = rateOf(rate);
    if (units === undefined || units <= 0n)
      throw new InputError(
        "INPUT_INVALID",
        `rate is ${describeValue(rate)}; allowed: a number above 0 of at most ${RATE_DECIMALS} decimals`,
      );
    this.#base.setRate(currency, units, this.assetsExact(currency));
  }

  /** Pays cash in, or out where the amount is negative. @throws {InputError} naming what is wrong */
  transfer(currency: string, amount: DecimalInput): void {
    this.#rate(currency);
    const units = this.money(amount, "amount");
    const book = this.#book(currency);
    book.cash += units;
    book.transfers += units;
    this.#base.add("contributed", currency, units);
  }

  /** Exchanges money at the price that was had. What it differs from the rates is `conversion`. */
  convert({ from, to, paid, received }: Conversion): void {
    this.#rate(from);
    this.#rate(to);
    const out = this.money(paid, "paid");
    const into = this.money(received, "received");
    if (out <= 0n || into <= 0n || from === to)
      throw new InputError(
        "INPUT_INVALID",
        `paid is ${describeValue(paid)} ${from}, received ${describeValue(received)} ${to}; allowed: positive amounts of two currencies`,
      );
    for (const [currency, units] of [
      [from, -out],
      [to, into],
    ] as const) {
      const book = this.#book(currency);
      book.cash += units;
      book.conversions += units;
      this.#base.add("conversion", currency, units);
    }
  }

  /** Interest received, or paid where it is negative: on cash, on a loan, of borrowed stock. */
  interest(currency: string, amount: DecimalInput): void {
    this.#rate(currency);
    const units = this.money(amount, "amount");
    const book = this.#book(currency);
    book.cash += units;
    book.interest += units;
    this.#base.add("interest", currency, units);
  }

  /** Books a dividend in cash on what is held; rounded half to even to a money unit. @returns what was received */
  cashDividend(dividend: CashDividend): bigint {
    const { instrument: i, perUnit, withholding = 0 } = dividend;
    const holding = this.#holding(i);
    const { currency, sizeDecimals } = this.instruments.at(i);
    const each = rateOf(perUnit);
    const withheld = rateOf(withholding);
    if (each === undefined)
      throw new InputError(
        "INPUT_INVALID",
        `perUnit is ${describeValue(perUnit)}; allowed: an amount of at most ${RATE_DECIMALS} decimals`,
      );
    if (withheld === undefined || withheld < 0n || withheld > ONE)
      throw new InputError("INPUT_OUT_OF_RANGE", `withholding is ${describeValue(withholding)}; allowed: 0 to 1`);
    this.#rate(currency);
    const { quantity } = holding.lots;
    const amount = dividendAmount(quantity, each, withheld, sizeDecimals, this.moneyDecimals);
    holding.dividends += amount;
    this.#receive("dividends", currency, amount);
    return amount;
  }

  /**
   * Books a funding payment on what is held; rounded half to even to a money unit.
   *
   * @returns what was received, negative where it was paid
   * @throws {InputError} naming what is wrong; no price and no mark too
   */
  funding(funding: Funding): bigint {
    const amount = this.#onValue(funding, fundingAmount);
    this.#holding(funding.instrument).funding += amount;
    this.#receive("funding", this.instruments.at(funding.instrument).currency, amount);
    return amount;
  }

  /**
   * Books the fee for what is borrowed on a short position, as interest; a long one pays nothing.
   *
   * @returns what was received: 0, or negative
   * @throws {InputError} as {@link funding}
   */
  borrowFee(fee: Funding): bigint {
    const amount = this.#onValue(fee, borrowAmount);
    this.#receive("interest", this.instruments.at(fee.instrument).currency, amount);
    return amount;
  }

  /**
   * Books a split, a reverse split or a dividend in stock. The cost stays what it was; the fraction of a size unit that is
   * left of the position is closed at `cashInLieu`, and the mark is restated, rounded half to even to half a price unit.
   *
   * @returns the cash in lieu, in money units
   * @throws {InputError} naming what is wrong; a fraction without `cashInLieu` too
   */
  split({ instrument: i, numerator, denominator, cashInLieu }: Split): bigint {
    const holding = this.#holding(i);
    const instrument = this.instruments.at(i);
    for (const [name, value] of Object.entries({ numerator, denominator }))
      if (!Number.isSafeInteger(value) || value < 1)
        throw new InputError("INPUT_INVALID", `${name} is ${value}; allowed: an integer from 1`);
    const [n, d] = [BigInt(numerator), BigInt(denominator)];
    if (cashInLieu === undefined && (holding.lots.quantity * n) % d !== 0n)
      throw new InputError(
        "INPUT_INVALID",
        `cashInLieu is missing: ${numerator} for ${denominator} of ${instrument.formatSize(Number(holding.lots.quantity))} ${instrument.symbol} leaves a fraction`,
      );
    const lieu = cashInLieu === undefined ? 0n : BigInt(instrument.price(cashInLieu)) * this.#factors[i]!;
    this.#rate(instrument.currency);
    const before = this.#unrealized(i);
    const { cash, realized } = holding.lots.split(n, d, lieu);
    if (holding.mark2x !== undefined) holding.mark2x = divideHalfEven(holding.mark2x * d, n);
    this.#realize(holding, instrument.currency, realized);
    this.#book(instrument.currency).cash += cash;
    this.#base.add("unrealized", instrument.currency, this.#unrealized(i) - before);
    return cash;
  }

  /** The open lots, in the order of opening: signed quantities in size units, signed costs in money units. */
  lots(instrument: number): LotUnits[] {
    return this.#holding(instrument).lots.lots.map((lot) => ({ ...lot }));
  }

  /** Signed, in size units. */
  positionExact(instrument: number): bigint {
    return this.#holding(instrument).lots.quantity;
  }

  /** Cost of the open position in money units of its currency: negative if it was sold short. */
  basisExact(instrument: number): bigint {
    return this.#holding(instrument).lots.basis;
  }

  /** Profit realised by closing, before fees. */
  realizedExact(instrument: number): bigint {
    return this.#holding(instrument).realized;
  }

  /** Profit of the open position at its mark, before fees. */
  unrealizedExact(instrument: number): bigint {
    this.#holding(instrument);
    return this.#unrealized(instrument);
  }

  /** Dividends received less paid. */
  dividendsExact(instrument: number): bigint {
    return this.#holding(instrument).dividends;
  }

  /** Funding received less paid. */
  fundingExact(instrument: number): bigint {
    return this.#holding(instrument).funding;
  }

  /** What the open position is worth at its mark; 0 before there is one. */
  marketValueExact(instrument: number): bigint {
    const { lots, mark2x = 0n } = this.#holding(instrument);
    // The factor is a multiple of ten, so the half is whole.
    return (lots.quantity * mark2x * this.#factors[instrument]!) / 2n;
  }

  /** Twice the mark in price units; undefined before the first mark or fill. */
  mark2xExact(instrument: number): bigint | undefined {
    return this.#holding(instrument).mark2x;
  }

  /** Fills booked. */
  fillCount(instrument: number): number {
    return this.#holding(instrument).fills;
  }

  /** Cash of a currency, in money units. */
  cashExact(currency: string): bigint {
    return this.#currencies.get(currency)?.cash ?? 0n;
  }

  /** Cash and positions of a currency at their marks. */
  assetsExact(currency: string): bigint {
    let sum = this.cashExact(currency);
    for (const [i, instrument] of this.instruments.list.entries())
      if (instrument.currency === currency) sum += this.marketValueExact(i);
    return sum;
  }

  /** Cash by currency and what it came from, as it is kept; currencies in the order of their first event. */
  currencies(): ReadonlyMap<string, Readonly<CurrencyBook>> {
    return this.#currencies;
  }

  /** Rate of a currency in 10^-20 of the base currency, or undefined. */
  rateExact(currency: string): bigint | undefined {
    return this.#base.rateOf(currency);
  }

  /** Everything at current marks and rates, in 10^-(moneyDecimals + 20) of the base currency. */
  equityBaseExact(): bigint {
    const currencies = new Set([...this.#currencies.keys(), ...this.instruments.list.map((i) => i.currency)]);
    let sum = 0n;
    for (const currency of currencies) sum += this.assetsExact(currency) * (this.#base.rateOf(currency) ?? 0n);
    return sum;
  }

  /** What made the equity, each flow at the rate of its moment, in 10^-(moneyDecimals + 20) of the base currency. */
  baseExact(): Readonly<Record<Category, bigint>> {
    return { ...this.#base.sums };
  }

  /** Everything as exact decimal text. */
  statement(): AccountStatement {
    return buildAccountStatement(this);
  }

  /** Money units of an amount. @throws {InputError} naming it */
  money(value: DecimalInput, name: string): bigint {
    const units = tryMoneyUnits(value, this.moneyDecimals);
    if (units === undefined)
      throw new InputError(
        "INPUT_INVALID",
        `${name} is ${describeValue(value)}; allowed: an amount of at most ${this.moneyDecimals} decimals`,
      );
    return units;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.account");
    writer.string(`${this.costBasis} ${this.baseCurrency} ${this.moneyDecimals} ${this.#holdings.length}`);
    for (const holding of this.#holdings) {
      holding.lots.snapshot(writer);
      writer.i32(holding.mark2x === undefined ? 0 : 1);
      writer.string((holding.mark2x ?? 0n).toString());
      for (const amount of [holding.realized, holding.dividends, holding.funding]) writer.string(amount.toString());
      writer.f64(holding.fills);
    }
    writer.i32(this.#currencies.size);
    for (const [currency, book] of this.#currencies) {
      writer.string(currency);
      book.snapshot(writer);
    }
    this.#base.snapshot(writer);
  }

  /** @throws {InputError} `CORRUPT` too if the snapshot is of an account that was set up otherwise */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio.account");
    const own = `${this.costBasis} ${this.baseCurrency} ${this.moneyDecimals} ${this.#holdings.length}`;
    const written = reader.string();
    if (written !== own) throw new InputError("CORRUPT", `snapshot: an account of ${written}; this one is of ${own}`);
    for (const holding of this.#holdings) {
      holding.lots.restore(reader);
      const isMarked = reader.i32() === 1;
      const mark = readBigInt(reader);
      holding.mark2x = isMarked ? mark : undefined;
      holding.realized = readBigInt(reader);
      holding.dividends = readBigInt(reader);
      holding.funding = readBigInt(reader);
      holding.fills = reader.f64();
    }
    this.#currencies.clear();
    for (let left = reader.i32(); left > 0; left--) this.#book(reader.string()).restore(reader);
    this.#base.restore(reader);
  }

  /** A share of what is held at a price. */
  #onValue({ instrument: i, rate, price }: Funding, amountOf: typeof fundingAmount): bigint {
    const holding = this.#holding(i);
    const instrument = this.instruments.at(i);
    const units = rateOf(rate);
    if (units === undefined)
      throw new InputError(
        "INPUT_INVALID",
        `rate is ${describeValue(rate)}; allowed: a number of at most ${RATE_DECIMALS} decimals`,
      );
    const price2x = price === undefined ? holding.mark2x : BigInt(instrument.price(price)) * 2n;
    if (price2x === undefined)
      throw new InputError("INPUT_INVALID", `price is missing, and ${instrument.symbol} has no mark`);
    this.#rate(instrument.currency);
    return amountOf(holding.lots.quantity, price2x, this.#factors[i]!, units);
  }

  #holding(instrument: number): Holding {
    const holding = this.#holdings[instrument];
    if (holding === undefined)
      throw new InputError(
        "INPUT_OUT_OF_RANGE",
        `instrument is ${describeValue(instrument)}; there are ${this.#holdings.length}`,
      );
    return holding;
  }

  #book(currency: string): CurrencyBook {
    let book = this.#currencies.get(currency);
    if (book === undefined) {
      book = new CurrencyBook();
      this.#currencies.set(currency, book);
    }
    return book;
  }

  #rate(currency: string): void {
    checkCurrency(currency);
    if (this.#base.rateOf(currency) === undefined)
      throw new InputError(
        "INPUT_INVALID",
        `currency is ${currency}, which has no rate to ${this.baseCurrency} yet; set it first`,
      );
  }

  #unrealized(i: number): bigint {
    return this.marketValueExact(i) - this.#holdings[i]!.lots.basis;
  }

  #realize(holding: Holding, currency: string, amount: bigint): void {
    holding.realized += amount;
    this.#book(currency).realized += amount;
    this.#base.add("realized", currency, amount);
  }

  #receive(what: "dividends" | "funding" | "interest", currency: string, amount: bigint): void {
    const book = this.#book(currency);
    book.cash += amount;
    book[what] += amount;
    this.#base.add(what, currency, amount);
  }

  #payFee(currency: string, amount: bigint): void {
    if (amount === 0n) return;
    const book = this.#book(currency);
    book.cash -= amount;
    book.fees += amount;
    this.#base.add("fees", currency, amount);
  }
}

function emptyHolding(method: CostBasis): Holding {
  return { lots: new LotBook(method), mark2x: undefined, realized: 0n, dividends: 0n, funding: 0n, fills: 0 };
}

/** A rate, share or amount of one unit in 10^-20; undefined if it is no such number. */
function rateOf(value: DecimalInput): bigint | undefined {
  return typeof value === "bigint" ? undefined : tryMoneyUnits(value, RATE_DECIMALS);
}
