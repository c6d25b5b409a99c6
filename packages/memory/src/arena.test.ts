import { ptr } from "bun:ffi";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Arena } from "./arena.ts";
import type { ColumnType } from "./column-type.ts";
import { codeOf } from "./testing/codes.ts";

describe("an arena", () => {
  test.each([false, true])("gives views on cache lines, absolute where addresses are known (shared: %p)", (shared) => {
    using arena = new Arena({ bytes: 1 << 16, shared });
    expect(arena.alignment).toBe("absolute");
    const views = [arena.f64(3), arena.u8(1), arena.i32(17), arena.f32(5), arena.u32(1), arena.column("i64", 2)];
    for (const view of views) {
      expect(ptr(view) % 64).toBe(0);
      expect(view.buffer instanceof SharedArrayBuffer).toBe(shared);
    }
  });

  test("views of any sequence of requests lie on cache lines and never overlap", () => {
    const types: ColumnType[] = ["f64", "f32", "i32", "u32", "i16", "u16", "i8", "u8", "i64", "u64"];
    const request = fc.record({ type: fc.constantFrom(...types), length: fc.integer({ min: 0, max: 40 }) });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        using arena = new Arena({ bytes: 1024, bytesMax: 1 << 20 });
        const views = requests.map(({ type, length }) => arena.column(type, length));
        const spans = views.map((view) => ({
          buffer: view.buffer,
          at: view.byteOffset,
          end: view.byteOffset + view.byteLength,
        }));
        for (const [i, span] of spans.entries()) {
          expect(views[i]!.length).toBe(requests[i]!.length);
          if (views[i]!.byteLength > 0) expect(ptr(views[i]!) % 64).toBe(0);
          for (const other of spans.slice(0, i)) {
            expect(other.buffer !== span.buffer || other.end <= span.at || span.end <= other.at).toBe(true);
          }
        }
        expect(arena.used).toBeLessThanOrEqual(arena.capacity);
      }),
      { numRuns: 100 },
    );
  });

  test("refuses beyond its bound, and takes again after reset", () => {
    using arena = new Arena({ bytes: 128 });
    arena.f64(8);
    arena.f64(8);
    expect(arena.used).toBe(128);
    expect(codeOf(() => arena.u8(1))).toBe("CAPACITY_EXCEEDED");
    expect(codeOf(() => arena.u8(129))).toBe("CAPACITY_EXCEEDED");
    arena.reset();
    expect(arena.used).toBe(0);
    expect(arena.f64(16).length).toBe(16);
  });

  test("grows by chunks up to its bound, and keeps them", () => {
    using arena = new Arena({ bytes: 64, bytesMax: 192 });
    for (let round = 0; round < 3; round++) {
      const buffers = new Set([arena.u8(64).buffer, arena.u8(64).buffer, arena.u8(64).buffer]);
      expect(buffers.size).toBe(3);
      expect(codeOf(() => arena.u8(1))).toBe("CAPACITY_EXCEEDED");
      expect(arena.capacity).toBe(192);
      arena.reset();
    }
  });

  test("gives back down to a mark, across chunks", () => {
    using arena = new Arena({ bytes: 128, bytesMax: 512 });
    arena.u8(64);
    const mark = arena.mark();
    arena.u8(128);
    const high = arena.mark();
    arena.release(mark);
    expect(arena.used).toBe(64);
    expect(codeOf(() => arena.release(high))).toBe("STATE_INVALID");
    arena.u8(64);
    expect(arena.used).toBe(128);
  });

  test("in debug mode what was given back holds garbage; what lies below the mark does not", () => {
    using arena = new Arena({ bytes: 256, debug: true });
    const kept = arena.i32(4);
    const mark = arena.mark();
    const stale = arena.i32(4);
    kept.fill(7);
    stale.fill(7);
    arena.release(mark);
    expect([...kept]).toEqual([7, 7, 7, 7]);
    expect([...stale]).toEqual(new Array(4).fill(0xa5a5a5a5 | 0));
  });

  test("packs raw allocations as they ask", () => {
    using arena = new Arena({ bytes: 256 });
    const first = arena.allocate(3, 1);
    expect(arena.allocate(8, 8) - first).toBe(8);
    expect(arena.allocate(1, 1) - first).toBe(16);
    expect(arena.allocate(1) - first).toBe(64);
  });

  test("misuse is an error with a stable code", () => {
    expect(codeOf(() => new Arena({ bytes: 63 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => new Arena({ bytes: 128, bytesMax: 64 }))).toBe("CONFIG_INVALID");
    const arena = new Arena({ bytes: 128 });
    expect(codeOf(() => arena.f64(-1))).toBe("CONFIG_INVALID");
    expect(codeOf(() => arena.allocate(8, 3))).toBe("CONFIG_INVALID");
    arena[Symbol.dispose]();
    arena[Symbol.dispose]();
    expect(codeOf(() => arena.f64(1))).toBe("DISPOSED");
    expect(codeOf(() => arena.reset())).toBe("DISPOSED");
    expect(codeOf(() => arena.buffer)).toBe("DISPOSED");
  });
});
