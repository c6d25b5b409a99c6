import {
  Bar,
  BorrowFee,
  ConfigError,
  Dividend,
  type EventCursor,
  Fill,
  FillBusted,
  Funding,
  InputError,
  Liquidity,
  POWERS_OF_TEN,
  Quote,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  Split,
  type Stage,
} from "@hotpath/core";
import { FeeSchedule } from "./accounting/fee-schedule.ts";
import type { EquityCurve } from "./equity-curve.ts";
import { ChargedFees } from "./internal/charged-fees.ts";
import { TradingDays } from "./internal/trading-days.ts";
import type { Portfolio } from "./portfolio.ts";

/** How a {@link PortfolioStage} works. */
export interface PortfolioStageOptions {
  /**
   * What a fill costs, in the portfolio's fee units (`10^-feeDecimals`), negative for a rebate. It must depend on nothing
   * but the event, for replay's sake. Default: nothing.
   */
  fee?: (fill: EventCursor) => number;
  /**
   * What a fill costs by a schedule instead: in the portfolio's currency, rounded to at most `feeDecimals`. Its volumes are
   * part of the stage's snapshot.
   */
  fees?: FeeSchedule;
  /** Records equity after every mark and fill. */
  curve?: EquityCurve;
  /** When a day starts, in microseconds after midnight UTC, 0 to 86,399,999,999. Default 0. */
  dayStartMicros?: number;
}

/**
 * Keeps a {@link Portfolio} in a pipeline: two-sided quotes mark at their mid, bars at their close; fills, busted ones,
 * dividends, splits, funding and fees for what is borrowed are booked. It comes before the stages that ask the portfolio, and
 * emits nothing.
 *
 * By the time of the events it also starts a new day, before the first event of that day is applied.
 *
 * @example
 * const stages = [new PortfolioStage(portfolio, { curve }), riskStage, strategy];
 */
