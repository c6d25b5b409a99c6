import { ConfigError, InputError } from "./errors.ts";
import { type DecimalInput, formatFixed, MAX_DECIMALS, toUnits, tryToUnits } from "./fixed-point.ts";
import { type TickBand, TickTable } from "./tick-table.ts";

/** How an instrument is declared. Prices and sizes are given as values (`"0.01"`) and kept as units. */
export interface InstrumentDefinition {
  /** The caller's own number for it: any safe integer from 0. */
  id: number;
  /** What people call it, such as `AAPL` or `BTC-USDT`. */
  symbol: string;
  /** Decimals of a price, 0 to 15. */
  priceDecimals: number;
  /** Decimals of a size, 0 to 15. Default 0. */
  sizeDecimals?: number;
  /** The tick, or ticks by price band and date. Default: one price unit. */
  tick?: DecimalInput | readonly { tick: DecimalInput; from?: DecimalInput; sinceMicros?: number }[];
  /** Order sizes are multiples of it. Default: one size unit. */
  lot?: DecimalInput;
  /** The smallest order. Default: the lot. */
  minSize?: DecimalInput;
  /** The largest order. Default: 2^53 − 1 units. */
  maxSize?: DecimalInput;
  /** The currency in which it is priced: ISO 4217, or an asset code. Default `USD`. */
  currency?: string;
  /** Value of one whole size at price 1, an integer: 1 for shares, 50 for an E-mini. Default 1. */
  multiplier?: number;
  /** ISO 10383 code of its market, where it has one. */
  mic?: string;
}

/**
 * An instrument: what its units are, and which prices and sizes an order may have.
 *
 * @example
 * const apple = new Instrument({ id: 1, symbol: "AAPL", priceDecimals: 2 });
 * apple.price("100.05"); // 10005
 * apple.formatPrice(10005); // "100.05"
 */
export class Instrument {
  readonly id: number;
  readonly symbol: string;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly ticks: TickTable;
  /** In size units. */
  readonly lot: number;
  /** In size units. */
  readonly minSize: number;
  /** In size units. */
  readonly maxSize: number;
  readonly currency: string;
  readonly multiplier: number;
  readonly mic: string | undefined;

  /** @throws {ConfigError} naming `path` and the field that is wrong */
  constructor(definition: InstrumentDefinition, path = "instrument") {
    const d = definition;
    const known = new Set([
      "id",
      "symbol",
      "priceDecimals",
      "sizeDecimals",
      "tick",
      "lot",
      "minSize",
      "maxSize",
      "currency",
      "multiplier",
      "mic",
    ]);
    for (const key of Object.keys(d))
      if (!known.has(key))
        throw new ConfigError(
          `${path}.${key}`,
          (d as unknown as Record<string, unknown>)[key],
          `one of the keys ${[...known].join(", ")}`,
        );
    if (!Number.isSafeInteger(d.id) || d.id < 0) throw new ConfigError(`${path}.id`, d.id, "a safe integer from 0");
    if (typeof d.symbol !== "string" || d.symbol === "")
      throw new ConfigError(`${path}.symbol`, d.symbol, "a text that is not empty");
    this.id = d.id;
    this.symbol = d.symbol;
    this.priceDecimals = decimalsOf(d.priceDecimals, `${path}.priceDecimals`);
    this.sizeDecimals = decimalsOf(d.sizeDecimals ?? 0, `${path}.sizeDecimals`);
    this.ticks = new TickTable(this.#tickBands(d.tick, `${path}.tick`), `${path}.tick`);
    this.lot = this.#positiveSize(d.lot, 1, `${path}.lot`);
    this.minSize = this.#positiveSize(d.minSize, this.lot, `${path}.minSize`);
    this.maxSize = this.#positiveSize(d.maxSize, Number.MAX_SAFE_INTEGER, `${path}.maxSize`);
    if (this.maxSize < this.minSize) throw new ConfigError(`${path}.maxSize`, d.maxSize, "at least minSize");
    this.currency = d.currency ?? "USD";
    if (!/^[A-Z0-9]{2,10}$/.test(this.currency))
      throw new ConfigError(`${path}.currency`, d.currency, "an ISO 4217 or asset code in capitals");
    this.multiplier = d.multiplier ?? 1;
    if (!Number.isSafeInteger(this.multiplier) || this.multiplier < 1)
      throw new ConfigError(`${path}.multiplier`, d.multiplier, "an integer from 1");
    this.mic = d.mic;
    if (d.mic !== undefined && !/^[A-Z0-9]{4}$/.test(d.mic))
      throw new ConfigError(`${path}.mic`, d.mic, "an ISO 10383 code of four letters or digits");
  }

  /** Price units of a price. @throws {InputError} if it is not representable */
  price(value: DecimalInput): number {
    return toUnits(value, this.priceDecimals);
  }

  /** Size units of a size. @throws {InputError} if it is not representable */
  size(value: DecimalInput): number {
    return toUnits(value, this.sizeDecimals);
  }

  /** Price units of a price, or NaN. */
  tryPrice(value: unknown): number {
    return tryToUnits(value, this.priceDecimals);
  }

  /** Size units of a size, or NaN. */
  trySize(value: unknown): number {
    return tryToUnits(value, this.sizeDecimals);
  }

  /** `"100.05"` from 10005. */
  formatPrice(units: number): string {
    return formatFixed(units, this.priceDecimals);
  }

  /** `"1.5"` from 15, one size decimal. */
  formatSize(units: number): string {
    return formatFixed(units, this.sizeDecimals);
  }

  /**
   * Price units of an order's price, which must be positive and on a tick.
   *
   * @throws {InputError} `PRICE_OFF_TICK`, or as `price`
   */
  orderPrice(value: DecimalInput, micros = 0): number {
    const units = this.price(value);
    if (units <= 0)
      throw new InputError(
        "INPUT_OUT_OF_RANGE",
        `${this.symbol}: an order's price must be positive, got ${this.formatPrice(units)}`,
      );
    if (!this.ticks.isOnTick(units, micros))
      throw new InputError(
        "PRICE_OFF_TICK",
        `${this.symbol}: ${this.formatPrice(units)} is not a multiple of the tick ${this.formatPrice(this.ticks.tickAt(units, micros))}`,
      );
    return units;
  }

  /**
   * Size units of an order's size, which must be whole lots between the least and the greatest.
   *
   * @throws {InputError} `SIZE_OFF_LOT`, `INPUT_OUT_OF_RANGE`, or as `size`
   */
  orderSize(value: DecimalInput): number {
    const units = this.size(value);
    if (units < this.minSize || units > this.maxSize)
      throw new InputError(
        "INPUT_OUT_OF_RANGE",
        `${this.symbol}: size ${this.formatSize(units)} is not between ${this.formatSize(this.minSize)} and ${this.formatSize(this.maxSize)}`,
      );
    if (units % this.lot !== 0)
      throw new InputError(
        "SIZE_OFF_LOT",
        `${this.symbol}: size ${this.formatSize(units)} is not a multiple of the lot ${this.formatSize(this.lot)}`,
      );
    return units;
  }

  #tickBands(tick: InstrumentDefinition["tick"], path: string): TickBand[] {
    if (tick === undefined) return [{ tick: 1 }];
    const bands = Array.isArray(tick) ? tick : [{ tick: tick as DecimalInput }];
    return bands.map((band, i) => ({
      tick: configUnits(band.tick, this.priceDecimals, Array.isArray(tick) ? `${path}[${i}].tick` : path),
      ...(band.from !== undefined && { from: configUnits(band.from, this.priceDecimals, `${path}[${i}].from`) }),
      ...(band.sinceMicros !== undefined && { sinceMicros: band.sinceMicros }),
    }));
  }

