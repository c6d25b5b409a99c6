import { ConfigError } from "@hotpath/core";
import { MAX_LATENCY_NANOS } from "./constant-latency.ts";
import type { OrderLatency } from "./order-latency.ts";

/** Latencies that were measured, in columns with a row a measurement, times rising. */
export interface LatencyColumns {
  /** When the request left: whole microseconds since the Unix epoch. */
  micros: Float64Array;
  /** The nanoseconds within them, 0 to 999. Default 0 in all rows. */
  nanos?: Float64Array;
  /** From then until the venue had it. NaN where it did not take it. */
  entryNanos: Float64Array;
  /** From when the venue had it until its answer was here; where it did not take it, from when it left until that was known. */
  responseNanos: Float64Array;
}

/**
 * Latencies of columns as hftbacktest's files have them: nanoseconds since the Unix epoch at which a request left, the venue
 * had it (0 where it did not take it) and its answer came.
 */
export function latencyColumns(
  requests: BigInt64Array,
  arrivals: BigInt64Array,
  answers: BigInt64Array,
): Required<LatencyColumns> {
  const rows = requests.length;
  const make = (): Float64Array => new Float64Array(rows);
  const [micros, nanos, entryNanos, responseNanos] = [make(), make(), make(), make()];
  for (let row = 0; row < rows; row++) {
    const request = requests[row]!;
    const arrival = arrivals[row] ?? 0n;
    const answer = answers[row] ?? 0n;
    micros[row] = Number(request / 1000n);
    nanos[row] = Number(request % 1000n);
    const isTaken = arrival > 0n;
    entryNanos[row] = isTaken ? Number(arrival - request) : Number.NaN;
    responseNanos[row] = Number(answer - (isTaken ? arrival : request));
  }
  return { micros, nanos, entryNanos, responseNanos };
}

/**
 * Latencies as they were measured, with straight lines between the measurements: before the first and behind the last, that
 * one's. The way to the venue is looked up by when an order leaves, the way back by when the venue speaks. Between two
 * measurements of which the venue did not take one it does not take ours either, as in hftbacktest's `IntpOrderLatency`.
 *
 * @example
 * const latency = RecordedLatency.fromNanos(requests, arrivals, answers); // BigInt64Array of Unix nanoseconds
 */
export class RecordedLatency implements OrderLatency {
  readonly #columns: Required<LatencyColumns>;
  /** When the venue had each, relative to `#columns.micros`: microseconds and nanoseconds. */
  readonly #venueMicros: Float64Array;
  readonly #venueNanos: Float64Array;

  /** @throws {ConfigError} if there is no row, columns differ in length, times do not rise, or a latency is none */
  constructor(columns: LatencyColumns) {
    const { micros, entryNanos, responseNanos } = columns;
    const rows = micros.length;
    if (rows === 0) throw new ConfigError("latency.micros", micros, "at least one row");
    const nanos = columns.nanos ?? new Float64Array(rows);
    for (const [name, column] of Object.entries({ nanos, entryNanos, responseNanos }))
      if (column.length !== rows)
        throw new ConfigError(`latency.${name}`, column.length, `as many rows as micros: ${rows}`);
    this.#columns = { micros, nanos, entryNanos, responseNanos };
    this.#venueMicros = new Float64Array(rows);
    this.#venueNanos = new Float64Array(rows);
    for (let row = 0; row < rows; row++) this.#check(row);
  }

  /** Of columns as hftbacktest's files have them: see {@link latencyColumns}. */
  static fromNanos(requests: BigInt64Array, arrivals: BigInt64Array, answers: BigInt64Array): RecordedLatency {
    return new RecordedLatency(latencyColumns(requests, arrivals, answers));
  }

  entryNanos(micros: number, nanos: number): number {
    const { entryNanos, responseNanos } = this.#columns;
    const row = lastAtOrBefore(this.#columns.micros, this.#columns.nanos, micros, nanos);
    const last = entryNanos.length - 1;
    if (row === -1 || row === last) {
      const only = Math.max(row, 0);
      return Number.isNaN(entryNanos[only]) ? -responseNanos[only]! : entryNanos[only]!;
    }
    const isTaken = !Number.isNaN(entryNanos[row]!) && !Number.isNaN(entryNanos[row + 1]!);
    const share = this.#share(this.#columns.micros, this.#columns.nanos, row, micros, nanos);
    if (isTaken) return between(entryNanos[row]!, entryNanos[row + 1]!, share);
    return -between(this.#roundTrip(row), this.#roundTrip(row + 1), share);
  }

  responseNanos(micros: number, nanos: number): number {
    const { responseNanos } = this.#columns;
    const row = lastAtOrBefore(this.#venueMicros, this.#venueNanos, micros, nanos);
    if (row === -1 || row === responseNanos.length - 1) return responseNanos[Math.max(row, 0)]!;
    const share = this.#share(this.#venueMicros, this.#venueNanos, row, micros, nanos);
    return between(responseNanos[row]!, responseNanos[row + 1]!, share);
  }

  /** From when a request left until its answer came. */
  #roundTrip(row: number): number {
    const entry = this.#columns.entryNanos[row]!;
    return this.#columns.responseNanos[row]! + (Number.isNaN(entry) ? 0 : entry);
  }

  #share(from: Float64Array, nanosFrom: Float64Array, row: number, micros: number, nanos: number): number {
    const all = (from[row + 1]! - from[row]!) * 1000 + nanosFrom[row + 1]! - nanosFrom[row]!;
    return ((micros - from[row]!) * 1000 + nanos - nanosFrom[row]!) / all;
  }

  #check(row: number): void {
    const { micros, nanos, entryNanos, responseNanos } = this.#columns;
    const time = micros[row]!;
    const within = nanos[row]!;
    const rises = row === 0 || time > micros[row - 1]! || (time === micros[row - 1] && within > nanos[row - 1]!);
    if (!Number.isSafeInteger(time) || !rises)
      throw new ConfigError(`latency.micros[${row}]`, time, "a safe integer, times rising");
    if (!(Number.isInteger(within) && within >= 0 && within < 1000))
      throw new ConfigError(`latency.nanos[${row}]`, within, "an integer from 0 to 999");
    const entry = entryNanos[row]!;
    const isLatency = (value: number): boolean => value >= 0 && value <= MAX_LATENCY_NANOS;
    if (!(isLatency(entry) || Number.isNaN(entry)))
      throw new ConfigError(`latency.entryNanos[${row}]`, entry, `a number from 0 to ${MAX_LATENCY_NANOS}, or NaN`);
    if (!isLatency(responseNanos[row]!))
      throw new ConfigError(
        `latency.responseNanos[${row}]`,
        responseNanos[row],
        `a number from 0 to ${MAX_LATENCY_NANOS}`,
      );
    const at = within + (Number.isNaN(entry) ? 0 : entry);
    const more = Math.floor(at / 1000);
    this.#venueMicros[row] = time + more;
    this.#venueNanos[row] = at - more * 1000;
  }
}

/** The last row at or before a time, or −1. Rows may be out of order where a later request came first: any of them does. */
function lastAtOrBefore(micros: Float64Array, nanos: Float64Array, atMicros: number, atNanos: number): number {
  let low = 0;
  let high = micros.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isAfter = micros[middle]! > atMicros || (micros[middle] === atMicros && nanos[middle]! > atNanos);
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/** A whole number of nanoseconds on the line, cut towards the first value as hftbacktest does. */
function between(from: number, to: number, share: number): number {
  return Math.trunc((to - from) * Math.min(Math.max(share, 0), 1)) + from;
}