export class PortfolioStage implements Stage, Snapshotable {
  readonly name = "portfolio";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    Bar.TYPE,
    Fill.TYPE,
    FillBusted.TYPE,
    Funding.TYPE,
    Dividend.TYPE,
    Split.TYPE,
    BorrowFee.TYPE,
  ];
  readonly portfolio: Portfolio;
  readonly #fee: ((fill: EventCursor) => number) | undefined;
  readonly #fees: FeeSchedule | undefined;
  /** The portfolio's fee units of one of the schedule's. */
  readonly #feeFactor: number;
  readonly #curve: EquityCurve | undefined;
  readonly #days: TradingDays;
  #oneSided = 0;
  /** What executions were charged, from the first that has an id on. */
  #charged: ChargedFees | undefined;
  #unknownFees = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(portfolio: Portfolio, options: PortfolioStageOptions = {}) {
    const known = ["fee", "fees", "curve", "dayStartMicros"];
    for (const [key, value] of Object.entries(options))
      if (!known.includes(key)) throw new ConfigError(key, value, `one of the keys ${known.join(", ")}`);
    this.#days = new TradingDays(options.dayStartMicros);
    const { fees } = options;
    if (fees !== undefined && !(fees instanceof FeeSchedule)) throw new ConfigError("fees", fees, "a FeeSchedule");
    if (fees !== undefined && (fees.currency !== portfolio.currency || fees.decimals > portfolio.feeDecimals))
      throw new ConfigError(
        "fees",
        `fees in ${fees.currency} of ${fees.decimals} decimals`,
        `fees in ${portfolio.currency} of at most ${portfolio.feeDecimals} decimals`,
      );
    if (fees !== undefined && options.fee !== undefined)
      throw new ConfigError("fee", options.fee, "nothing beside `fees`");
    this.portfolio = portfolio;
    this.#fee = options.fee;
    this.#fees = fees;
    this.#feeFactor = fees === undefined ? 0 : POWERS_OF_TEN[portfolio.feeDecimals - fees.decimals]!;
    this.#curve = options.curve;
  }

  /** Quotes that lacked a side, and so marked nothing. */
  get oneSidedQuotes(): number {
    return this.#oneSided;
  }

  /** Busted fills whose fee is not known any more: it was not given back. */
  get unknownFees(): number {
    return this.#unknownFees;
  }

  on(event: EventCursor): void {
    const micros = event.micros;
    if (this.#days.starts(micros)) this.portfolio.startDay();
    const portfolio = this.portfolio;
    const type = event.type;
    if (type === Quote.TYPE) {
      if (!(Quote.bidSize(event) > 0 && Quote.askSize(event) > 0)) {
        this.#oneSided += 1;
        return;
      }
      portfolio.mark(event.instrument, Quote.bidPrice(event) + Quote.askPrice(event));
    } else if (type === Fill.TYPE)
      portfolio.fill(event.instrument, Fill.side(event), Fill.price(event), Fill.quantity(event), this.#cost(event));
    else if (type === FillBusted.TYPE)
      portfolio.bust(
        event.instrument,
        FillBusted.side(event),
        FillBusted.price(event),
        FillBusted.quantity(event),
        this.#refund(event),
      );
    else if (type === Bar.TYPE) portfolio.mark(event.instrument, Bar.close(event) * 2);
    else if (!act(portfolio, event, type)) return;
    if (this.#curve !== undefined) this.#curve.record(micros, portfolio.equity(), portfolio.drawdown());
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.stage", 2);
    writer.f64(this.#days.next);
    writer.f64(this.#oneSided);
    this.portfolio.snapshot(writer);
    writer.i32(this.#curve === undefined ? 0 : 1);
    this.#curve?.snapshot(writer);
    this.#fees?.snapshot(writer);
    writer.f64(this.#unknownFees);
    writer.i32(this.#charged === undefined ? 0 : 1);
    this.#charged?.snapshot(writer);
  }

  /** @throws {InputError} `CORRUPT` too if the snapshot has a curve and this stage has none, or the other way round */
  restore(reader: SnapshotReader): void {
    reader.section("portfolio.stage", 2);
    this.#days.next = reader.f64();
    this.#oneSided = reader.f64();
    this.portfolio.restore(reader);
    const curves = this.#curve === undefined ? 0 : 1;
    if (reader.i32() !== curves) throw new InputError("CORRUPT", "snapshot: an equity curve on one side only");
    this.#curve?.restore(reader);
    this.#fees?.restore(reader);
    this.#unknownFees = reader.f64();
    this.#charged = reader.i32() === 1 ? new ChargedFees() : undefined;
    this.#charged?.restore(reader);
  }

  /** What a fill costs: what the venue tells, else what the schedule or the function says. */
  #cost(event: EventCursor): number {
    const isTold = event.length >= Fill.BYTES && Number.isSafeInteger(Fill.fee(event));
    let fee = this.#fees === undefined ? 0 : this.#charge(this.#fees, event);
    if (isTold) fee = Fill.fee(event);
    else if (this.#fee !== undefined) fee = this.#fee(event);
    const executionId = event.length >= Fill.BYTES ? Fill.executionId(event) : 0;
    if (fee !== 0 && executionId !== 0) {
      this.#charged ??= new ChargedFees();
      this.#charged.add(executionId, Fill.orderId(event), fee);
    }
    return fee;
  }

  /** What a fill that never was had cost. */
  #refund(event: EventCursor): number {
    const charged = this.#charged?.find(FillBusted.executionId(event), FillBusted.orderId(event)) ?? Number.NaN;
    if (!Number.isNaN(charged)) return charged;
    if (Number.isSafeInteger(FillBusted.fee(event))) return FillBusted.fee(event);
    if (this.#fee !== undefined || this.#fees !== undefined) this.#unknownFees += 1;
    return 0;
  }

  #charge(fees: FeeSchedule, event: EventCursor): number {
    const instrument = this.portfolio.instruments.list[event.instrument];
    const price = Fill.price(event);
    const quantity = Fill.quantity(event);
    // What the portfolio is about to refuse and count is not charged either.
    if (instrument === undefined || !Number.isSafeInteger(price) || !Number.isSafeInteger(quantity) || quantity < 1)
      return 0;
    const liquidity = Fill.liquidity(event) === Liquidity.Maker ? Liquidity.Maker : Liquidity.Taker;
    return Number(fees.charge({ instrument, price, quantity, liquidity, micros: event.micros })) * this.#feeFactor;
  }
}

/** Books what is due on a position apart from trading it. @returns false for an event of another type */
function act(portfolio: Portfolio, event: EventCursor, type: number): boolean {
  const i = event.instrument;
  switch (type) {
    case Funding.TYPE:
      portfolio.funding(i, Funding.rate(event), Funding.price(event) * 2);
      return true;
    case Dividend.TYPE:
      portfolio.dividend(i, Dividend.perUnit(event), Dividend.withholding(event));
      return true;
    case BorrowFee.TYPE:
      portfolio.borrowFee(i, BorrowFee.rate(event), BorrowFee.price(event) * 2);
      return true;
    case Split.TYPE:
      portfolio.split(i, Split.numerator(event), Split.denominator(event), Split.cashInLieu(event) * 2);
      return true;
    default:
      return false;
  }
}
