import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SessionState, VenueSession } from "@hotpath/core";
import { JournalWriter } from "@hotpath/journal";
import fc from "fast-check";
import type { Statistics, StatisticsMessage } from "../protocol/index.ts";
import { checkServerMessage } from "../protocol/index.ts";
import { TestDesk } from "../testing/desk.ts";
import { parsePrometheus } from "../testing/prometheus-parser.ts";
import { PrometheusText } from "./prometheus-text.ts";

const BUY = { type: "submitOrder", instrument: 0, side: "buy", orderType: "market", quantity: "1" } as const;

async function scrape(desk: TestDesk): Promise<string> {
  const headers = { authorization: `Bearer ${desk.tokens.view}` };
  const answer = await fetch(`http://127.0.0.1:${desk.port}/metrics`, { headers });
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return await answer.text();
}

describe("statistics", () => {
  test("of an engine that trades, with a journal, as the topic and the query have them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-statistics-"));
    try {
      await using desk = new TestDesk({
        journal: JournalWriter.open({ folder, durability: "process" }),
        signals: true,
        timeEvery: 1,
      });
      const client = await desk.client("trade");
      for (let k = 0; k < 500; k++) desk.quote(10_000 + ((k * k) % 23), 0);
      for (let k = 0; k < 20; k++) await client.ask(BUY);
      await client.ask({ type: "subscribe", topic: "quotes", rate: 0.001 });
      await client.ask({ type: "subscribe", topic: "statistics", rate: 1000 });
      const [message] = (await client.of("statistics")) as StatisticsMessage[];
      expect(checkServerMessage(message)).toMatchObject({ ok: true });
      const values = message!.values;
      const { sequence } = desk.engine.engine;
      expect(values.inputs).toBe(sequence);
      expect(values.timedEvery).toBe(1);
      expect(values.events).toMatchObject({ Quote: 500, OrderEntry: 20, NewOrder: 20, Fill: 20 });
      const inputs = values.events.Quote! + values.events.OrderEntry! + values.events.ExecutionReport!;
      expect(inputs).toBe(sequence);
      expect(values.stages.map(({ name }) => name)).toEqual(desk.engine.engine.latencies().map(({ name }) => name));
      for (const { name, count, mean, p50, p99, max, cumulative } of values.stages) {
        const summary = desk.engine.engine.latencies().find((each) => each.name === name)!.summary;
        expect([count, mean, p50, p99, max]).toEqual([
          summary.count,
          summary.mean,
          summary.p50,
          summary.p99,
          summary.max,
        ]);
        expect(cumulative.length).toBe(values.latencyBounds.length);
        expect(cumulative).toEqual([...cumulative].sort((a, b) => a - b));
        if (max < 1e9) expect(cumulative.at(-1)).toBe(count);
      }
      expect(stage(values, "updateToOrder").count).toBeGreaterThan(0);
      expect(stage(values, "updateToOrder").count).toBeLessThan(stage(values, "update").count);
      expect(values.queues.map(({ name }) => name)).toEqual(["inbox", "outbox", "tap"]);
      expect(values.caches.map(({ name }) => name)).toEqual(["signals", "indicators"]);
      expect(values.pools).toMatchObject([
        { name: "orders", used: 0 },
        { name: "connections", used: 1, capacity: 256 },
        { name: "replays", used: 0, capacity: 4 },
        { name: "indicators", used: 0 },
      ]);
      expect(values.journal!.records).toBeGreaterThanOrEqual(sequence);
      expect(values.journal!.flushes).toBeGreaterThanOrEqual(20);
      expect(values.clients).toMatchObject({ connections: 1, subscriptions: 2, dropped: 0, conflated: 0 });
      expect(values.venues).toMatchObject([{ venue: 0, orders: 20, rejects: 0 }]);
      expect(values.venues[0]!.reports).toBe(values.events.ExecutionReport!);
      expect(values.venues[0]!.lastReport).toBeGreaterThan(0n);
      for (const bytes of Object.values(values.memory)) expect(bytes).toBeGreaterThan(0);
      // A state that changes faster than its rate is conflated, and counted.
      for (let k = 0; k < 3; k++) {
        desk.quote(10_000 + k);
        await client.ask({ type: "query", what: "limits" });
      }
      const { value } = (await client.ask({ type: "query", what: "statistics" })) as { value: Statistics };
      expect(value.clients.conflated).toBeGreaterThanOrEqual(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a venue that loses its connection is told of; round trips are event time", async () => {
    await using desk = new TestDesk();
    const client = await desk.client("trade");
    const session = (state: SessionState): void => {
      VenueSession.write(desk.engine.inbox, desk.engine.engine.lastMicros, 0, -1, 3, state, 0);
      desk.engine.process();
    };
    session(SessionState.Connected);
    session(SessionState.Lost);
    const { value } = (await client.ask({ type: "query", what: "statistics" })) as { value: Statistics };
    expect(value.venues).toEqual([
      { venue: 3, connected: false, orders: 0, reports: 0, rejects: 0, roundTripP50: 0, roundTripP99: 0 },
    ]);
    expect(value.journal).toBeUndefined();
  });
});

