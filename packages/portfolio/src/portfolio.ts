import {
  ConfigError,
  type DecimalInput,
  InputError,
  InstrumentRegistry,
  POWERS_OF_TEN,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type WideColumn,
} from "@hotpath/core";
import { type CostBasis, checkCostBasis } from "./internal/cost-basis.ts";
import { bookDividend, bookShare, bookSplit, type HolderBooks } from "./internal/holder-actions.ts";
import { Ledger } from "./internal/ledger.ts";
import { tryMoneyUnits } from "./internal/money.ts";
import { MoneyScale } from "./internal/money-scale.ts";
import { Valuation } from "./internal/valuation.ts";
import { FACTOR_BOUND } from "./internal/wide-arithmetic.ts";
import { buildStatement, type Statement } from "./statement.ts";

/** How a {@link Portfolio} is set up. */
export interface PortfolioOptions {
  /** What may be held, all priced in one currency. */
  instruments: InstrumentRegistry;
  /** Cash at the start, from 0: a value, or as a bigint a count of money units. */
  initialCash: DecimalInput;
  /**
   * Money is counted in 10^-moneyDecimals. Default, and least: the most decimals that an instrument's price and size
   * have together, and one more, so that a position at the mid of bid and ask is exact. At most 22.
   */
  moneyDecimals?: number;
  /** Which cost a fill that closes takes. Default `average`; `fifo` and `lifo` keep the open lots. */
  costBasis?: CostBasis;
}

/** Some of a position that was opened at one price. */
export interface Lot {
  /** Signed, in size units. */
  quantity: number;
  /** In price units. */
  price: number;
}

/** The most cash to start with: 2^100 money units. */
const INITIAL_CASH_BOUND = 1n << 100n;

/**
 * Positions, cash and profit by average cost, FIFO or LIFO, exact to the last unit, with equity and exposure at the current marks.
 *
 * `fill` and `mark` are the hot path: they allocate nothing, never throw, and answer false (and count) where they
 * refuse. Instruments are dense indices of the registry (the caller of a reading method owns that they exist), prices and quantities integer units of the instrument, side a
 * value of `Side`. Everything that is read as a number is a double in the accounting currency; the names that end in
 * `Exact` answer the integer behind it, a bigint of `10^-moneyDecimals`.
 *
 * Bounds: prices and positions ±2^51 units; a trade, and all positions together, ±2^101 money units.
 *
 * @example
 * const instruments = new InstrumentRegistry([{ id: 1, symbol: "AAPL", priceDecimals: 2 }]);
 * const portfolio = new Portfolio({ instruments, initialCash: "100000" });
 * portfolio.fill(0, Side.Buy, 15000, 100); // 100 at 150.00
 * portfolio.mark(0, 15110 + 15112); // bid 151.10, ask 151.12
 * portfolio.unrealized(0); // 111
 */
export class Portfolio implements Snapshotable {
  /** What may be held. */
  readonly instruments: InstrumentRegistry;
  /** The accounting currency. */
  readonly currency: string;
  /** Money is counted in 10^-moneyDecimals. */
  readonly moneyDecimals: number;
  /** Fees are counted in 10^-feeDecimals: the lesser of `moneyDecimals` and 8. */
  readonly feeDecimals: number;
  /** Which cost a fill that closes takes. */
  readonly costBasis: CostBasis;
  /** Cash at the start, in money units. */
  readonly initialCash: bigint;
  readonly #scale: MoneyScale;
  readonly #ledger: Ledger;
  readonly #valuation: Valuation;
  #dayStart: number;
  #refusedFills = 0;
  #refusedMarks = 0;
  #refusedActions = 0;
  readonly #books: HolderBooks;

  /** @throws {ConfigError} naming the option that is wrong; a second currency among the instruments is one */
  constructor(options: PortfolioOptions) {
    const known = ["instruments", "initialCash", "moneyDecimals", "costBasis"];
    for (const [key, value] of Object.entries(options))
      if (!known.includes(key)) throw new ConfigError(key, value, `one of the keys ${known.join(", ")}`);
    if (!(options.instruments instanceof InstrumentRegistry))
      throw new ConfigError("instruments", options.instruments, "an InstrumentRegistry");
    this.instruments = options.instruments;
    this.#scale = new MoneyScale(options.instruments, options.moneyDecimals);
    this.currency = this.#scale.currency;
    this.moneyDecimals = this.#scale.decimals;
    this.feeDecimals = this.#scale.feeDecimals;
    const cash = tryMoneyUnits(options.initialCash, this.moneyDecimals);
    if (cash === undefined || cash < 0n || cash > INITIAL_CASH_BOUND)
      throw new ConfigError(
        "initialCash",
        options.initialCash,
        `an amount from 0 of at most ${this.moneyDecimals} decimals and 2^100 units of them`,
      );
    this.initialCash = cash;
    this.costBasis = checkCostBasis(options.costBasis ?? "average");
    this.#ledger = new Ledger(this.#scale, cash, this.costBasis);
    this.#valuation = new Valuation(this.#ledger);
    this.#books = { ledger: this.#ledger, valuation: this.#valuation, moneyDecimals: this.moneyDecimals };
    this.#dayStart = this.#valuation.equity();
  }

