import {
  ConfigError,
  type DecimalInput,
  InputError,
  type Instrument,
  type InstrumentRegistry,
  Side,
} from "@hotpath/core";
import { AlgorithmKind, SLICES_MAX } from "@hotpath/orders/algorithms";

/** The execution algorithms, by the names that people give them. */
export type AlgorithmName =
  | "twap"
  | "vwap"
  | "pov"
  | "implementation-shortfall"
  | "iceberg"
  | "sniper"
  | "market-on-close";

const ALGORITHMS: Readonly<Record<AlgorithmName, AlgorithmKind>> = {
  twap: AlgorithmKind.TimeWeighted,
  vwap: AlgorithmKind.VolumeWeighted,
  pov: AlgorithmKind.ParticipationOfVolume,
  "implementation-shortfall": AlgorithmKind.ImplementationShortfall,
  iceberg: AlgorithmKind.Iceberg,
  sniper: AlgorithmKind.Sniper,
  "market-on-close": AlgorithmKind.MarketOnClose,
};

/** What both kinds of description have. */
interface ParentDescription {
  /** Its dense index, or its symbol. */
  instrument: number | string;
  side: "buy" | "sell";
  /** What is to be traded in all: a value such as `"0.5"`, in whole lots; a bigint counts size units. */
  quantity: DecimalInput;
  /** No child trades beyond this price: a value such as `"100.05"`, on a tick; a bigint counts price units. Default: any price. */
  limit?: DecimalInput;
}

/** An order that an execution algorithm is to work. */
export interface WorkDescription extends ParentDescription {
  algorithm: AlgorithmName;
  /** For how long: microseconds, or a text such as `"30m"`, `"1h30m"`, `"90s"`, `"500ms"`. This or `until`. */
  over?: number | string;
  /** Until when, in microseconds since the Unix epoch. This or `over`. */
  until?: number;
  /** From when on, in microseconds since the Unix epoch. Default: now. `over` counts from it. */
  start?: number;
  /** The most of the market's volume, 0 to 1; what `pov` trades of it. Default: any. */
  participation?: number;
  /** `implementation-shortfall`: how much a unit of variance is worth, per currency unit, from 0. Default 0: even in time. */
  riskAversion?: number;
  /** The smallest child but the last. Default: a lot. */
  minChild?: DecimalInput;
  /** The largest child; what an `iceberg` shows at a time. Default: the largest order that the instrument allows. */
  maxChild?: DecimalInput;
  /** Into how many intervals the time is cut, 1 to 256. Default: one a minute, at most 64. */
  slices?: number;
  /** By how many percent sizes and times of children may differ from even, 0 to 50. Default 0. */
  randomness?: number;
}

/** An order that is to be taken wherever it costs least. */
export interface RouteDescription extends ParentDescription {
  /** How long the router waits for liquidity: microseconds, or a text such as `"5s"`. Default: not at all. */
  over?: number | string;
}

/** What was read of either, in units. */
export interface ReadParent {
  index: number;
  side: number;
  quantity: number;
  /** 0 for none. */
  limitPrice: number;
}

/** What was read of an algorithm's order, in units. */
export interface ReadWork extends ReadParent {
  algorithm: AlgorithmKind;
  start: number;
  end: number;
  participation: number;
  riskAversion: number;
  minChild: number;
  maxChild: number;
  slices: number;
  randomness: number;
}

const PARENT_KEYS: readonly string[] = ["instrument", "side", "quantity", "limit", "over"];
const WORK_KEYS: readonly string[] = [
  "algorithm",
  ...PARENT_KEYS,
  "until",
  "start",
  "participation",
  "riskAversion",
  "minChild",
  "maxChild",
  "slices",
  "randomness",
];

/** Hours, minutes, seconds and milliseconds, each at most once and in this order. */
const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/;
const UNITS: readonly number[] = [3_600_000_000, 60_000_000, 1_000_000, 1_000];

/** A span of time in microseconds. @throws {ConfigError} naming the field */
export function spanMicros(value: number | string, path: string): number {
  let micros = typeof value === "number" ? value : 0;
  const parts = typeof value === "string" ? DURATION.exec(value) : null;
  for (const [place, unit] of UNITS.entries()) micros += Number(parts?.[place + 1] ?? 0) * unit;
  if (Number.isSafeInteger(micros) && micros > 0) return micros;
  throw new ConfigError(
    path,
    value,
    'microseconds, an integer from 1, or a text such as "30m", "1h30m", "90s", "500ms"',
  );
}

/**
 * Reads an order for an execution algorithm.
 *
 * @param hasImpact whether the market's impact on an instrument is known
 * @throws {ConfigError} naming the field that is wrong; {InputError} for a price off tick or a quantity off lot
 */
