/**
 * OpenTelemetry of `hotpath serve`, by its own packages, over OTLP/HTTP: the metrics that `/metrics` tells, and a trace of
 * each command. Loaded only where it is asked for.
 */

import { ConfigError, monotonicNanos, systemClock } from "@hotpath/core";
import type {
  CommandTrace,
  Gateway,
  GatewayOptions,
  HistogramSample,
  MetricSink,
  Sample,
} from "@hotpath/gateway/server";
import {
  type Attributes,
  context,
  DiagLogLevel,
  diag,
  type HrTime,
  SpanKind,
  SpanStatusCode,
  trace,
  ValueType,
} from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  MeterProvider,
  type MetricData,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { version } from "../version.ts";

/** What is exported, and how. */
export interface TelemetryOptions {
  /** The collector, as `http://127.0.0.1:4318`: `/v1/metrics` and `/v1/traces` are below it. */
  url: string;
  /** How often metrics are sent. */
  intervalMillis: number;
  /** Names this life of the engine. */
  instance: string;
  /** Gets what goes wrong, such as a collector that is not there. */
  log: NonNullable<GatewayOptions["log"]>;
}

/** How long the collector is waited for: at the end of the run, too. */
const TIMEOUT_MILLIS = 3000;
const SCOPE = { name: "hotpath", version };

/** An export that runs. */
export class Telemetry implements AsyncDisposable {
  readonly #meters: MeterProvider;
  readonly #tracers: TracerProvider;
  /** Nanoseconds since the Unix epoch at which the monotonic clock was 0. */
  readonly #epochNanos: number;
  readonly #startNanos = monotonicNanos();
  #gateway: Gateway | undefined;

  /** @throws {ConfigError} for an address that is none */
  constructor({ url, intervalMillis, instance, log }: TelemetryOptions) {
    const base = collectorOf(url);
    const say = (level: "warn" | "error") => (message: string) => log(level, "OpenTelemetry", { what: message });
    const silent = (): void => {};
    diag.setLogger(
      { error: say("error"), warn: say("warn"), info: silent, debug: silent, verbose: silent },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    this.#epochNanos = systemClock.nowMicros() * 1000 - monotonicNanos();
    const resource = resourceFromAttributes({
      "service.name": "hotpath",
      "service.version": version,
      "service.instance.id": instance,
    });
    const producer: MetricProducer = { collect: async () => this.#collect(resource) };
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics`, timeoutMillis: TIMEOUT_MILLIS }),
      exportIntervalMillis: intervalMillis,
      exportTimeoutMillis: Math.min(intervalMillis, 10_000),
      metricProducers: [producer],
    });
    this.#meters = new MeterProvider({ resource, readers: [reader] });
    const exporter = new OTLPTraceExporter({ url: `${base}/v1/traces`, timeoutMillis: TIMEOUT_MILLIS });
    this.#tracers = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  }

  /** Begins to tell how a gateway does. */
  watch(gateway: Gateway): void {
    this.#gateway = gateway;
  }

  /** A command has been answered: a span for it, and in it one until it was applied and one until it was answered. */
  readonly command = (command: CommandTrace): void => {
    const tracer = this.#tracers.getTracer(SCOPE.name, SCOPE.version);
    const { type, session, actor, sequence, code, receivedNanos, sequencedNanos, answeredNanos } = command;
    const attributes: Attributes = {
      "hotpath.session": session,
      "hotpath.actor": actor,
      ...(sequence !== undefined && { "hotpath.sequence": sequence }),
      ...(code !== undefined && { "hotpath.code": code }),
    };
    const [received, answered] = [this.#time(receivedNanos), this.#time(answeredNanos)];
    const whole = tracer.startSpan(type, { kind: SpanKind.SERVER, startTime: received, attributes });
    const within = trace.setSpan(context.active(), whole);
    if (sequencedNanos !== undefined) {
      const sequenced = this.#time(sequencedNanos);
      tracer.startSpan("sequence", { startTime: received }, within).end(sequenced);
      tracer.startSpan("answer", { startTime: sequenced }, within).end(answered);
    }
    if (code !== undefined) whole.setStatus({ code: SpanStatusCode.ERROR, message: code });
    whole.end(answered);
  };

  /** Sends what is left, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#meters.shutdown(), this.#tracers.shutdown()]);
    diag.disable();
  }

  async #collect(resource: CollectionResult["resourceMetrics"]["resource"]): Promise<CollectionResult> {
    const metrics = new CollectedMetrics(this.#time(this.#startNanos), this.#time(monotonicNanos()));
    this.#gateway?.metrics(metrics);
    return { resourceMetrics: { resource, scopeMetrics: [{ scope: SCOPE, metrics: metrics.list }] }, errors: [] };
  }

  #time(nanos: number): HrTime {
    const seconds = Math.floor((this.#epochNanos + nanos) / 1e9);
    return [seconds, Math.round(this.#epochNanos - seconds * 1e9 + nanos)];
  }
}

/** A gateway's metrics in the form of the SDK. */
class CollectedMetrics implements MetricSink {
  readonly list: MetricData[] = [];
  readonly #times: { startTime: HrTime; endTime: HrTime };

  constructor(startTime: HrTime, endTime: HrTime) {
    this.#times = { startTime, endTime };
  }

  counter(name: string, help: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.list.push({
      ...this.#head(name, help),
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: samples.map(([attributes, value]) => ({ ...this.#times, attributes, value })),
    });
  }

  gauge(name: string, help: string, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.list.push({
      ...this.#head(name, help),
      dataPointType: DataPointType.GAUGE,
      dataPoints: samples.map(([attributes, value]) => ({ ...this.#times, attributes, value })),
    });
  }

  histogram(name: string, help: string, samples: readonly HistogramSample[]): void {
    if (samples.length === 0) return;
    this.list.push({
      ...this.#head(name, help),
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: samples.map(({ labels, bounds, cumulative, count, sum }) => ({
        ...this.#times,
        attributes: labels,
        value: {
          buckets: {
            boundaries: [...bounds],
            counts: [...cumulative, count].map((upTo, k) => upTo - (k === 0 ? 0 : cumulative[k - 1]!)),
          },
          count,
          sum,
        },
      })),
    });
  }

  #head(name: string, description: string) {
    const unit = /_seconds(_total)?$/.test(name) ? "s" : /_bytes(_total|_max)?$/.test(name) ? "By" : "1";
    return {
      descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
  }
}

function collectorOf(text: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {}
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "")
    throw new ConfigError("--otlp", text, "the address of a collector such as http://127.0.0.1:4318");
  return url.href.replace(/\/+$/, "");
}
