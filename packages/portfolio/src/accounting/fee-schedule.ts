import {
  ConfigError,
  type DecimalInput,
  InputError,
  type Instrument,
  Liquidity,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
} from "@hotpath/core";
import { ONE, RATE_DECIMALS } from "../internal/holder-amounts.ts";
import { divideHalfEven, formatMoney, tryMoneyUnits } from "../internal/money.ts";
import { magnitude, readBigInt } from "./internal/lot-book.ts";

const DAY_MICROS = 86_400_000_000;
/** Powers of ten: an instrument's price and size have 30 decimals together at the most. */
const TENS: readonly bigint[] = Array.from(
  { length: 31 + 2 * RATE_DECIMALS },
  (_, exponent) => 10n ** BigInt(exponent),
);
/** The most decimals that a fee is rounded to. */
const MAX_FEE_DECIMALS = 12;

/** What a fill costs from a volume on. Shares of notional are plain: 0.001 is ten basis points; a rebate is negative. */
export interface FeeTier {
  /** Traded notional from which the tier holds, in the fee's currency. Default 0. */
  from?: DecimalInput;
  /** Share of notional of a fill that rested in the book. Default 0. */
  maker?: DecimalInput;
  /** Share of notional of a fill that took from the book. Default 0. */
  taker?: DecimalInput;
  /** Fee of one whole size: of a share, of a contract. Default 0. */
  perUnit?: DecimalInput;
  /** Fee of each fill. Default 0. */
  perFill?: DecimalInput;
}

/** How a venue or broker charges. */
export interface FeeScheduleOptions {
  /** Currency of the fees. */
  currency: string;
  /** Ascending by volume, the first from 0. */
  tiers: readonly FeeTier[];
  /** Least fee of a fill. A rebate is left alone. Default none. */
  minimum?: DecimalInput;
  /** Greatest fee of a fill as a share of its notional, though it were less than the minimum. Default none. */
  maximumShare?: DecimalInput;
  /** Decimals that a fee is rounded to, 0 to 12. Default 8. */
  decimals?: number;
  /** `half-even`, or `up` towards what is dearer. Default `half-even`. */
  rounding?: "half-even" | "up";
  /** Whole UTC days before that of the fill whose volume decides the tier. Default 30. */
  windowDays?: number;
}

/** A fill to be charged. */
export interface ChargedFill {
  instrument: Instrument;
  /** In price units. */
  price: number;
  /** In size units. */
  quantity: number;
  liquidity: Liquidity;
  /** Microseconds since the Unix epoch. A fill of a day before that of the one charged last counts on the latter. */
  micros: number;
  /** What one unit of the instrument's currency is worth in the fee's; needed where they differ. */
  rate?: DecimalInput;
}

interface Tier {
  from: bigint;
  maker: bigint;
  taker: bigint;
  perUnit: bigint;
  perFill: bigint;
}

/**
 * Fees of fills, exact: maker and taker shares with rebates, by the share or contract, by the fill, in tiers of the volume
 * of the days before, with a minimum and a maximum, in the instrument's currency or another.
 *
 * @example
 * const fees = new FeeSchedule({ currency: "USD", tiers: [{ perUnit: "0.005" }], minimum: "1", maximumShare: "0.01" });
 * account.fill({ …, fee: fees.text(fees.charge({ instrument, price, quantity, liquidity, micros })) });
 */