function stage(values: Statistics, name: string) {
  return values.stages.find((each) => each.name === name)!;
}

describe("/metrics", () => {
  test("is what a strict parser takes, and says what the statistics say", async () => {
    await using desk = new TestDesk({ signals: true, timeEvery: 1 });
    const client = await desk.client("trade");
    for (let k = 0; k < 100; k++) desk.quote(10_000 + (k % 7));
    await client.ask(BUY);
    await client.ask({ ...BUY, instrument: 99 });
    const families = parsePrometheus(await scrape(desk));
    const value = (name: string, labels: Record<string, string> = {}): number | undefined => {
      const family = families.get(name) ?? families.get(name.replace(/_(bucket|count|sum)$/, ""));
      return family?.series.get(`${name} ${JSON.stringify(Object.entries(labels).sort())}`)?.value;
    };
    expect(value("hotpath_inputs_total")).toBe(desk.engine.engine.sequence);
    expect(value("hotpath_events_total", { type: "Quote" })).toBe(100);
    for (const { name, histogram } of desk.engine.engine.histograms()) {
      const isWhole = name === "update" || name === "updateToOrder";
      const family = isWhole
        ? { update: "hotpath_update_seconds", updateToOrder: "hotpath_update_to_order_seconds" }[name]
        : "hotpath_stage_seconds";
      const labels: Record<string, string> = isWhole ? {} : { stage: name };
      expect(value(`${family}_count`, labels)).toBe(histogram.count);
      expect(value(`${family}_sum`, labels)).toBeCloseTo(histogram.sum / 1e9, 9);
      for (const [le, bound] of [
        ["0.00001", 1e4],
        ["1e-7", 100],
        ["1", 1e9],
      ] as const)
        expect(value(`${family}_bucket`, { ...labels, le })).toBe(histogram.cumulative([bound])[0]);
    }
    expect(value("hotpath_gateway_commands_total", { command: "submitOrder" })).toBe(1);
    expect(value("hotpath_gateway_failures_total", { code: "NOT_FOUND" })).toBe(1);
    expect(value("hotpath_gateway_connections")).toBe(1);
    expect(value("hotpath_queue_capacity", { queue: "tap" })).toBe(4096);
    expect(value("hotpath_cache_misses_total", { cache: "signals" })).toBeDefined();
    expect(value("hotpath_venue_orders_total", { venue: "0" })).toBe(1);
    expect(value("hotpath_memory_bytes", { kind: "resident" })).toBeGreaterThan(1e6);
    expect(families.has("hotpath_journal_records_total")).toBe(false);
    // Counters never fall from one scrape to the next.
    for (let k = 0; k < 10; k++) desk.quote(10_000);
    const later = parsePrometheus(await scrape(desk));
    for (const [name, { type, series }] of families)
      if (type !== "gauge")
        for (const [key, before] of series)
          expect([name, later.get(name)!.series.get(key)!.value >= before.value]).toEqual([name, true]);
  });

  test("labels and help of any text come back as they were", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", minLength: 1 }), (label, help) => {
        fc.pre(!/[\r\u2028\u2029\u0085]/.test(label + help) && help.trim() === help && help !== "");
        const out = new PrometheusText();
        out.gauge("a", help, [[{ b: label, c: "x" }, -1.5]]);
        out.counter("b_total", "none", []);
        const [[name, family]] = [...parsePrometheus(out.text())] as unknown as [
          [string, { help: string; series: Map<string, unknown> }],
        ];
        expect(name).toBe("a");
        expect(family.help.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c))).toBe(help);
        expect([...family.series.values()]).toEqual([{ name: "a", labels: { b: label, c: "x" }, value: -1.5 }]);
      }),
    );
  });
});
