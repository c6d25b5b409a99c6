import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MpscConsumer } from "./mpsc-consumer.ts";
import { MpscProducer } from "./mpsc-producer.ts";
import { createMpscRing, retireProducer } from "./mpsc-ring.ts";
import { createRingBuffer } from "./ring-buffer.ts";
import {
  CLAIMED_BIT,
  KIND_MPSC,
  LINE_CLAIM_POSITION,
  LINE_CLAIM_UNITS,
  MPSC_DATA_WORD,
  OWNER_SHIFT,
  PADDING_BIT,
  PRODUCER_LINE_WORDS,
  WORD_FREEING,
  WORD_PRODUCER_LINES,
  WORD_TAIL,
} from "./ring-layout.ts";
import { FULL } from "./ring-producer.ts";
import { SpscConsumer } from "./spsc-consumer.ts";
import { codeOf } from "./testing/codes.ts";
import { busySpin } from "./wait-strategy.ts";

const nothing = (): void => {};
const UNITS = 128;

/** Everything that is readable now, as types. */
function typesOf(consumer: MpscConsumer): number[] {
  const types: number[] = [];
  consumer.drain((type) => types.push(type));
  return types;
}

/** Does what a producer does up to a step of its claim, then is no more. */
function dieClaiming(words: Int32Array, id: number, units: number, step: 1 | 2 | 3 | 4): void {
  const line = WORD_PRODUCER_LINES + id * PRODUCER_LINE_WORDS;
  const tail = words[WORD_TAIL]!;
  const index = tail & (UNITS - 1);
  const toEnd = UNITS - index;
  const needed = units <= toEnd ? units : units + toEnd;
  words[line + LINE_CLAIM_POSITION] = tail;
  words[line + LINE_CLAIM_UNITS] = needed;
  if (step === 1) return;
  words[WORD_TAIL] = (tail + needed) | 0;
  if (step === 2) return;
  words[MPSC_DATA_WORD + (needed === units ? index : 0) * 2] = CLAIMED_BIT | (id << OWNER_SHIFT) | (units * 8);
  if (step === 3) return;
  if (needed !== units) words[MPSC_DATA_WORD + index * 2] = PADDING_BIT | (toEnd * 8);
  words[line + LINE_CLAIM_UNITS] = 0;
}

