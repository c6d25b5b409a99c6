import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { MpscConsumer } from "./mpsc-consumer.ts";
import { MpscProducer } from "./mpsc-producer.ts";
import { createMpscRing, retireProducer } from "./mpsc-ring.ts";
import { checker, type MpscJob } from "./testing/mpsc-worker.ts";
import { answer, kill, start } from "./testing/workers.ts";

const MODULE = "./mpsc-worker.ts";
const long = process.env.HOTPATH_LONG === "1" ? 10 : 1;

/** Runs producers, each with its own way to batch, against one consumer; gives the number that each reached. */
async function exchange(capacity: number, to: number, payloadMax: number, batches: number[]): Promise<number[]> {
  const ring = createMpscRing({ capacity });
  const progress = new SharedArrayBuffer(4 * (batches.length + 1));
  const consumer = start(MODULE, { role: "consume", ring, payloadMax, progress });
  const consumed = answer(consumer);
  const workers = batches.map((batchBytes, i) =>
    start(MODULE, { role: "produce", ring, payloadMax, batchBytes, tag: i + 1, from: 0, to }),
  );
  await Promise.all(workers.map((worker) => answer(worker)));
  new MpscProducer(ring).close();
  await consumed;
  await Promise.all([consumer, ...workers].map(kill));
  return [...new Int32Array(progress)].slice(1);
}

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

describe("many producers and one consumer on their own Workers", () => {
  test("three producers, records of random length, each claimed alone: each one's order is kept", async () => {
    const to = 200_000 * long;
    expect(await exchange(1 << 16, to, 100, [0, 0, 0])).toEqual([to, to, to]);
  });

  test("two producers in batches: two million records", async () => {
    const to = 1_000_000 * long;
    expect(await exchange(1 << 18, to, 60, [4096, 2048])).toEqual([to, to]);
  });

  test("a tiny ring, full nearly always, single and batched together", async () => {
    const to = 20_000 * long;
    expect(await exchange(1024, to, 200, [0, 256, 400])).toEqual([to, to, to]);
  });

  test("producers that are killed with a claim open: the others' records arrive once they are retired", async () => {
    const ring = createMpscRing({ capacity: 1 << 14 });
    const next = new Int32Array(5);
    const payloadMax = 60;
    using consumer = new MpscConsumer(ring);
    const check = checker(consumer, payloadMax, next);
    const job = { ring, payloadMax, from: 0, to: 50 };
    const alone = start(MODULE, { ...job, role: "hang", tag: 1 });
    const aloneId = await answer<number>(alone);
    const batch = start(MODULE, { ...job, role: "hang-in-batch", tag: 2 });
    const batchId = await answer<number>(batch);
    const living = start(MODULE, { ...job, role: "produce", tag: 3 });
    await answer(living);
    await Promise.all([alone, batch, living].map(kill));
    consumer.drain(check);
    expect([...next]).toEqual([0, 50, 0, 0, 0]);
    expect(retireProducer(ring, aloneId)).toBe(true);
    consumer.drain(check);
    expect([...next]).toEqual([0, 50, 50, 0, 0]);
    expect(retireProducer(ring, batchId)).toBe(true);
    consumer.drain(check);
    expect([...next]).toEqual([0, 50, 50, 50, 0]);
    expect(consumer.size).toBe(0);
  });

  test("producers that are killed anywhere, again and again, never stop or spoil the others", async () => {
    const ring = createMpscRing({ capacity: 1 << 14 });
    const payloadMax = 60;
    const to = 150_000;
    const progress = new SharedArrayBuffer(4 * 32);
    const ids = new SharedArrayBuffer(4 * 32);
    const consumer = start(MODULE, { role: "consume", ring, payloadMax, progress });
    const consumed = answer(consumer);
    const survivor = start(MODULE, { role: "produce", ring, payloadMax, tag: 1, from: 0, to });
    const survived = answer(survivor);
    for (let tag = 2; tag < 12; tag++) {
      const job: Partial<MpscJob> = { role: "produce", ring, payloadMax, ids, tag, from: 0, to: 2 ** 30 };
      const victim = start(MODULE, { ...job, batchBytes: tag % 2 === 0 ? 0 : 512 });
      while (Atomics.load(new Int32Array(progress), tag) === 0) await Bun.sleep(1);
      await Bun.sleep(tag % 3);
      await kill(victim);
      expect(retireProducer(ring, Atomics.load(new Int32Array(ids), tag) - 1)).toBe(true);
    }
    await survived;
    new MpscProducer(ring).close();
    await consumed;
    expect(new Int32Array(progress)[1]).toBe(to);
    await Promise.all([consumer, survivor].map(kill));
  });

  test("a consumer that is killed again and again: every record is accounted for, in order", async () => {
    const ring = createMpscRing({ capacity: 1 << 14 });
    const payloadMax = 60;
    const to = 200_000;
    const progress = new SharedArrayBuffer(4 * 3);
    const words = new Int32Array(progress);
    const job = { ring, payloadMax, progress };
    const producers = [1, 2].map((tag) => start(MODULE, { ...job, role: "produce", tag, from: 0, to }));
    const produced = producers.map((worker) => answer(worker));
    for (let round = 1; round <= 5; round++) {
      const victim = start(MODULE, { ...job, role: "consume", takeOver: round > 1 });
      while (Atomics.load(words, 1) < round * 30_000) await Bun.sleep(1);
      await kill(victim);
    }
    const last = start(MODULE, { ...job, role: "consume", takeOver: true });
    const consumed = answer(last);
    await Promise.all(produced);
    new MpscProducer(ring).close();
    await consumed;
    expect([words[1], words[2]]).toEqual([to, to]);
    await Promise.all([last, ...producers].map(kill));
  });
});
