import { describe, expect, test } from "bun:test";
import { GatewayClient } from "@hotpath/gateway/client";
import { Cli } from "../testing/cli.ts";
import { serve } from "./testing/serve.ts";

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number };
}
interface Point {
  attributes: Attribute[];
  startTimeUnixNano: string;
  timeUnixNano: string;
  asDouble?: number;
  count?: number;
  sum?: number;
  bucketCounts?: number[];
  explicitBounds?: number[];
}
interface Metric {
  name: string;
  unit: string;
  sum?: { dataPoints: Point[]; isMonotonic: boolean; aggregationTemporality: number };
  gauge?: { dataPoints: Point[] };
  histogram?: { dataPoints: Point[]; aggregationTemporality: number };
}
interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number; message?: string };
}

/** A collector of OTLP/HTTP in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
class Collector implements Disposable {
  readonly metrics: Metric[][] = [];
  readonly spans: Span[] = [];
  readonly resources: Attribute[][] = [];
  readonly #server: Bun.Server<unknown>;

  constructor() {
    this.#server = Bun.serve({ port: 0, fetch: (request) => this.#take(request) });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async #take(request: Request): Promise<Response> {
    if (request.method !== "POST" || !request.headers.get("content-type")?.startsWith("application/json"))
      return new Response("no OTLP", { status: 415 });
    const zipped = request.headers.get("content-encoding") === "gzip";
    const bytes = new Uint8Array(await request.arrayBuffer());
    const body = JSON.parse(new TextDecoder().decode(zipped ? Bun.gunzipSync(bytes) : bytes));
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/metrics")
      for (const { resource, scopeMetrics } of body.resourceMetrics) {
        this.resources.push(resource.attributes);
        this.metrics.push(scopeMetrics.flatMap((scope: { metrics: Metric[] }) => scope.metrics));
      }
    else if (pathname === "/v1/traces")
      for (const { scopeSpans } of body.resourceSpans)
        this.spans.push(...scopeSpans.flatMap((scope: { spans: Span[] }) => scope.spans));
    else return new Response("no path", { status: 404 });
    return Response.json({});
  }

  [Symbol.dispose](): void {
    this.#server.stop(true);
  }
}

function attribute(attributes: readonly Attribute[], key: string): unknown {
  const value = attributes.find((each) => each.key === key)?.value;
  return value?.stringValue ?? value?.intValue ?? value?.doubleValue;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(5);
}

describe("hotpath serve --otlp", () => {
  test("a collector gets the metrics that /metrics tells, and a trace of each command", async () => {
    using cli = new Cli();
    using collector = new Collector();
    const args = ["--otlp", collector.url, "--otlp-interval", "1", "--no-strategy", "--no-journal", "--quiet"];
    const { child, url, token } = await serve(cli, args);
    const client = await GatewayClient.connect({ url, token: token! });
    const order = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" } as const;
    const { sequence } = await client.request(order);
    await expect(client.request({ ...order, instrument: 99 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await until(() => collector.metrics.length > 0);
    await client.close();
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(await child.stderr.text()).toBe("");

    const last = new Map(collector.metrics.at(-1)!.map((metric) => [metric.name, metric]));
    const point = (name: string, key?: string, value?: string): Point | undefined => {
      const { sum, gauge, histogram } = last.get(name) ?? {};
      const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
      return points.find(({ attributes }) => key === undefined || attribute(attributes, key) === value);
    };
    expect(last.get("hotpath_inputs_total")!.sum).toMatchObject({ isMonotonic: true, aggregationTemporality: 2 });
    expect(point("hotpath_inputs_total")!.asDouble).toBeGreaterThanOrEqual(sequence!);
    expect(point("hotpath_gateway_commands_total", "command", "submitOrder")!.asDouble).toBe(1);
    expect(point("hotpath_gateway_failures_total", "code", "NOT_FOUND")!.asDouble).toBe(1);
    expect(last.get("hotpath_memory_bytes")!.unit).toBe("By");
    const risk = point("hotpath_stage_seconds", "stage", "risk")!;
    expect(risk.bucketCounts!.length).toBe(risk.explicitBounds!.length + 1);
    expect(risk.bucketCounts!.reduce((sum, count) => sum + count, 0)).toBe(risk.count!);
    expect(BigInt(risk.timeUnixNano)).toBeGreaterThan(BigInt(risk.startTimeUnixNano));
    expect(attribute(collector.resources[0]!, "service.name")).toBe("hotpath");

    const whole = collector.spans.find(({ name, status }) => name === "submitOrder" && status.code !== 2)!;
    expect(attribute(whole.attributes, "hotpath.sequence")).toBe(sequence!);
    expect(attribute(whole.attributes, "hotpath.actor")).toBe(1);
    const parts = collector.spans.filter(({ parentSpanId }) => parentSpanId === whole.spanId);
    expect(parts.map(({ name, traceId }) => [name, traceId])).toEqual([
      ["sequence", whole.traceId],
      ["answer", whole.traceId],
    ]);
    expect(parts[0]!.startTimeUnixNano).toBe(whole.startTimeUnixNano);
    expect(parts[0]!.endTimeUnixNano).toBe(parts[1]!.startTimeUnixNano);
    expect(parts[1]!.endTimeUnixNano).toBe(whole.endTimeUnixNano);
    const refused = collector.spans.find(({ status }) => status.code === 2)!;
    expect([refused.name, refused.status.message]).toEqual(["submitOrder", "NOT_FOUND"]);
  }, 60_000);

  test("an address that is none is named; a collector that is not there keeps nobody from trading", async () => {
    using cli = new Cli();
    const wrong = await cli.run(["serve", "--otlp", "nowhere"]);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain("--otlp");
    const args = ["--otlp", "http://127.0.0.1:1", "--otlp-interval", "1", "--no-strategy", "--no-journal"];
    const { child, url, token } = await serve(cli, [...args, "--log-file", "log.jsonl", "--log-level", "warn"]);
    const client = await GatewayClient.connect({ url, token: token! });
    const order = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" } as const;
    expect((await client.request(order)).value).toMatchObject({ state: "filled" });
    await client.close();
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(await Bun.file(cli.path("log.jsonl")).text()).toContain("OpenTelemetry");
  }, 60_000);
});
