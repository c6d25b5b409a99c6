import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createRingBuffer } from "./ring-buffer.ts";
import { KIND_SPSC } from "./ring-layout.ts";
import { FULL } from "./ring-producer.ts";
import { SpscConsumer } from "./spsc-consumer.ts";
import { SpscProducer } from "./spsc-producer.ts";
import { createSpscRing } from "./spsc-ring.ts";
import { blocking, busySpin, spinThenSleep } from "./wait-strategy.ts";

const nothing = (): void => {};

describe("a ring with one producer", () => {
  test("hands records over in order, in place, with type and length", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using consumer = new SpscConsumer(ring);
    expect(producer.write(3, new TextEncoder().encode("hello"))).toBe(true);
    const at = producer.tryClaim(4, 16);
    producer.f64[at >> 3] = 100.05;
    producer.f64[(at >> 3) + 1] = 25;
    producer.commit();
    producer.write(5, new Uint8Array(0));
    const seen: unknown[] = [];
    const count = consumer.drain((type, offset, length) => {
      const text = type === 3 ? new TextDecoder().decode(consumer.u8.slice(offset, offset + length)) : "";
      seen.push([type, length, text, type === 4 ? consumer.f64[offset >> 3] : 0]);
    });
    expect(count).toBe(3);
    expect(seen).toEqual([
      [3, 5, "hello", 0],
      [4, 16, "", 100.05],
      [5, 0, "", 0],
    ]);
    expect(consumer.size).toBe(0);
  });

  test("publishes a batch at once, or when flushed", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring, { publishEvery: 4 });
    using consumer = new SpscConsumer(ring);
    for (let i = 0; i < 3; i++) producer.write(1, new Uint8Array(8));
    expect(consumer.drain(nothing)).toBe(0);
    producer.write(1, new Uint8Array(8));
    expect(consumer.drain(nothing)).toBe(4);
    producer.write(1, new Uint8Array(8));
    producer.flush();
    expect(consumer.drain(nothing)).toBe(1);
  });

  test("refuses when full, counts it, and publishes what it held back so that the consumer can drain", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring, { publishEvery: 1000, wait: busySpin(1) });
    using consumer = new SpscConsumer(ring);
    let written = 0;
    while (producer.tryClaim(1, 56) !== FULL) {
      producer.commit();
      written++;
    }
    expect(written).toBe(16);
    expect(producer.fullCount).toBe(1);
    expect(producer.waitForSpace(0)).toBe(false);
    expect(producer.writeBlocking(1, new Uint8Array(56), 1)).toBe(false);
    expect(consumer.drain(nothing, 1)).toBe(1);
    expect(producer.waitForSpace(0)).toBe(true);
    expect(producer.write(1, new Uint8Array(56))).toBe(true);
    expect(producer.write(1, new Uint8Array(0))).toBe(false);
  });

  test("an aborted claim leaves no trace", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using consumer = new SpscConsumer(ring);
    producer.tryClaim(1, 100);
    producer.abort();
    producer.write(2, new Uint8Array(3));
    const types: number[] = [];
    consumer.drain((type) => types.push(type));
    expect(types).toEqual([2]);
  });

  test("a record whose handler throws is consumed, those behind it are not", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using consumer = new SpscConsumer(ring);
    for (let type = 1; type <= 3; type++) producer.write(type, new Uint8Array(4));
    expect(() =>
      consumer.drain((type) => {
        if (type === 2) throw new Error("poison");
      }),
    ).toThrow("poison");
    const types: number[] = [];
    consumer.drain((type) => types.push(type));
    expect(types).toEqual([3]);
  });

  test("run ends after the last record of a closed ring", async () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring, { publishEvery: 100 });
    using consumer = new SpscConsumer(ring, { wait: blocking() });
    for (let i = 0; i < 10; i++) producer.write(1, new Uint8Array(4));
    producer.close();
    let seen = 0;
    consumer.run(() => seen++);
    expect(seen).toBe(10);
    expect(consumer.finished).toBe(true);
    await consumer.runAsync(nothing);
  });

  test("runAsync takes what comes on the same thread, lets timers run, and stops on a signal", async () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using consumer = new SpscConsumer(ring);
    const stop = new AbortController();
    let seen = 0;
    const running = consumer.runAsync(() => {
      if (++seen === 50) stop.abort();
    }, stop.signal);
    for (let i = 0; i < 50; i++) {
      while (!producer.write(1, new Uint8Array(40))) await producer.waitForSpaceAsync(100);
      if (i % 7 === 0) await Bun.sleep(0);
    }
    await running;
    expect(seen).toBe(50);
  });

  test("misuse is an error with a stable code", () => {
    expect(() => createSpscRing({ capacity: 1000 })).toThrow("capacity: got 1000; allowed: a power of two");
    const ring = createSpscRing({ capacity: 1024 });
    const producer = new SpscProducer(ring);
    const code = (call: () => unknown): unknown => {
      try {
        call();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return "no error";
    };
    expect(code(() => new SpscProducer(ring))).toBe("STATE_INVALID");
    expect(code(() => producer.tryClaim(0, 8))).toBe("INPUT_OUT_OF_RANGE");
    expect(code(() => producer.tryClaim(1, -1))).toBe("INPUT_OUT_OF_RANGE");
    expect(code(() => producer.tryClaim(1, 505))).toBe("INPUT_OUT_OF_RANGE");
    expect(code(() => producer.commit())).toBe("STATE_INVALID");
    expect(code(() => producer.abort())).toBe("STATE_INVALID");
    producer.tryClaim(1, 504);
    expect(code(() => producer.tryClaim(1, 8))).toBe("STATE_INVALID");
    producer[Symbol.dispose]();
    expect(code(() => producer.tryClaim(1, 8))).toBe("DISPOSED");
    const consumer = new SpscConsumer(ring);
    consumer[Symbol.dispose]();
    expect(code(() => consumer.drain(nothing))).toBe("DISPOSED");
    expect(code(() => new SpscConsumer(new SharedArrayBuffer(4096)))).toBe("CORRUPT");
  });

  test("a consumer that was replaced is fenced off", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using before = new SpscConsumer(ring);
    expect(() => new SpscConsumer(ring)).toThrow("this ring has a consumer");
    producer.write(1, new Uint8Array(8));
    using after = new SpscConsumer(ring, { takeOver: true });
    expect(() => before.drain(nothing)).toThrow("another consumer has taken over");
    expect(after.drain(nothing)).toBe(1);
    before[Symbol.dispose]();
    expect(producer.isConsumerAttached).toBe(true);
  });

  test("overwritten memory is noticed, not read", () => {
    const ring = createSpscRing({ capacity: 1024 });
    using producer = new SpscProducer(ring);
    using consumer = new SpscConsumer(ring);
    const at = producer.tryClaim(1, 8);
    producer.commit();
    producer.i32[(at >> 2) - 2] = 4000;
    expect(() => consumer.drain(nothing)).toThrow("record header 4000");
  });

  test("behaves as a queue at every position, around 2^31 and 2^32 too", () => {
    const positions = [0, 1016, 2 ** 31 - 1024, 2 ** 31 - 8, 2 ** 31 - 512, -1024, -8, -520];
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 0, max: 504 }) }),
      fc.record({ drain: fc.integer({ min: 1, max: 8 }) }),
      fc.constant({ flush: true }),
      fc.record({ abort: fc.integer({ min: 0, max: 504 }) }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...positions),
        fc.constantFrom(1, 3, 50),
        fc.array(step, { maxLength: 200 }),
        (start, publishEvery, steps) => {
          const ring = createRingBuffer(KIND_SPSC, { capacity: 1024 }, start);
          using producer = new SpscProducer(ring, { publishEvery });
          using consumer = new SpscConsumer(ring);
          const model: { n: number; length: number }[] = [];
          let n = 0;
          const check = (type: number, at: number, length: number): void => {
            const wanted = model.shift();
            expect([type, length]).toEqual([wanted!.n, wanted!.length]);
            for (let k = 0; k < length; k++) {
              if (consumer.u8[at + k] !== ((type + k) & 255)) throw new Error(`torn record ${type}`);
            }
          };
          for (const action of steps) {
            if ("write" in action) {
              const at = producer.tryClaim(n + 1, action.write);
              if (at === FULL) {
                expect(producer.size + action.write + 8).toBeGreaterThan(511);
                continue;
              }
              n++;
              for (let k = 0; k < action.write; k++) producer.u8[at + k] = n + k;
              producer.commit();
              model.push({ n, length: action.write });
            } else if ("drain" in action) {
              consumer.drain(check, action.drain);
            } else if ("abort" in action) {
              if (producer.tryClaim(77, action.abort) !== FULL) producer.abort();
            } else producer.flush();
          }
          producer.flush();
          consumer.drain(check);
          expect(model.length).toBe(0);
          expect(producer.size).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

test("a wait strategy is checked and says what it is", () => {
  expect(spinThenSleep()).toEqual({ spins: 200, sleeps: true, gather: 16 });
  expect([busySpin(7), blocking()]).toEqual([
    { spins: 7, sleeps: false, gather: 0 },
    { spins: 1, sleeps: true, gather: 0 },
  ]);
  expect(() => busySpin(0)).toThrow("spins: got 0");
  expect(() => spinThenSleep(1, -1)).toThrow("gather: got -1; allowed: an integer from 0 to 65536");
});