  /**
   * Books a fill. The part that closes realises profit against the cost that `costBasis` takes; a fill larger than the position closes
   * it and opens the other way at its own price. Before the first mark, the position is valued at the fill's price.
   *
   * @param price in price units; zero and negative prices are prices too
   * @param quantity in size units, from 1
   * @param feeUnits in 10^-feeDecimals of the currency; a rebate is negative
   * @returns false, with nothing changed and `refusedFills` one higher, if an argument is no such integer, the
   * instrument is unknown, or an amount would leave its bounds
   */
  fill(instrument: number, side: number, price: number, quantity: number, feeUnits = 0): boolean {
    const ledger = this.#ledger;
    const position = ledger.positions[instrument]!;
    const signed = side === Side.Buy ? quantity : -quantity;
    // Positive form, so that NaN fails, as the position of an unknown instrument does in the sums of `hasRoom`.
    const good =
      quantity >= 1 &&
      quantity <= FACTOR_BOUND &&
      price <= FACTOR_BOUND &&
      price >= -FACTOR_BOUND &&
      feeUnits <= Number.MAX_SAFE_INTEGER &&
      feeUnits >= -Number.MAX_SAFE_INTEGER &&
      (side === Side.Buy || side === Side.Sell) &&
      ledger.hasRoom(instrument, signed, price) &&
      this.#valuation.hasRoom(instrument, position + signed, price) &&
      Math.floor(quantity) === quantity &&
      Math.floor(price) === price &&
      Math.floor(feeUnits) === feeUnits;
    if (!good) {
      this.#refusedFills += 1;
      return false;
    }
    ledger.fill(instrument, signed, price, feeUnits);
    this.#valuation.follow(instrument, position, price, feeUnits * this.#scale.feeFactor);
    return true;
  }

  /**
   * Takes a fill back that never was: booked as a trade the other way at the fill's own price, its fee given back. Cash,
   * position, fees and equity are then as if it had never been; how profit splits into realised and not follows the cost
   * basis, for what was bought and sold since did rest on it.
   *
   * @param side of the fill, and its other arguments, as {@link fill} was told
   * @returns as {@link fill}
   */
  bust(instrument: number, side: number, price: number, quantity: number, feeUnits = 0): boolean {
    const isOne = side === Side.Buy || side === Side.Sell;
    const opposite = side === Side.Buy ? Side.Sell : Side.Buy;
    if (!this.fill(instrument, isOne ? opposite : 0, price, quantity, -feeUnits)) return false;
    this.#ledger.fills[instrument]! -= 2;
    return true;
  }