export class FeeSchedule implements Snapshotable {
  readonly currency: string;
  /** A charge counts in 10^-decimals. */
  readonly decimals: number;
  readonly #tiers: readonly Tier[];
  readonly #minimum: bigint | undefined;
  readonly #maximumShare: bigint | undefined;
  readonly #roundsUp: boolean;
  /** Volume by day, the newest at `#day % length`, in 10^-20. */
  readonly #volumes: bigint[];
  #day = -1;
  /** The tier of that day: the volume of the days before it stands. */
  #tier: Tier;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: FeeScheduleOptions) {
    const { currency, tiers, minimum, maximumShare, decimals = 8, rounding = "half-even", windowDays = 30 } = options;
    if (!/^[A-Z0-9]{2,10}$/.test(currency))
      throw new ConfigError("currency", currency, "an ISO 4217 or asset code in capitals");
    if (!Number.isInteger(decimals) || decimals < 0 || decimals > MAX_FEE_DECIMALS)
      throw new ConfigError("decimals", decimals, `an integer from 0 to ${MAX_FEE_DECIMALS}`);
    if (rounding !== "half-even" && rounding !== "up") throw new ConfigError("rounding", rounding, '"half-even", "up"');
    if (!Number.isInteger(windowDays) || windowDays < 1 || windowDays > 366)
      throw new ConfigError("windowDays", windowDays, "an integer from 1 to 366");
    if (tiers.length === 0) throw new ConfigError("tiers", tiers, "at least one tier");
    this.currency = currency;
    this.decimals = decimals;
    this.#tiers = tiers.map((tier, i) => ({
      from: configUnits(tier.from ?? 0, `tiers[${i}].from`),
      maker: configUnits(tier.maker ?? 0, `tiers[${i}].maker`),
      taker: configUnits(tier.taker ?? 0, `tiers[${i}].taker`),
      perUnit: configUnits(tier.perUnit ?? 0, `tiers[${i}].perUnit`),
      perFill: configUnits(tier.perFill ?? 0, `tiers[${i}].perFill`),
    }));
    for (const [i, { from }] of this.#tiers.entries())
      if (i === 0 ? from !== 0n : from <= this.#tiers[i - 1]!.from)
        throw new ConfigError(`tiers[${i}].from`, tiers[i]!.from, i === 0 ? "0" : "more than the tier before");
    this.#minimum = minimum === undefined ? undefined : configUnits(minimum, "minimum");
    this.#maximumShare = maximumShare === undefined ? undefined : configUnits(maximumShare, "maximumShare");
    this.#roundsUp = rounding === "up";
    // One more than the window: today's, which counts from tomorrow on.
    this.#volumes = new Array<bigint>(windowDays + 1).fill(0n);
    this.#tier = this.#tiers[0]!;
  }

  /**
   * What a fill costs, and its notional is added to the volume of its day.
   *
   * @returns a count of 10^-decimals of the fee's currency; a rebate is negative
   * @throws {InputError} naming what is wrong: a rate that is missing too
   */
  charge(fill: ChargedFill): bigint {
    const { instrument, price, quantity, liquidity, micros } = fill;
    if (!Number.isSafeInteger(price) || !Number.isSafeInteger(quantity) || quantity < 1)
      throw new InputError(
        "INPUT_INVALID",
        `price is ${price} and quantity ${quantity}; allowed: whole units, the latter from 1`,
      );
    const rate = this.#rateOf(instrument, fill.rate);
    const tier = this.#tierAt(micros);
    // In units of 10^-(price + size + 20); then shares add 20 more.
    const notional = magnitude(BigInt(price) * BigInt(quantity) * BigInt(instrument.multiplier)) * rate;
    const { priceDecimals, sizeDecimals } = instrument;
    const scale = TENS[priceDecimals + sizeDecimals]!;
    const share = liquidity === Liquidity.Maker ? tier.maker : tier.taker;
    let fee = notional * share;
    if (tier.perUnit !== 0n) fee += BigInt(quantity) * tier.perUnit * TENS[priceDecimals]! * ONE;
    if (tier.perFill !== 0n) fee += tier.perFill * scale * ONE;
    const minimum = this.#minimum === undefined ? undefined : this.#minimum * scale * ONE;
    if (minimum !== undefined && fee >= 0n && fee < minimum) fee = minimum;
    if (this.#maximumShare !== undefined && fee > notional * this.#maximumShare) fee = notional * this.#maximumShare;
    this.#volumes[this.#day % this.#volumes.length]! += notional / scale;
    const divisor = TENS[priceDecimals + sizeDecimals + 2 * RATE_DECIMALS - this.decimals]!;
    return this.#roundsUp ? -floorDivide(-fee, divisor) : divideHalfEven(fee, divisor);
  }

  /** A charge as decimal text. */
  text(charge: bigint): string {
    return formatMoney(charge, this.decimals);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("portfolio.fees");
    writer.f64(this.#day);
    writer.i32(this.#volumes.length);
    for (const volume of this.#volumes) writer.string(volume.toString());
  }

  restore(reader: SnapshotReader): void {
    reader.section("portfolio.fees");
    const day = reader.f64();
    if (!Number.isSafeInteger(day) || day < -1)
      throw new InputError("CORRUPT", `snapshot: day ${day} of a fee schedule`);
    this.#day = day;
    const length = reader.i32();
    if (length !== this.#volumes.length)
      throw new InputError("CORRUPT", `snapshot: a window of ${length - 1} days; here are ${this.#volumes.length - 1}`);
    for (let i = 0; i < length; i++) this.#volumes[i] = readBigInt(reader);
    this.#tier = this.#tierOf(Math.max(day, 0));
  }

  #rateOf(instrument: Instrument, rate: DecimalInput | undefined): bigint {
    if (rate === undefined) {
      if (instrument.currency === this.currency) return ONE;
      throw new InputError(
        "INPUT_INVALID",
        `rate is missing: ${instrument.symbol} is priced in ${instrument.currency}, fees are in ${this.currency}`,
      );
    }
    const units = typeof rate === "bigint" ? undefined : tryMoneyUnits(rate, RATE_DECIMALS);
    if (units === undefined || units <= 0n)
      throw new InputError(
        "INPUT_INVALID",
        `rate is ${String(rate)}; allowed: a number above 0 of at most ${RATE_DECIMALS} decimals`,
      );
    return units;
  }

  #tierAt(micros: number): Tier {
    if (!(micros >= 0 && micros < Number.POSITIVE_INFINITY))
      throw new InputError("INPUT_INVALID", `micros is ${micros}; allowed: microseconds since the Unix epoch`);
    // What comes late is counted on the latest day: volumes of days that are over do not change.
    const day = Math.max(this.#day, Math.floor(micros / DAY_MICROS));
    if (day === this.#day) return this.#tier;
    const { length } = this.#volumes;
    const first = this.#day < 0 ? day : this.#day + 1;
    for (let d = Math.max(first, day - length + 1); d <= day; d++) this.#volumes[d % length] = 0n;
    this.#day = day;
    this.#tier = this.#tierOf(day);
    return this.#tier;
  }

  #tierOf(day: number): Tier {
    let volume = 0n;
    for (const [i, each] of this.#volumes.entries()) if (i !== day % this.#volumes.length) volume += each;
    return this.#tiers.findLast((tier) => tier.from <= volume)!;
  }
}

function configUnits(value: DecimalInput, path: string): bigint {
  const units = typeof value === "bigint" ? undefined : tryMoneyUnits(value, RATE_DECIMALS);
  if (units === undefined) throw new ConfigError(path, value, `a number of at most ${RATE_DECIMALS} decimals`);
  return units;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
