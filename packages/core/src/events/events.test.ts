import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as events from "./index.ts";
import {
  Bar,
  EVENT_BYTES,
  EVENT_NAMES,
  EVENT_SCHEMA,
  EventCursor,
  EventQueue,
  EventSlot,
  INPUT_TYPES,
  Quote,
  Signal,
  viewEvent,
} from "./index.ts";

const units = fc.maxSafeInteger();

describe("event records", () => {
  test("a quote reads back as it was written, and prints as an object", () => {
    fc.assert(
      fc.property(
        fc.record({
          micros: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
          nanos: fc.nat({ max: 999 }),
          bid: units,
          ask: units,
          bidSize: units,
          askSize: units,
        }),
        (q) => {
          const queue = new EventQueue();
          Quote.write(queue, q.micros, q.nanos, 3, 7, q.bid, q.ask, q.bidSize, q.askSize, 42);
          const event = new EventCursor();
          expect(queue.next(event)).toBe(true);
          expect([
            event.type,
            event.version,
            event.length,
            event.instrument,
            event.venue,
            event.micros,
            event.nanos,
          ]).toEqual([Quote.TYPE, Quote.VERSION, Quote.BYTES, 3, 7, q.micros, q.nanos]);
          expect(viewEvent(event)).toEqual({
            type: "Quote",
            sequence: 0,
            time: BigInt(q.micros) * 1000n + BigInt(q.nanos),
            instrument: 3,
            venue: 7,
            bidPrice: q.bid,
            askPrice: q.ask,
            bidSize: q.bidSize,
            askSize: q.askSize,
            flags: 42,
          });
        },
      ),
    );
  });

  test("an emitted event takes over its cause's sequence and time", () => {
    const queue = new EventQueue();
    Quote.write(queue, 1_000, 5, 0, 0, 1, 2, 3, 4, 0);
    const cause = new EventCursor();
    queue.next(cause);
    cause.f64[cause.at + 1] = 77;
    Signal.emit(queue, cause, 1, 0, 0.5, 30, 3, -1, 2, 0.6, 16);
    const event = new EventCursor();
    queue.next(event);
    expect([event.sequence, event.time, Signal.direction(event), Signal.confidence(event)]).toEqual([
      77,
      1_000_005n,
      -1,
      0.5,
    ]);
  });

  test("the schema keeps its rules: types and names are unique, inputs are named, lengths are whole words", () => {
    expect(new Set(EVENT_SCHEMA.map((r) => r.type)).size).toBe(EVENT_SCHEMA.length);
    expect(EVENT_SCHEMA.map((r) => EVENT_NAMES[r.type] as string)).toEqual(EVENT_SCHEMA.map((r) => r.name));
    expect(EVENT_SCHEMA.filter((r) => r.role === "input").map((r) => r.type)).toEqual([...INPUT_TYPES]);
    for (const bytes of Object.values(EVENT_BYTES)) expect(bytes % 8).toBe(0);
  });

  test("a record is the same bytes whatever its place in memory held before", () => {
    const written = (queue: EventQueue, record: (typeof EVENT_SCHEMA)[number]): Uint8Array => {
      const { write } = (events as unknown as Record<string, { write: (...values: unknown[]) => void }>)[record.name]!;
      write(queue, 1, 2, 3, 4, ...record.fields.map((_, i) => i + 1));
      const event = new EventCursor();
      queue.next(event);
      return event.bytes().slice();
    };
    for (const record of EVENT_SCHEMA) {
      const used = new EventQueue();
      const old = new EventCursor(new Uint8Array(1024).fill(0xff).buffer);
      old.i32[0] = 1024;
      used.append(old);
      used.next(new EventCursor());
      expect(written(used, record), record.name).toEqual(written(new EventQueue(), record));
    }
  });

  test("an unknown type has no view", () => {
    const event = new EventCursor();
    event.i32[1] = 9999;
    expect(viewEvent(event)).toBeUndefined();
  });

  test("C sees the same bytes", async () => {
    const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
    if (!compiler) return;
    const queue = new EventQueue();
    Quote.write(queue, 1_700_000_000_000_001, 234, 5, 9, 10005, 10010, 1000, 2000, 3);
    const event = new EventCursor();
    queue.next(event);
    const folder = join(tmpdir(), `hotpath-events-${process.pid}`);
    const source = join(folder, "read.c");
    await Bun.write(
      source,
      `#include <stdio.h>\n#include "hotpath_events.h"\nint main(void) { hotpath_quote q; if (fread(&q, sizeof q, 1, stdin) != 1) return 1;
       printf("%d %d %d %lld %d %d %.0f %.0f %.0f %.0f %d", q.header.length, q.header.type, q.header.version, (long long)q.header.time, q.header.instrument, q.header.venue, q.bidPrice, q.askPrice, q.bidSize, q.askSize, q.flags); }`,
    );
    const binary = join(folder, "read");
    const build = Bun.spawnSync([compiler, "-std=c11", "-I", join(import.meta.dir, "../../c"), source, "-o", binary]);
    expect(build.stderr.toString()).toBe("");
    const run = Bun.spawnSync([binary], { stdin: event.bytes() });
    expect(run.stdout.toString()).toBe("72 1 1 1700000000000001234 5 9 10005 10010 1000 2000 3");
  });
});

