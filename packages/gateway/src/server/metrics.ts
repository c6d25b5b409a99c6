/** What engine and gateway have done, for Prometheus. */
import type { LatencyFigures, QueueFigures, Statistics } from "../protocol/index.ts";
import { type HistogramSample, type MetricSink, PrometheusText, type Sample } from "./prometheus-text.ts";

/** Counts since the start. */
export interface Counters {
  opened: number;
  refused: number;
  messagesIn: number;
  messagesOut: number;
  bytesOut: number;
  /** Frames and messages that were none. */
  faults: number;
  /** Requests beyond a client's rate. */
  limited: number;
  /** Tokens that were none. */
  unauthenticated: number;
  /** Clients that were disconnected because they did not read. */
  slow: number;
  /** Clients that were disconnected because nothing was heard of them. */
  silent: number;
  commands: Record<string, number>;
  failures: Record<string, number>;
}

export function noCounts(): Counters {
  return {
    opened: 0,
    refused: 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesOut: 0,
    faults: 0,
    limited: 0,
    unauthenticated: 0,
    slow: 0,
    silent: 0,
    commands: {},
    failures: {},
  };
}

const TEXTS: readonly [keyof Omit<Counters, "commands" | "failures">, string, string][] = [
  ["opened", "connections_opened_total", "Connections that were opened"],
  ["refused", "connections_refused_total", "Connections that were refused for their origin or for want of room"],
  ["messagesIn", "messages_in_total", "Messages of clients"],
  ["messagesOut", "messages_out_total", "Messages to clients"],
  ["bytesOut", "bytes_out_total", "Bytes to clients"],
  ["faults", "faults_total", "Frames and messages that were none"],
  ["limited", "limited_total", "Requests beyond a client's rate"],
  ["unauthenticated", "unauthenticated_total", "Tokens that were none"],
  ["slow", "slow_total", "Clients disconnected because they did not read"],
  ["silent", "silent_total", "Clients disconnected because nothing was heard of them"],
];

const NANOS = 1e9;
const MILLIS = 1e3;

/** All of it as Prometheus' text: `hotpath_…` of the engine and the process, `hotpath_gateway_…` of the gateway. */
export function metricsText(counters: Counters, statistics: Statistics): string {
  const out = new PrometheusText();
  writeMetrics(out, counters, statistics);
  return out.text();
}

/** The same into whatever takes metrics. */
export function writeMetrics(out: MetricSink, counters: Counters, statistics: Statistics): void {
  engineMetrics(out, statistics);
  processMetrics(out, statistics);
  journalMetrics(out, statistics);
  venueMetrics(out, statistics);
  gatewayMetrics(out, counters, statistics);
}

function engineMetrics(out: MetricSink, statistics: Statistics): void {
  const { stages, latencyBounds, queues, caches, pools, events } = statistics;
  const bounds = latencyBounds.map((bound) => bound / NANOS);
  const sample = (labels: Record<string, string>, each: LatencyFigures): HistogramSample => ({
    labels,
    bounds,
    cumulative: each.cumulative,
    count: each.count,
    sum: (each.mean * each.count) / NANOS,
  });
  const whole = ["update", "updateToOrder"];
  const named = (name: string): HistogramSample[] =>
    stages.filter((each) => each.name === name).map((each) => sample({}, each));
  out.counter("hotpath_inputs_total", "Inputs that the engine has applied: the number of its last one", [
    [{}, statistics.inputs],
  ]);
  out.counter(
    "hotpath_events_total",
    "Inputs and what was derived of them, as the gateway has read them",
    labelled("type", events),
  );
  out.gauge("hotpath_timed_every", "One input in so many is timed, on the average", [[{}, statistics.timedEvery]]);
  out.histogram(
    "hotpath_stage_seconds",
    "Time in a stage of the engine, an event, over the timed inputs",
    stages.filter(({ name }) => !whole.includes(name)).map((each) => sample({ stage: each.name }, each)),
  );
  out.histogram("hotpath_update_seconds", "Time of a whole input, over the timed ones", named("update"));
  out.histogram("hotpath_update_to_order_seconds", "The same of inputs that led to an order", named("updateToOrder"));
  out.gauge(
    "hotpath_queue_size",
    "What waits in a queue",
    queues.map(({ name, size }) => [{ queue: name }, size]),
  );
  out.gauge("hotpath_queue_capacity", "What may wait in it", queues.flatMap(capacityOf));
  const ofCaches = (pick: (cache: (typeof caches)[number]) => number): Sample[] =>
    caches.map((cache) => [{ cache: cache.name }, pick(cache)]);
  out.gauge(
    "hotpath_cache_entries",
    "What a cache holds",
    ofCaches(({ size }) => size),
  );
  out.counter(
    "hotpath_cache_hits_total",
    "Calls that a cache answered",
    ofCaches(({ hits }) => hits),
  );
  out.counter(
    "hotpath_cache_misses_total",
    "Calls that it did not",
    ofCaches(({ misses }) => misses),
  );
  out.counter(
    "hotpath_cache_invalidations_total",
    "What went out of date",
    ofCaches(({ invalidations }) => invalidations),
  );
  out.gauge(
    "hotpath_pool_used",
    "Rows of a pool in use",
    pools.map(({ name, used }) => [{ pool: name }, used]),
  );
  out.gauge(
    "hotpath_pool_capacity",
    "Rows in all",
    pools.map(({ name, capacity }) => [{ pool: name }, capacity]),
  );
}

function capacityOf({ name, capacity }: QueueFigures): Sample[] {
  return capacity === undefined ? [] : [[{ queue: name }, capacity]];
}