describe("a ring with many producers", () => {
  test("keeps the order of claims, and stops at a record that is not committed", () => {
    const ring = createMpscRing({ capacity: 1024 });
    using first = new MpscProducer(ring);
    using second = new MpscProducer(ring);
    using consumer = new MpscConsumer(ring);
    expect([first.id, second.id]).toEqual([0, 1]);
    const at = first.tryClaim(1, 16);
    first.f64[at >> 3] = 1.5;
    second.write(2, new Uint8Array(3));
    expect(typesOf(consumer)).toEqual([]);
    expect(consumer.wait(0)).toBe(false);
    first.commit();
    expect(consumer.wait(0)).toBe(true);
    expect(typesOf(consumer)).toEqual([1, 2]);
  });

  test("a batch is published when it is full or flushed; what is aborted or left over is skipped", () => {
    const ring = createMpscRing({ capacity: 1024 });
    using producer = new MpscProducer(ring, { batchBytes: 64 });
    using consumer = new MpscConsumer(ring);
    for (let type = 1; type <= 3; type++) producer.write(type, new Uint8Array(8));
    expect(typesOf(consumer)).toEqual([]);
    producer.write(4, new Uint8Array(8));
    expect(typesOf(consumer)).toEqual([1, 2, 3, 4]);
    producer.tryClaim(5, 30);
    producer.abort();
    producer.write(6, new Uint8Array(0));
    producer.flush();
    expect(typesOf(consumer)).toEqual([6]);
    producer.tryClaim(7, 8);
    producer.abort();
    producer.flush();
    expect(typesOf(consumer)).toEqual([]);
    expect(consumer.size).toBe(0);
    producer.write(8, new Uint8Array(500));
    producer.flush();
    expect(typesOf(consumer)).toEqual([8]);
  });

  test("refuses when full, and takes again when drained", () => {
    const ring = createMpscRing({ capacity: 1024 });
    using producer = new MpscProducer(ring, { wait: busySpin(1) });
    using batching = new MpscProducer(ring, { batchBytes: 256, wait: busySpin(1) });
    using consumer = new MpscConsumer(ring);
    let written = 0;
    while (producer.write(1, new Uint8Array(56))) written++;
    expect(written).toBe(16);
    expect(batching.tryClaim(1, 0)).toBe(FULL);
    expect([producer.fullCount, batching.fullCount]).toEqual([1, 1]);
    expect(producer.waitForSpace(0)).toBe(false);
    expect(consumer.drain(nothing, 2)).toBe(2);
    expect(producer.waitForSpace(0)).toBe(true);
    expect(batching.write(2, new Uint8Array(56))).toBe(true);
    batching.flush();
    expect(consumer.drain(nothing)).toBe(15);
  });

  test("64 producers at most; ids are used again", () => {
    const ring = createMpscRing({ capacity: 1024 });
    const producers = Array.from({ length: 64 }, () => new MpscProducer(ring));
    expect(codeOf(() => new MpscProducer(ring))).toBe("CAPACITY_EXCEEDED");
    producers[17]![Symbol.dispose]();
    expect(new MpscProducer(ring).id).toBe(17);
  });

  test("misuse is an error with a stable code", () => {
    const ring = createMpscRing({ capacity: 1024 });
    const producer = new MpscProducer(ring);
    expect(codeOf(() => producer.tryClaim(0, 8))).toBe("INPUT_OUT_OF_RANGE");
    expect(codeOf(() => producer.tryClaim(1, 505))).toBe("INPUT_OUT_OF_RANGE");
    expect(codeOf(() => producer.tryClaim(1, 1.5))).toBe("INPUT_OUT_OF_RANGE");
    expect(codeOf(() => producer.commit())).toBe("STATE_INVALID");
    producer.tryClaim(1, 504);
    expect(codeOf(() => producer.tryClaim(1, 8))).toBe("STATE_INVALID");
    producer[Symbol.dispose]();
    expect(codeOf(() => producer.tryClaim(1, 8))).toBe("DISPOSED");
    expect(codeOf(() => new SpscConsumer(ring))).toBe("CORRUPT");
    expect(codeOf(() => new MpscProducer(ring, { batchBytes: 1000 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => retireProducer(ring, 64))).toBe("CONFIG_INVALID");
    expect(retireProducer(ring, 5)).toBe(false);
  });

  test("behaves as a queue at every position, around 2^31 and 2^32 too, with single and batched producers", () => {
    const positions = [0, 120, 2 ** 31 - 128, 2 ** 31 - 1, 2 ** 31 - 60, -128, -1, -61];
    const step = fc.oneof(
      fc.record({ who: fc.nat(2), write: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ who: fc.nat(2), abort: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ who: fc.nat(2), flush: fc.constant(true) }),
      fc.record({ drain: fc.integer({ min: 1, max: 6 }) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...positions), fc.array(step, { maxLength: 200 }), (start, steps) => {
        const ring = createRingBuffer(KIND_MPSC, { capacity: 1024 }, start);
        const producers = [0, 100, 250].map((batchBytes) => new MpscProducer(ring, { batchBytes }));
        using consumer = new MpscConsumer(ring);
        const sent: number[][] = [[], [], []];
        const seen: number[][] = [[], [], []];
        let n = 0;
        const check = (type: number, at: number, length: number): void => {
          for (let k = 0; k < length; k++) {
            if (consumer.u8[at + k] !== ((type + k) & 255)) throw new Error(`torn record ${type}`);
          }
          seen[type % 3]!.push(type, length);
        };
        for (const action of steps) {
          if ("drain" in action) {
            consumer.drain(check, action.drain);
            continue;
          }
          const producer = producers[action.who]!;
          if ("write" in action) {
            const type = ++n * 3 + action.who;
            const at = producer.tryClaim(type, action.write);
            if (at === FULL) continue;
            for (let k = 0; k < action.write; k++) producer.u8[at + k] = type + k;
            producer.commit();
            sent[action.who]!.push(type, action.write);
          } else if ("abort" in action) {
            if (producer.tryClaim(1, action.abort) !== FULL) producer.abort();
          } else producer.flush();
        }
        for (const producer of producers) producer[Symbol.dispose]();
        consumer.drain(check);
        expect(seen).toEqual(sent);
        expect(consumer.size).toBe(0);
        const rest = new Int32Array(ring).subarray(MPSC_DATA_WORD);
        expect(rest.every((word) => word === 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("producers that die at any step of a claim hold nothing up once retired", () => {
    const death = fc.record({ units: fc.integer({ min: 1, max: 20 }), step: fc.constantFrom(1, 2, 3, 4) });
    const event = fc.oneof(
      fc.record({ deaths: fc.array(death, { minLength: 1, maxLength: 3 }) }),
      fc.record({ write: fc.integer({ min: 0, max: 60 }) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(0, 100, -20), fc.array(event, { maxLength: 12 }), (start, events) => {
        const ring = createRingBuffer(KIND_MPSC, { capacity: 1024 }, start);
        const words = new Int32Array(ring);
        using survivor = new MpscProducer(ring);
        using consumer = new MpscConsumer(ring);
        const sent: number[] = [];
        const seen: number[] = [];
        const drain = (): void => {
          for (let i = 0; i < 8; i++) consumer.drain((type) => seen.push(type));
        };
        for (const [n, action] of events.entries()) {
          if ("write" in action) {
            if (survivor.write(n + 1, new Uint8Array(action.write))) sent.push(n + 1);
            continue;
          }
          const dead = action.deaths.map((one) => ({ ...one, id: new MpscProducer(ring).id }));
          // Those that lost the contest for the tail announced the same position as the one that won it, if any did.
          const winner = dead.find(({ step }) => step > 1);
          for (const { id, units } of dead) dieClaiming(words, id, units, 1);
          if (winner !== undefined) dieClaiming(words, winner.id, winner.units, winner.step as 2 | 3 | 4);
          if (survivor.write(n + 1, new Uint8Array(8))) sent.push(n + 1);
          drain();
          for (const { id } of dead) expect(retireProducer(ring, id)).toBe(true);
          drain();
          expect(seen).toEqual(sent);
          expect(consumer.size).toBe(0);
        }
        drain();
        expect(seen).toEqual(sent);
        expect(new MpscProducer(ring).id).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  test("nothing is given away while a live producer may own the claim", () => {
    const ring = createMpscRing({ capacity: 1024 });
    const words = new Int32Array(ring);
    const live = new MpscProducer(ring);
    const dead = new MpscProducer(ring);
    using other = new MpscProducer(ring);
    using consumer = new MpscConsumer(ring);
    dieClaiming(words, dead.id, 4, 1);
    dieClaiming(words, live.id, 2, 2);
    other.write(9, new Uint8Array(8));
    retireProducer(ring, dead.id);
    expect(typesOf(consumer)).toEqual([]);
    expect(consumer.wait(0)).toBe(false);
    retireProducer(ring, live.id);
    expect(typesOf(consumer)).toEqual([9]);
  });

  test("a consumer that died while clearing what it had read leaves nothing that blocks the next", () => {
    const ring = createMpscRing({ capacity: 1024 });
    const words = new Int32Array(ring);
    using producer = new MpscProducer(ring);
    const before = new MpscConsumer(ring);
    for (let type = 1; type <= 3; type++) producer.write(type, new Uint8Array(8));
    words[WORD_FREEING] = 4;
    words.fill(0, MPSC_DATA_WORD, MPSC_DATA_WORD + 4);
    using after = new MpscConsumer(ring, { takeOver: true });
    expect(typesOf(after)).toEqual([3]);
    expect(codeOf(() => before.drain(nothing))).toBe("STATE_INVALID");
  });
});
