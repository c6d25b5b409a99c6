import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SpscConsumer } from "./spsc-consumer.ts";
import { SpscProducer } from "./spsc-producer.ts";
import { createSpscRing } from "./spsc-ring.ts";
import type { SpscJob, SpscReport } from "./testing/spsc-worker.ts";
import { answer, ask, kill, start } from "./testing/workers.ts";

const MODULE = "./spsc-worker.ts";
const long = process.env.HOTPATH_LONG === "1" ? 10 : 1;

async function exchange(job: Omit<SpscJob, "role">): Promise<SpscReport> {
  const [, report] = await Promise.all([
    ask<SpscReport>(MODULE, { ...job, role: "produce" }),
    ask<SpscReport>(MODULE, { ...job, role: "consume" }),
  ]);
  return report;
}

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

describe("one producer and one consumer on two Workers", () => {
  test("20 million messages of 64 bytes: none lost, none out of order, none torn", async () => {
    const to = 20_000_000 * long;
    const ring = createSpscRing({ capacity: 1 << 20 });
    expect(await exchange({ ring, from: 0, to, publishEvery: 64, payloadMax: 0 })).toEqual({ seen: to });
  });

  test("a tiny ring that is full or empty nearly always, each message published alone", async () => {
    const to = 300_000 * long;
    const ring = createSpscRing({ capacity: 1024 });
    expect(await exchange({ ring, from: 0, to, payloadMax: 0 })).toEqual({ seen: to });
  });

  test("random lengths wrap around thousands of times", async () => {
    const to = 1_000_000 * long;
    const ring = createSpscRing({ capacity: 4096 });
    expect(await exchange({ ring, from: 0, to, publishEvery: 5, payloadMax: 300 })).toEqual({ seen: to });
  });

  test("a consumer that is killed: the next one resumes, every message is accounted for", async () => {
    const to = 2_000_000;
    const ring = createSpscRing({ capacity: 1 << 16 });
    const progress = new SharedArrayBuffer(8);
    const words = new Int32Array(progress);
    const job = { ring, from: 0, to, publishEvery: 16, payloadMax: 40, progress };
    const producer = start(MODULE, { ...job, role: "produce" });
    const produced = answer<SpscReport>(producer);
    let seenBefore = 0;
    for (let round = 1; round <= 3; round++) {
      const victim = start(MODULE, { ...job, role: "consume", limit: 100, takeOver: round > 1 });
      while (Atomics.load(words, 0) < round * 300_000) await Bun.sleep(1);
      await kill(victim);
      seenBefore = Atomics.load(words, 0);
    }
    const report = await ask<SpscReport>(MODULE, { ...job, role: "consume", limit: 100, takeOver: true });
    const resumedAt = Atomics.load(words, 1);
    expect(report.fault).toBeUndefined();
    expect(resumedAt).toBeLessThanOrEqual(seenBefore);
    expect(seenBefore - resumedAt).toBeLessThanOrEqual(100);
    expect(resumedAt + report.seen).toBe(to);
    await produced;
    producer.terminate();
  });

  test("a producer sees a consumer that lives, sleeps or is dead", async () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    expect(producer.isConsumerAlive(10)).toBe(false);
    const consumer = start(MODULE, { role: "consume", ring, from: 0, to: 10, payloadMax: 0 });
    while (!producer.isConsumerAttached) await Bun.sleep(1);
    expect(producer.isConsumerAlive(5000)).toBe(true);
    expect(await producer.isConsumerAliveAsync(5000)).toBe(true);
    await kill(consumer);
    expect(await producer.isConsumerAliveAsync(20)).toBe(false);
    expect(producer.isConsumerAttached).toBe(true);
    expect(producer.isConsumerAlive(20)).toBe(false);
  });

  test("a producer that dies inside a record: its published records arrive, the half-written one never does", async () => {
    const ring = createSpscRing({ capacity: 1 << 16 });
    const job = { ring, from: 0, to: 100, payloadMax: 40 };
    const victim = start(MODULE, { ...job, role: "die-mid-record" });
    await answer(victim);
    await kill(victim);
    expect(() => new SpscProducer(ring)).toThrow("pass takeOver");
    await ask(MODULE, { ...job, role: "produce", from: 100, to: 200, takeOver: true });
    using consumer = new SpscConsumer(ring);
    const numbers: number[] = [];
    consumer.drain((_type, at) => numbers.push(consumer.i32[at >> 2]!));
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });
});