function processMetrics(out: MetricSink, { memory, collector, uptimeMillis }: Statistics): void {
  out.gauge("hotpath_uptime_seconds", "How long the gateway is there", [[{}, uptimeMillis / MILLIS]]);
  out.gauge("hotpath_memory_bytes", "Memory of the process", [
    [{ kind: "resident" }, memory.residentBytes],
    [{ kind: "heap_used" }, memory.heapUsedBytes],
    [{ kind: "heap" }, memory.heapBytes],
    [{ kind: "external" }, memory.externalBytes],
  ]);
  out.counter(
    "hotpath_gc_collections_total",
    "Times that the garbage collector ran, as far as the runtime tells: on Bun, at most one in a turn of the event loop is noticed",
    [[{}, collector.collections]],
  );
  out.counter(
    "hotpath_gc_pause_seconds_total",
    "For how long it stopped the program; not there on Bun, which does not tell",
    collector.pauseMillis === undefined ? [] : [[{}, collector.pauseMillis / MILLIS]],
  );
  out.gauge("hotpath_event_loop_delay_seconds", "How late the event loop came to what was due, pauses included", [
    [{ quantile: "0.5" }, collector.loopDelayP50Millis / MILLIS],
    [{ quantile: "0.99" }, collector.loopDelayP99Millis / MILLIS],
    [{ quantile: "1" }, collector.loopDelayMaxMillis / MILLIS],
  ]);
}

function journalMetrics(out: MetricSink, { journal }: Statistics): void {
  if (journal === undefined) return;
  out.counter("hotpath_journal_records_total", "Records appended to the journal", [[{}, journal.records]]);
  out.counter("hotpath_journal_bytes_total", "Bytes of them", [[{}, journal.bytes]]);
  out.counter("hotpath_journal_flushes_total", "Batches written", [[{}, journal.flushes]]);
  out.counter("hotpath_journal_syncs_total", "Times that the disk was told to keep them", [[{}, journal.syncs]]);
  out.counter("hotpath_journal_segments_total", "Files begun", [[{}, journal.segments]]);
  out.counter("hotpath_journal_stalls_total", "Flushes that waited for the disk", [[{}, journal.stalls]]);
  out.counter("hotpath_journal_stalled_seconds_total", "How long they waited", [[{}, journal.stalledMillis / MILLIS]]);
  const { atRiskMillis } = journal;
  out.gauge(
    "hotpath_journal_at_risk_seconds",
    "For how long the oldest written record may be lost with the power; not there where nothing is synced",
    atRiskMillis === undefined ? [] : [[{}, atRiskMillis / MILLIS]],
  );
}

function venueMetrics(out: MetricSink, { venues }: Statistics): void {
  const of = (pick: (venue: (typeof venues)[number]) => number | undefined): Sample[] =>
    venues.flatMap((venue) => {
      const value = pick(venue);
      return value === undefined ? [] : [[{ venue: `${venue.venue}` }, value] as const];
    });
  out.gauge(
    "hotpath_venue_connected",
    "1 where there is a connection, 0 where it is lost",
    of(({ connected }) => (connected === undefined ? undefined : Number(connected))),
  );
  out.gauge(
    "hotpath_venue_last_report_seconds",
    "When a venue last said something of an order, event time since the Unix epoch",
    of(({ lastReport }) => (lastReport === undefined ? undefined : Number(lastReport / 1000n) / 1e6)),
  );
  out.counter(
    "hotpath_venue_orders_total",
    "Orders that went to a venue",
    of(({ orders }) => orders),
  );
  out.counter(
    "hotpath_venue_reports_total",
    "Reports that it sent",
    of(({ reports }) => reports),
  );
  out.counter(
    "hotpath_venue_rejects_total",
    "Orders that it rejected",
    of(({ rejects }) => rejects),
  );
  out.gauge("hotpath_venue_round_trip_seconds", "From an order to the first report of it, event time", [
    ...venues.map(({ venue, roundTripP50 }): Sample => [{ venue: `${venue}`, quantile: "0.5" }, roundTripP50 / NANOS]),
    ...venues.map(({ venue, roundTripP99 }): Sample => [{ venue: `${venue}`, quantile: "0.99" }, roundTripP99 / NANOS]),
  ]);
}

function gatewayMetrics(out: MetricSink, counters: Counters, { clients }: Statistics): void {
  for (const [key, name, help] of TEXTS) out.counter(`hotpath_gateway_${name}`, help, [[{}, counters[key]]]);
  out.counter("hotpath_gateway_commands_total", "Commands that were done", labelled("command", counters.commands));
  out.counter("hotpath_gateway_failures_total", "Requests that were refused", labelled("code", counters.failures));
  out.counter("hotpath_gateway_conflated_total", "Changes of a state that were not sent, for a later one was", [
    [{}, clients.conflated],
  ]);
  out.gauge("hotpath_gateway_connections", "Connections that are open", [[{}, clients.connections]]);
  out.gauge("hotpath_gateway_subscriptions", "Subscriptions of all of them", [[{}, clients.subscriptions]]);
  out.gauge("hotpath_gateway_indicators", "Indicators that are computed for them", [[{}, clients.indicators]]);
  out.gauge("hotpath_gateway_buffered_bytes", "Bytes that wait for clients", [[{}, clients.bufferedBytes]]);
  out.gauge("hotpath_gateway_buffered_bytes_max", "Bytes that wait in the connection in which most wait", [
    [{}, clients.bufferedBytesMost],
  ]);
}

function labelled(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([value, count]) => [{ [label]: value }, count]);
}
