/** What the command line says of the venue of a recording: latencies, queues, fees, and a file of everything else. */
import {
  type FeeRates,
  type LatencySetting,
  latencyColumns,
  parseReplaySettings,
  type QueueSetting,
  type ReplaySettings,
} from "@hotpath/backtest";
import { ConfigError } from "@hotpath/core";
import { InvalidArgumentError } from "commander";
import { readCsvTable } from "../csv-table.ts";
import { readJson } from "../run/read-config.ts";

/** Latencies of `--latency`; `ordersFile` names a CSV file of measured ones. */
export type LatencyOption = Omit<NonNullable<ReplaySettings["latency"]>, "orders"> & { ordersFile?: string };

/** The queue of `--queue`: a model of levels, or `exact`, where orders are known one by one. */
export type QueueOption = QueueSetting | "exact";

/** What the command line says of the venue of a recording. */
export interface VenueOptions {
  latency?: LatencyOption;
  queue?: QueueOption;
  /** A JSON file of `ReplaySettings`. */
  venueConfig?: string;
}

const SPANS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };
const WAYS = ["entry", "response", "feed"] as const;
const ALLOWED =
  "Allowed: a span for all ways as 1ms or 250us, or entry=…, response=…, feed=… with commas between, each a span, lognormal:MEDIAN:SIGMA or gamma:MEAN:SHAPE; feed=recorded; orders=FILE.csv; seed=7.";

/** Reads `--latency`. */
export function parseLatency(text: string): LatencyOption {
  const all = wayOf(text);
  if (all !== undefined) return { entry: all, response: all, feed: all };
  const found: LatencyOption = {};
  for (const part of text.split(",")) {
    const [, name, value = ""] = /^([a-z]+)=(.+)$/.exec(part) ?? [];
    const way = wayOf(value);
    if (name === "orders") found.ordersFile = value;
    else if (name === "feed" && value === "recorded") found.feed = "recorded";
    else if (name === "seed" && /^\d{1,15}$/.test(value)) found.seed = Number(value);
    else if (way !== undefined && (WAYS as readonly unknown[]).includes(name)) found[name as "entry"] = way;
    else throw new InvalidArgumentError(ALLOWED);
  }
  return found;
}

function wayOf(text: string): LatencySetting | undefined {
  const [kind, first = "", second = "", ...more] = text.split(":");
  if (more.length > 0) return undefined;
  if (first === "") return nanosOf(text);
  const nanos = nanosOf(first);
  const shape = /^\d+(\.\d+)?$/.test(second) ? Number(second) : Number.NaN;
  if (nanos === undefined || nanos === 0) return undefined;
  if (kind === "lognormal" && shape <= 5) return { kind, medianNanos: nanos, sigma: shape };
  if (kind === "gamma" && shape >= 0.05 && shape <= 1000) return { kind, meanNanos: nanos, shape };
  return undefined;
}

function nanosOf(text: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(ns|us|ms|s)$/.exec(text);
  if (match === null) return text === "0" ? 0 : undefined;
  const nanos = Math.round(Number(match[1]) * SPANS[match[2]!]!);
  return nanos <= 1e15 ? nanos : undefined;
}

/** Reads `--queue`. */
export function parseQueue(text: string): QueueOption {
  if (text === "riskAverse" || text === "log" || text === "log2" || text === "exact") return text;
  const match = /^(power|power2|power3):(\d+(?:\.\d+)?)$/.exec(text);
  if (match !== null && Number(match[2]) > 0)
    return { model: match[1] as "power" | "power2" | "power3", exponent: Number(match[2]) };
  throw new InvalidArgumentError("Allowed: riskAverse, power:N, power2:N, power3:N, log, log2, exact.");
}

/** Reads a share such as `0.0005`, `5bp`, `0.05%`. */
export function parseShare(text: string): number {
  const value = shareOf(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError("Allowed: a share from 0 to below 1, as 0.0005, 5bp, 0.05%.");
}

/** Reads `--fees`: a share, or one of makers and one of takers. */
export function parseFees(text: string): FeeRates {
  const both = shareOf(text);
  if (both >= 0 && both < 1) return { maker: both, taker: both };
  const parts = text.split(",").map((part) => /^(maker|taker)=(.+)$/.exec(part));
  const rates = Object.fromEntries(parts.map((match) => [match?.[1] ?? "", shareOf(match?.[2] ?? "")]));
  const { maker = 0, taker = 0 } = rates;
  if (
    Object.keys(rates).length === parts.length &&
    !("" in rates) &&
    maker > -1 &&
    maker < 1 &&
    taker >= 0 &&
    taker < 1
  )
    return { maker, taker };
  throw new InvalidArgumentError("Allowed: a share as 0.0005, 5bp, 0.05%, or maker=-0.5bp,taker=2bp.");
}

function shareOf(text: string): number {
  const match = /^(-?\d+(?:\.\d+)?)(bp|%)?$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / (match[2] === "bp" ? 1e4 : match[2] === "%" ? 100 : 1);
  return Number(value.toFixed(12));
}

/**
 * The settings of the file and of the options together.
 *
 * @throws {ConfigError} for a value that is wrong, or that both say
 */
export async function replaySettings(options: VenueOptions): Promise<ReplaySettings> {
  const { latency, queue, venueConfig } = options;
  const own =
    venueConfig === undefined ? {} : parseReplaySettings(await readJson(venueConfig, "--venue-config"), "venue");
  for (const name of ["latency", "queue"] as const)
    if (options[name] !== undefined && own[name] !== undefined)
      throw new ConfigError(`--${name}`, options[name], `nothing beside the ${name} of --venue-config`);
  const settings = {
    ...own,
    ...(queue !== undefined && queue !== "exact" && { queue }),
    ...(latency !== undefined && { latency: await latencyOf(latency) }),
  };
  return parseReplaySettings(settings, "venue");
}

async function latencyOf({ ordersFile, ...rest }: LatencyOption): Promise<NonNullable<ReplaySettings["latency"]>> {
  if (ordersFile === undefined) return rest;
  const { rows } = await readCsvTable(ordersFile, "--latency");
  const column = (place: number): BigInt64Array =>
    BigInt64Array.from(rows, (row, n) => {
      const text = row[place] ?? "";
      if (!/^\d{1,19}$/.test(text))
        throw new ConfigError("--latency", text, `nanoseconds in column ${place + 1} of row ${n + 1} of ${ordersFile}`);
      return BigInt(text);
    });
  const { micros, nanos, entryNanos, responseNanos } = latencyColumns(column(0), column(1), column(2));
  return {
    ...rest,
    orders: {
      micros: [...micros],
      nanos: [...nanos],
      entryNanos: Array.from(entryNanos, (value) => (Number.isNaN(value) ? null : value)),
      responseNanos: [...responseNanos],
    },
  };
}