export function readWork(
  order: WorkDescription,
  instruments: InstrumentRegistry,
  micros: number,
  hasImpact: (instrument: number) => boolean,
): ReadWork {
  assertKeys(order, WORK_KEYS);
  const algorithm = Object.hasOwn(ALGORITHMS, order.algorithm) ? ALGORITHMS[order.algorithm] : undefined;
  if (algorithm === undefined)
    throw new ConfigError("order.algorithm", order.algorithm, `one of ${Object.keys(ALGORITHMS).join(", ")}`);
  const parent = readParent(order, instruments, micros);
  const instrument = instruments.list[parent.index]!;
  const minChild = order.minChild === undefined ? 0 : childSize(order.minChild, instrument, "order.minChild");
  let maxChild = order.maxChild === undefined ? 0 : childSize(order.maxChild, instrument, "order.maxChild");
  if (maxChild > 0 && maxChild < minChild)
    throw new ConfigError("order.maxChild", order.maxChild, "no less than minChild");
  needs(order, algorithm, hasImpact(parent.index));
  // What is larger than one order may be leaves in orders as large as they may be.
  if (maxChild === 0 && parent.quantity > instrument.maxSize)
    maxChild = Math.floor(instrument.maxSize / instrument.lot) * instrument.lot;
  return {
    ...parent,
    algorithm,
    ...times(order, micros),
    participation: within(order.participation ?? 0, 0, 1, "order.participation"),
    riskAversion: within(order.riskAversion ?? 0, 0, Number.MAX_VALUE, "order.riskAversion"),
    minChild,
    maxChild,
    slices: order.slices === undefined ? 0 : whole(order.slices, 1, SLICES_MAX, "order.slices"),
    randomness: whole(order.randomness ?? 0, 0, 50, "order.randomness"),
  };
}

/** Reads an order for the router: its terms, and until when it waits, 0 for not at all. Errors as {@link readWork}. */
export function readRoute(
  order: RouteDescription,
  instruments: InstrumentRegistry,
  micros: number,
): ReadParent & { end: number } {
  assertKeys(order, PARENT_KEYS);
  const end = order.over === undefined ? 0 : micros + spanMicros(order.over, "order.over");
  return { ...readParent(order, instruments, micros), end };
}

function readParent(order: ParentDescription, { list }: InstrumentRegistry, micros: number): ReadParent {
  const { instrument } = order;
  const index = typeof instrument === "number" ? instrument : list.findIndex(({ symbol }) => symbol === instrument);
  const traded = list[index];
  if (traded === undefined)
    throw new ConfigError("order.instrument", instrument, `an index below ${list.length}, or a symbol`);
  const side = order.side === "buy" ? Side.Buy : order.side === "sell" ? Side.Sell : 0;
  if (side === 0) throw new ConfigError("order.side", order.side, '"buy" or "sell"');
  const quantity = childSize(order.quantity, traded, "order.quantity");
  return { index, side, quantity, limitPrice: order.limit === undefined ? 0 : traded.orderPrice(order.limit, micros) };
}

/** What an algorithm cannot do without. */
function needs(order: WorkDescription, algorithm: AlgorithmKind, hasImpact: boolean): void {
  const { participation, maxChild, limit } = order;
  if (algorithm === AlgorithmKind.ParticipationOfVolume && !(participation !== undefined && participation > 0))
    throw new ConfigError("order.participation", participation, "for pov, a number greater than 0 and at most 1");
  if (algorithm === AlgorithmKind.Iceberg && maxChild === undefined)
    throw new ConfigError("order.maxChild", maxChild, "for an iceberg, what it shows at a time");
  if (algorithm === AlgorithmKind.Sniper && limit === undefined)
    throw new ConfigError("order.limit", limit, "for a sniper, the price that it waits for");
  if (algorithm === AlgorithmKind.ImplementationShortfall && !hasImpact)
    throw new ConfigError("order.instrument", order.instrument, "one that algorithms.impact of the configuration has");
}

function times(order: WorkDescription, micros: number): { start: number; end: number } {
  const { over, until } = order;
  const start = order.start === undefined ? 0 : whole(order.start, 0, Number.MAX_SAFE_INTEGER, "order.start");
  const begin = Math.max(start, micros);
  if ((over === undefined) === (until === undefined))
    throw new ConfigError("order.over", over, "how long the order is worked, or else until, and not both");
  const end = over === undefined ? until! : begin + spanMicros(over, "order.over");
  if (!Number.isSafeInteger(end) || end <= begin)
    throw new ConfigError(over === undefined ? "order.until" : "order.over", over ?? until, `later than ${begin}`);
  return { start, end };
}

/** A size of whole lots, however large. */
function childSize(value: DecimalInput, instrument: Instrument, path: string): number {
  const units = instrument.size(value);
  if (units < instrument.minSize)
    throw new ConfigError(path, value, `at least ${instrument.formatSize(instrument.minSize)} of ${instrument.symbol}`);
  if (units % instrument.lot === 0) return units;
  const [size, lot] = [instrument.formatSize(units), instrument.formatSize(instrument.lot)];
  throw new InputError("SIZE_OFF_LOT", `${path}: ${size} of ${instrument.symbol} is not a multiple of the lot ${lot}`);
}

function assertKeys(order: object, keys: readonly string[]): void {
  for (const [key, value] of Object.entries(order))
    if (!keys.includes(key)) throw new ConfigError(`order.${key}`, value, `one of the keys ${keys.join(", ")}`);
}

function within(value: number, least: number, most: number, path: string): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw new ConfigError(path, value, `a number from ${least}${most < 1e300 ? ` to ${most}` : ""}`);
}

function whole(value: number, least: number, most: number, path: string): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(path, value, `an integer from ${least} to ${most}`);
}