  #positiveSize(value: DecimalInput | undefined, otherwise: number, path: string): number {
    if (value === undefined) return otherwise;
    const units = configUnits(value, this.sizeDecimals, path);
    if (units <= 0) throw new ConfigError(path, value, "a positive size");
    return units;
  }
}

/** The instruments of an engine, in a dense order: their index is what records and columns carry. */
export class InstrumentRegistry {
  readonly list: readonly Instrument[];
  readonly #indexById = new Map<number, number>();

  /** @throws {ConfigError} if there is none, or two share an id or a symbol */
  constructor(definitions: readonly (InstrumentDefinition | Instrument)[], path = "instruments") {
    if (!Array.isArray(definitions) || definitions.length === 0)
      throw new ConfigError(path, definitions, "an array of at least one instrument");
    const symbols = new Set<string>();
    this.list = definitions.map((definition, index) => {
      const instrument =
        definition instanceof Instrument ? definition : new Instrument(definition, `${path}[${index}]`);
      if (this.#indexById.has(instrument.id))
        throw new ConfigError(`${path}[${index}].id`, instrument.id, "an id that no other instrument has");
      if (symbols.has(instrument.symbol))
        throw new ConfigError(`${path}[${index}].symbol`, instrument.symbol, "a symbol that no other instrument has");
      this.#indexById.set(instrument.id, index);
      symbols.add(instrument.symbol);
      return instrument;
    });
  }

  /** Number of instruments. */
  get size(): number {
    return this.list.length;
  }

  /** The dense index of an id, or −1. */
  indexOf(id: number): number {
    return this.#indexById.get(id) ?? -1;
  }

  /** The instrument at a dense index. */
  at(index: number): Instrument {
    const instrument = this.list[index];
    if (!instrument)
      throw new InputError("INPUT_OUT_OF_RANGE", `there is no instrument ${index}; there are ${this.list.length}`);
    return instrument;
  }
}

function decimalsOf(value: number, path: string): number {
  if (!Number.isInteger(value) || value < 0 || value > MAX_DECIMALS)
    throw new ConfigError(path, value, `an integer from 0 to ${MAX_DECIMALS}`);
  return value;
}

function configUnits(value: DecimalInput, decimals: number, path: string): number {
  const units = tryToUnits(value, decimals);
  if (Number.isNaN(units)) throw new ConfigError(path, value, `a number of at most ${decimals} decimals`);
  return units;
}