describe("EventQueue", () => {
  test("is first in, first out through growth", () => {
    const queue = new EventQueue({ initialBytes: 512 });
    const event = new EventCursor();
    let written = 0;
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (writes) => {
        for (const write of writes) {
          if (write) {
            Quote.write(queue, written, 0, written, 0, written, 0, 0, 0, 0);
            written++;
          } else if (read < written) {
            expect(queue.next(event)).toBe(true);
            expect([event.instrument, Quote.bidPrice(event)]).toEqual([read, read]);
            read++;
          } else expect(queue.next(event)).toBe(false);
          expect(queue.size).toBe(written - read);
        }
      }),
    );
  });

  test("an emission that makes the queue grow still sees its cause", () => {
    const queue = new EventQueue({ initialBytes: 512 });
    Quote.write(queue, 123, 4, 0, 0, 1, 2, 3, 4, 0);
    const cause = new EventCursor();
    queue.next(cause);
    for (let i = 0; i < 100; i++) Signal.emit(queue, cause, i, 0, 1, 1, 1, 1, 0, 0.5, 16);
    const event = new EventCursor();
    for (let i = 0; i < 100; i++) {
      queue.next(event);
      expect([event.instrument, event.micros, event.nanos]).toEqual([i, 123, 4]);
    }
  });

  test("the record taken last stays as it is while others are written, and reading alone makes room", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60 }), (bursts) => {
        const queue = new EventQueue({ initialBytes: 512, maxBytes: 4096 });
        const event = new EventCursor();
        let next = 0;
        Quote.write(queue, 1, 0, next, 0, next, 0, 0, 0, 0);
        for (const burst of bursts) {
          // Taken until one is left, never until `next` answers false.
          while (queue.size > 1) queue.next(event);
          expect(queue.next(event)).toBe(true);
          expect([event.instrument, Quote.bidPrice(event)]).toEqual([next, next]);
          const taken = event.bytes().slice();
          const start = next + 1;
          for (let k = 0; k < burst; k++) {
            next += 1;
            Signal.emit(queue, event, next, 0, next, 0, 0, 1, 0, 0.5, 16);
          }
          expect(event.bytes()).toEqual(taken);
          for (let k = start; k < next; k++) {
            queue.next(event);
            expect([event.instrument, event.micros, Signal.confidence(event)]).toEqual([k, 1, k]);
          }
          queue.next(event);
          expect([queue.size, event.instrument]).toEqual([0, next]);
          next += 1;
          Quote.write(queue, 1, 0, next, 0, next, 0, 0, 0, 0);
        }
        expect(queue.capacityBytes).toBeLessThanOrEqual(4096);
      }),
    );
  });

  test("is bounded", () => {
    const queue = new EventQueue({ initialBytes: 512, maxBytes: 1024 });
    expect(() => {
      for (let i = 0; i < 100; i++) Quote.write(queue, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }).toThrow("event queue is full: 14 events");
  });

  test("a copied record has the same bytes, a NaN's payload and all", () => {
    const queue = new EventQueue();
    Quote.write(queue, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const event = new EventCursor();
    queue.next(event);
    event.i32[(event.at + 4) * 2] = 0x12345;
    event.i32[(event.at + 4) * 2 + 1] = 0x7ff80001;
    const other = new EventQueue();
    other.append(event);
    const copy = new EventCursor();
    other.next(copy);
    expect(copy.bytes()).toEqual(event.bytes());
  });
});

describe("EventSlot", () => {
  test("has the bytes that a queue would have, whatever was there before", () => {
    const slot = new EventSlot();
    const event = new EventCursor();
    fc.assert(
      fc.property(fc.nat(), fc.nat(999), fc.array(fc.double(), { minLength: 5, maxLength: 5 }), (micros, nanos, of) => {
        const queue = new EventQueue();
        const [a, b, c, d, e] = of as [number, number, number, number, number];
        for (const out of [queue, slot]) Bar.write(out, micros, nanos, 3, 4, a, b, c, d, e);
        queue.next(event);
        expect(slot.cursor.bytes()).toEqual(event.bytes());
        for (const out of [queue, slot]) Signal.emit(out, event, 3, 4, 1, a, b, c, 0, d, 16);
        queue.next(event);
        expect(slot.cursor.bytes()).toEqual(event.bytes());
      }),
    );
  });

  test("has room for the longest record, and is not committed before something was begun", () => {
    const longest = Math.max(...Object.values(EVENT_BYTES));
    const slot = new EventSlot();
    slot.beginAt(65_537, longest / 8, 1, 0, 0, 0);
    slot.commit();
    expect(slot.cursor.length).toBe(longest);
    expect(() => slot.commit()).toThrow("commit without begin");
    expect(() => slot.beginAt(65_537, 65, 1, 0, 0, 0)).toThrow("512 bytes");
  });
});
