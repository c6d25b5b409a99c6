import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { IsoTime, isoText } from "./iso-time.ts";
import { readUuid, UuidTable } from "./uuid-table.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

describe("IsoTime", () => {
  test("is Date.parse's time, with nanoseconds", () => {
    const time = new IsoTime();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), fc.integer({ min: 0, max: 999 }), (micros, nanos) => {
        const text = isoText(micros, nanos);
        expect(time.readText(text)).toBe(true);
        expect([time.micros, time.nanos]).toEqual([micros, nanos]);
        expect(Date.parse(text)).toBe(Math.floor(micros / 1000));
      }),
    );
    expect(time.readText("2021-04-17T16:43:37Z") && time.micros).toBe(1618677817000000);
    expect(time.readText("2021-04-17T16:43:37.5Z") && time.micros).toBe(1618677817500000);
  });

  test.each([
    "2021-02-29T00:00:00Z",
    "2021-13-01T00:00:00Z",
    "2021-01-01T24:00:00Z",
    "2021-01-01T00:60:00Z",
    "2021-01-01 00:00:00Z",
    "2021-01-01T00:00:00",
    "2021-01-01T00:00:00.Z",
    "2021-01-01T00:00:00.1234567890Z",
    "2021-01-01T00:00:0xZ",
    "",
  ])("is not %p", (text) => {
    expect(new IsoTime().readText(text)).toBe(false);
  });
});

describe("UuidTable", () => {
  const words = (text: string) => {
    const read = new Int32Array(4);
    return readUuid(new TextEncoder().encode(text), 0, read) ? read : undefined;
  };

  test("does what a Map does, and never gives a number twice", () => {
    const text = (n: number) =>
      `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${(n * 77).toString(16).padStart(12, "0")}`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("add", "remove", "find"), fc.nat(60)), { maxLength: 400 }),
        (steps) => {
          const table = new UuidTable(40);
          const model = new Map<number, number>();
          let next = 1;
          for (const [step, n] of steps) {
            const id = words(text(n))!;
            if (step === "add" && !model.has(n) && model.size < 40) model.set(n, next++);
            const expected = model.get(n) ?? 0;
            const number = step === "add" ? table.add(id) : step === "remove" ? table.remove(id) : table.find(id);
            expect(number).toBe(expected);
            if (step === "remove") model.delete(n);
            expect(table.size).toBe(model.size);
          }
        },
      ),
    );
  });

  test("reads UUIDs and nothing else", () => {
    expect(words("d50ec984-77a8-460a-b958-66f114b0de9b")).toEqual(
      Int32Array.of(0xd50ec984, 0x77a8460a, 0xb95866f1, 0x14b0de9b),
    );
    expect(words("D50EC984-77A8-460A-B958-66F114B0DE9B")).toEqual(
      Int32Array.of(0xd50ec984, 0x77a8460a, 0xb95866f1, 0x14b0de9b),
    );
    for (const text of [
      "",
      "d50ec984-77a8-460a-b958-66f114b0de9",
      "d50ec984x77a8-460a-b958-66f114b0de9b",
      "g50ec984-77a8-460a-b958-66f114b0de9b",
    ]) {
      expect(words(text)).toBeUndefined();
    }
  });
});
