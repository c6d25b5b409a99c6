import {
  BorrowFee,
  ConfigError,
  Dividend,
  type EventSink,
  Funding,
  type InstrumentRegistry,
  microsOf,
  nanosOf,
  parseTimestamp,
  Split,
  TradingState,
} from "@hotpath/core";
import { integerIn, numberIn, oneOf, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";
import { ConstantLatency } from "../../latency/constant-latency.ts";
import type { FeedLatency, OrderLatency } from "../../latency/order-latency.ts";
import { type LatencyDistribution, RandomLatency } from "../../latency/random-latency.ts";
import { RecordedLatency } from "../../latency/recorded-latency.ts";
import { EventTape } from "../../replay/event-tape.ts";
import type { MarketSource } from "../../replay/market-source.ts";
import { SessionCalendar, type SessionCalendarOptions, type SessionPhase } from "../../replay/session-calendar.ts";
import {
  logQueue,
  logQueue2,
  powerQueue,
  powerQueue2,
  powerQueue3,
  type QueueModel,
  riskAverseQueue,
} from "../../venue/queue-model.ts";
import type { ReplayVenueOptions } from "../../venue/replay-venue-options.ts";

/** One way's latency: whole nanoseconds, or how they are distributed. */
export type LatencySetting = number | LatencyDistribution;

/** A queue model by its name. */
export type QueueSetting = "riskAverse" | "log" | "log2" | { model: "power" | "power2" | "power3"; exponent: number };

/** Something that is paid on what is held, or changes it without a trade. Times are ISO 8601. */
export type PaymentSetting = { symbol: string; time: string } & (
  | { kind: "funding"; rate: number; price?: string | number }
  | { kind: "borrow"; rate: number; price?: string | number }
  | { kind: "dividend"; perUnit: number; withholding?: number }
  | { kind: "split"; numerator: number; denominator: number; cashInLieu?: string | number }
);

/** Phases of a day with the names of their states. */
type NamedPhases = readonly { at: string; state: keyof typeof TradingState }[];

/** A trading calendar, states by their names. */
export type CalendarSetting = Omit<SessionCalendarOptions, "phases" | "shortDays" | "instrument" | "venue"> & {
  phases: NamedPhases;
  shortDays?: Readonly<Record<string, NamedPhases>>;
};

/** How the venue of a replay is simulated: plain values, all of them JSON. */
export interface ReplaySettings
  extends Pick<
    ReplayVenueOptions,
    "fills" | "consumes" | "impact" | "onSplit" | "maxOrders" | "maxLevels" | "maxFeedOrders"
  > {
  /** Where orders stand in queues of levels and quotes. Default `riskAverse`. */
  queue?: QueueSetting;
  latency?: {
    /** Of orders on their way to the venue. */
    entry?: LatencySetting;
    /** Of what the venue says of them. */
    response?: LatencySetting;
    /** Of market data; `recorded`: as it was received. */
    feed?: LatencySetting | "recorded";
    /** Of what is drawn. Default 1. */
    seed?: number;
    /** As measured, in place of `entry` and `response`: see `LatencyColumns`; null where the venue took no request. */
    orders?: {
      micros: readonly number[];
      nanos?: readonly number[];
      entryNanos: readonly (number | null)[];
      responseNanos: readonly number[];
    };
  };
  /** When the venue trades, calls auctions, and is closed. */
  calendar?: CalendarSetting;
  /** Funding, borrow fees, dividends, splits, in any order. */
  payments?: readonly PaymentSetting[];
}

const nanos = integerIn(0, 1e15);
const positive = numberIn(0, Number.MAX_VALUE, true);
const least = v.optional(nanos);
const way = v.union([
  nanos,
  v.strictObject({ kind: v.literal("lognormal"), medianNanos: positive, sigma: numberIn(0, 5), leastNanos: least }),
  v.strictObject({ kind: v.literal("gamma"), meanNanos: positive, shape: numberIn(0.05, 1000), leastNanos: least }),
  v.strictObject({ kind: v.literal("quantiles"), nanos: v.array(nanos), leastNanos: least }),
]);
const numbers = v.array(v.number());
const states = Object.keys(TradingState) as (keyof typeof TradingState)[];
const phases = v.array(v.strictObject({ at: v.string(), state: oneOf(states) }));
const decimal = v.union([v.string(), v.number()]);
const whole = integerIn(1, 2 ** 31 - 1);
const share = { symbol: v.string(), time: v.string() };
const schema = v.strictObject({
  queue: v.optional(
    v.union([
      oneOf(["riskAverse", "log", "log2"]),
      v.strictObject({ model: oneOf(["power", "power2", "power3"]), exponent: positive }),
    ]),
  ),
  fills: v.optional(oneOf(["shown", "partial", "whole"])),
  consumes: v.optional(v.boolean("true or false")),
  impact: v.optional(
    v.strictObject({ model: oneOf(["squareRoot", "linear"]), coefficient: v.number(), volume: v.number() }),
  ),
  onSplit: v.optional(oneOf(["cancel", "adjust"])),
  maxOrders: v.optional(integerIn(1, 2 ** 24)),
  maxLevels: v.optional(integerIn(1, 2 ** 24)),
  maxFeedOrders: v.optional(integerIn(1, 2 ** 26)),
  latency: v.optional(
    v.strictObject({
      entry: v.optional(way),
      response: v.optional(way),
      feed: v.optional(v.union([way, v.literal("recorded")])),
      seed: v.optional(integerIn(0, Number.MAX_SAFE_INTEGER)),
      orders: v.optional(
        v.strictObject({
          micros: numbers,
          nanos: v.optional(numbers),
          entryNanos: v.array(v.nullable(v.number())),
          responseNanos: numbers,
        }),
      ),
    }),
  ),
  calendar: v.optional(
    v.strictObject({
      from: v.string(),
      to: v.string(),
      phases,
      timeZone: v.optional(v.string()),
      weekdays: v.optional(v.array(integerIn(1, 7))),
      holidays: v.optional(v.array(v.string())),
      shortDays: v.optional(v.record(v.string(), phases)),
    }),
  ),
  payments: v.optional(
    v.array(
      v.variant("kind", [
        v.strictObject({ kind: v.literal("funding"), ...share, rate: v.number(), price: v.optional(decimal) }),
        v.strictObject({ kind: v.literal("borrow"), ...share, rate: v.number(), price: v.optional(decimal) }),
        v.strictObject({
          kind: v.literal("dividend"),
          ...share,
          perUnit: v.number(),
          withholding: v.optional(numberIn(0, 1)),
        }),
        v.strictObject({
          kind: v.literal("split"),
          ...share,
          numerator: whole,
          denominator: whole,
          cashInLieu: v.optional(decimal),
        }),
      ]),
    ),
  ),
});

/**
 * Checks settings, as of a file.
 *
 * @param path what they are called in errors
 * @throws {ConfigError} naming the value that is wrong
 */
export function parseReplaySettings(value: unknown, path = "venue"): ReplaySettings {
  return parseConfig(schema, value, path) as ReplaySettings;
}

/** The model of a name. @throws {ConfigError} */
export function queueOf(setting: QueueSetting): QueueModel {
  if (setting === "riskAverse") return riskAverseQueue();
  if (setting === "log") return logQueue();
  if (setting === "log2") return logQueue2();
  const models = { power: powerQueue, power2: powerQueue2, power3: powerQueue3 };
  return models[setting.model](setting.exponent);
}

/** The models of a replay's latencies. @throws {ConfigError} naming what is wrong */
export function latenciesOf(settings: ReplaySettings["latency"] = {}): {
  orderLatency?: OrderLatency;
  feedLatency?: FeedLatency | "recorded";
} {
  const { entry = 0, response = 0, feed = 0, seed = 1, orders } = settings;
  const model = modelOf({ entry, response, feed: feed === "recorded" ? 0 : feed }, seed);
  if (orders !== undefined && (settings.entry !== undefined || settings.response !== undefined))
    throw new ConfigError("latency.orders", "measured", "nothing beside entry and response");
  return {
    orderLatency: orders === undefined ? model : measured(orders),
    feedLatency: feed === "recorded" ? "recorded" : model,
  };
}

function modelOf(ways: Record<"entry" | "response" | "feed", LatencySetting>, seed: number) {
  const { entry, response, feed } = ways;
  if (typeof entry === "number" && typeof response === "number" && typeof feed === "number")
    return new ConstantLatency({ entryNanos: entry, responseNanos: response, feedNanos: feed });
  const drawn = (setting: LatencySetting): LatencyDistribution =>
    typeof setting === "number" ? { kind: "quantiles", nanos: [setting, setting] } : setting;
  return new RandomLatency({ seed, entry: drawn(entry), response: drawn(response), feed: drawn(feed) });
}

function measured(orders: NonNullable<NonNullable<ReplaySettings["latency"]>["orders"]>): RecordedLatency {
  return new RecordedLatency({
    micros: Float64Array.from(orders.micros),
    ...(orders.nanos && { nanos: Float64Array.from(orders.nanos) }),
    entryNanos: Float64Array.from(orders.entryNanos, (value) => value ?? Number.NaN),
    responseNanos: Float64Array.from(orders.responseNanos),
  });
}

/** The calendar of a setting. @throws {ConfigError} naming what is wrong */
export function calendarOf({ phases: usual, shortDays = {}, ...rest }: CalendarSetting): SessionCalendar {
  const numbered = (named: NamedPhases): SessionPhase[] =>
    named.map(({ at, state }) => ({ at, state: TradingState[state] }));
  return new SessionCalendar({
    ...rest,
    phases: numbered(usual),
    shortDays: Object.fromEntries(Object.entries(shortDays).map(([day, named]) => [day, numbered(named)])),
  });
}

/** Payments as a source of events, by time; those of one time in the order given. @throws {ConfigError} naming what is wrong */
export function paymentsOf(payments: readonly PaymentSetting[], instruments: InstrumentRegistry): MarketSource {
  const timed = payments.map((payment, n) => {
    const instrument = instruments.list.findIndex(({ symbol }) => symbol === payment.symbol);
    if (instrument === -1)
      throw new ConfigError(
        `venue.payments[${n}].symbol`,
        payment.symbol,
        instruments.list.map(({ symbol }) => symbol).join(", "),
      );
    return { payment, instrument, nanos: parseTimestamp(payment.time) };
  });
  const tape = new EventTape({ initialBytes: 4096 });
  for (const { payment, instrument, nanos } of timed.toSorted((a, b) =>
    a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0,
  ))
    writePayment(tape, payment, instruments, instrument, nanos);
  return tape.source();
}

function writePayment(
  sink: EventSink,
  payment: PaymentSetting,
  instruments: InstrumentRegistry,
  instrument: number,
  time: bigint,
): void {
  const price = (value: string | number | undefined): number =>
    value === undefined ? 0 : instruments.at(instrument).price(value);
  const at = [microsOf(time), nanosOf(time), instrument, 0] as const;
  switch (payment.kind) {
    case "funding":
      Funding.write(sink, ...at, payment.rate, price(payment.price));
      break;
    case "borrow":
      BorrowFee.write(sink, ...at, payment.rate, price(payment.price));
      break;
    case "dividend":
      Dividend.write(sink, ...at, payment.perUnit, payment.withholding ?? 0);
      break;
    case "split":
      Split.write(sink, ...at, price(payment.cashInLieu), payment.numerator, payment.denominator);
      break;
  }
}