  /**
   * Marks an instrument at half of `price2x`: bid + ask for the mid, twice the price for a single one.
   *
   * @returns false, with nothing changed and `refusedMarks` one higher, if it is no safe integer, the instrument is
   * unknown, or the position's value would leave its bounds
   */
  mark(instrument: number, price2x: number): boolean {
    if (this.#valuation.mark(instrument, price2x)) return true;
    this.#refusedMarks += 1;
    return false;
  }

  /**
   * Books a dividend in cash on what is held: who is long receives it after tax, who is short pays it.
   *
   * @param perUnit money of one whole size, a value such as "0.24", of at most 20 decimals
   * @param withholding share that is withheld from who receives it, 0 to 1
   * @returns false, with nothing changed and `refusedActions` one higher, if an argument is none or an amount would leave
   * its bounds; so do the three that follow
   */
  dividend(instrument: number, perUnit: DecimalInput, withholding: DecimalInput = 0): boolean {
    return this.#acted(bookDividend(this.#books, instrument, this.instruments.list[instrument], perUnit, withholding));
  }

  /**
   * Books a funding payment: longs pay a positive rate, a share of the position's value, and shorts receive it.
   *
   * @param price2x twice the price that it is reckoned at, in price units; 0 for the mark
   */
  funding(instrument: number, rate: DecimalInput, price2x = 0): boolean {
    return this.#acted(bookShare(this.#books, instrument, this.instruments.list[instrument], rate, price2x, false));
  }

  /** Books the fee for what is borrowed: a share of the value of a short position; a long one pays nothing. As `funding`. */
  borrowFee(instrument: number, rate: DecimalInput, price2x = 0): boolean {
    return this.#acted(bookShare(this.#books, instrument, this.instruments.list[instrument], rate, price2x, true));
  }

  /**
   * Books a split, a reverse split or a dividend in stock, at average cost alone: `numerator` new for `denominator` old. The
   * cost stays, the fraction of a size unit that is left is paid in cash, and the mark is restated.
   *
   * @param cashInLieu2x twice the price of one new size that the fraction is paid at, in price units; 0 for the mark
   */
  split(instrument: number, numerator: number, denominator: number, cashInLieu2x = 0): boolean {
    const { list } = this.instruments;
    return this.#acted(bookSplit(this.#books, instrument, list[instrument], numerator, denominator, cashInLieu2x));
  }

  /** Takes the current equity as that at the start of the day. */
  startDay(): void {
    this.#dayStart = this.#valuation.equity();
  }

  /** Signed, in size units. */
  position(instrument: number): number {
    return this.#ledger.positions[instrument]!;
  }

  /** Average cost of the open position per whole size, in currency; 0 if there is none. For people: it is a double. */
  averagePrice(instrument: number): number {
    const position = this.#ledger.positions[instrument]!;
    if (position === 0) return 0;
    const priceUnits = this.#ledger.basis.toNumber(instrument) / (position * this.#scale.factor[instrument]!);
    return priceUnits / POWERS_OF_TEN[this.instruments.list[instrument]!.priceDecimals]!;
  }

  /** The open lots, that which is closed next first; none at average cost, where there are no lots to tell apart. */
  lots(instrument: number): Lot[] {
    const sign = this.#ledger.positions[instrument]! < 0 ? -1 : 1;
    const lots = this.#ledger.lots?.list(instrument) ?? [];
    return lots.map(({ quantity, price }) => ({ quantity: quantity * sign, price }));
  }

  /** How many fills of an instrument were booked. */
  fillCount(instrument: number): number {
    return this.#ledger.fills[instrument]!;
  }

  /** Twice the mark, in price units: the hot path's form. NaN before the first mark or fill. */
  mark2x(instrument: number): number {
    return this.#valuation.marks[instrument]!;
  }

  /** The mark, in currency; NaN before the first mark or fill. */
  markPrice(instrument: number): number {
    return this.#valuation.marks[instrument]! / 2 / POWERS_OF_TEN[this.instruments.list[instrument]!.priceDecimals]!;
  }

  /** What the open position is worth at its mark: negative if it is short at a positive price. */
  marketValue(instrument: number): number {
    return this.#valuation.value(instrument) / this.#scale.unit;
  }

  /** The size of the market value, from 0. */
  notional(instrument: number): number {
    return Math.abs(this.#valuation.value(instrument)) / this.#scale.unit;
  }

  /**
   * Writes the market value of each instrument to `out`, for risk figures over all of them: no allocation.
   *
   * @throws {InputError} `INPUT_INVALID` if `out` is not as long as there are instruments
   */
  marketValues(out: Float64Array): void {
    const count = this.instruments.size;
    if (out.length !== count)
      throw new InputError("INPUT_INVALID", `out has ${out.length} elements; there are ${count} instruments`);
    for (let i = 0; i < count; i++) out[i] = this.#valuation.value(i) / this.#scale.unit;
  }

  /** Profit of the open position at its mark, before fees. */
  unrealized(instrument: number): number {
    return this.#valuation.unrealized(instrument) / this.#scale.unit;
  }

  /** Profit realised by closing, before fees: of one instrument, or of all, which is a sum over them and allocates. */
  realized(instrument?: number): number {
    const { realized } = this.#ledger;
    return (instrument === undefined ? sumOf(realized) : realized.toNumber(instrument)) / this.#scale.unit;
  }

  /** Fees paid less rebates: of one instrument, or of all, which is a sum over them and allocates. */
  fees(instrument?: number): number {
    const { fees } = this.#ledger;
    return (instrument === undefined ? sumOf(fees) : fees.toNumber(instrument)) / this.#scale.unit;
  }

  /** Dividends, funding and fees for what was borrowed, received less paid: of one instrument, or of all. */
  income(instrument?: number): number {
    const { income } = this.#ledger;
    return (instrument === undefined ? sumOf(income) : income.toNumber(instrument)) / this.#scale.unit;
  }

  /** Cash: falls with purchases and fees, rises with sales, short ones too. */
  get cash(): number {
    return this.#ledger.cash.toNumber(0) / this.#scale.unit;
  }

  /** Cash and positions at their marks. */
  equity(): number {
    return this.#valuation.equity() / this.#scale.unit;
  }

  /** Σ |market value|. */
  grossExposure(): number {
    return this.#valuation.gross() / this.#scale.unit;
  }

  /** Σ market value. */
  netExposure(): number {
    return this.#valuation.net() / this.#scale.unit;
  }

  /** How many positions are not zero. */
  get openPositions(): number {
    return this.#ledger.open;
  }

  /** The greatest equity after any fill or mark so far, and that at the start. */
  get peakEquity(): number {
    return this.#valuation.peak() / this.#scale.unit;
  }

  /** How far equity lies below its peak, as a share of the peak: 0.1 is ten per cent. 0 while the peak is 0. */
  drawdown(): number {
    return this.#valuation.drawdown();
  }

  /** The deepest drawdown after any fill or mark so far. */
  get maxDrawdown(): number {
    return this.#valuation.deepest;
  }

  /** Equity when `startDay` was called last, or at the start. */
  get dayStartEquity(): number {
    return this.#dayStart / this.#scale.unit;
  }

  /** Fills that were refused: where it is not 0, the books do not say what the venue says. */
  get refusedFills(): number {
    return this.#refusedFills;
  }

  /** Marks that were refused. */
  get refusedMarks(): number {
    return this.#refusedMarks;
  }

  /** Dividends, payments and splits that were refused. */
  get refusedActions(): number {
    return this.#refusedActions;
  }

  /** Cash, in money units. */
  cashExact(): bigint {
    return this.#ledger.cash.toBigInt(0);
  }

  /** Equity in money units, recounted from cash, positions and marks: off the hot path. */
  equityExact(): bigint {
    let equity = this.cashExact();
    for (let i = 0; i < this.instruments.size; i++) equity += this.marketValueExact(i);
    return equity;
  }

  /** Market value in money units, from position and mark. */
  marketValueExact(instrument: number): bigint {
    const position = this.#ledger.positions[instrument]!;
    if (position === 0) return 0n;
    const { tens, rest } = this.#scale;
    const factor = BigInt(tens[instrument]!) * BigInt(rest[instrument]!);
    return (BigInt(position) * BigInt(this.#valuation.marks[instrument]!) * factor) / 2n;
  }

  /** Cost of the open position in money units: negative if it was sold short. */
  basisExact(instrument: number): bigint {
    return this.#ledger.basis.toBigInt(instrument);
  }

  /** Realised profit before fees in money units: of one instrument, or of all. */
  realizedExact(instrument?: number): bigint {
    const { realized } = this.#ledger;
    return instrument === undefined ? sumExact(realized) : realized.toBigInt(instrument);
  }

  /** Fees paid less rebates in money units: of one instrument, or of all. */
  feesExact(instrument?: number): bigint {
    const { fees } = this.#ledger;
    return instrument === undefined ? sumExact(fees) : fees.toBigInt(instrument);
  }

  /** Dividends, funding and fees for what was borrowed in money units: of one instrument, or of all. */
  incomeExact(instrument?: number): bigint {
    const { income } = this.#ledger;
    return instrument === undefined ? sumExact(income) : income.toBigInt(instrument);
  }

  /** Everything as exact decimal text, for reports. */
  statement(): Statement {
    return buildStatement(this);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio", 2);
    writer.i32(this.moneyDecimals);
    writer.string(this.initialCash.toString());
    writer.f64(this.#dayStart);
    writer.f64(this.#refusedFills);
    writer.f64(this.#refusedMarks);
    writer.f64(this.#refusedActions);
    this.#ledger.snapshot(writer);
    this.#valuation.snapshot(writer);
  }

  /** @throws {InputError} `CORRUPT` too if the snapshot is of a portfolio with other instruments, scale or cash */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio", 2);
    const decimals = reader.i32();
    const cash = reader.string();
    if (decimals !== this.moneyDecimals || cash !== this.initialCash.toString())
      throw new InputError(
        "CORRUPT",
        `snapshot: a portfolio that began with ${cash} units of 10^-${decimals}; this one with ${this.initialCash} of 10^-${this.moneyDecimals}`,
      );
    this.#dayStart = reader.f64();
    this.#refusedFills = reader.f64();
    this.#refusedMarks = reader.f64();
    this.#refusedActions = reader.f64();
    this.#ledger.restore(reader);
    this.#valuation.restore(reader);
  }

  #acted(isBooked: boolean): boolean {
    if (!isBooked) this.#refusedActions += 1;
    return isBooked;
  }
}

function sumExact(column: WideColumn): bigint {
  let sum = 0n;
  for (let i = 0; i < column.length; i++) sum += column.toBigInt(i);
  return sum;
}

function sumOf(column: WideColumn): number {
  return Number(sumExact(column));
}
