import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

function written(): Uint8Array {
  const writer = new SnapshotWriter();
  writer.section("part", 2);
  writer.i32(-5);
  writer.f64(-0);
  writer.string("Zürich");
  writer.f64s(new Float64Array([1.5, Number.NaN]));
  writer.i32s(new Int32Array([1, -1]));
  writer.u8s(new Uint8Array([255]));
  return writer.finish();
}

function readAll(bytes: Uint8Array): unknown[] {
  const reader = new SnapshotReader(bytes);
  reader.section("part", 2);
  const doubles = new Float64Array(2);
  const integers = new Int32Array(2);
  const small = new Uint8Array(1);
  const values = [reader.i32(), reader.f64(), reader.string()];
  reader.f64s(doubles);
  reader.i32s(integers);
  reader.u8s(small);
  reader.end();
  return [...values, [...doubles], [...integers], [...small]];
}

describe("snapshots", () => {
  test("read back what was written", () => {
    expect(readAll(written())).toEqual([-5, -0, "Zürich", [1.5, Number.NaN], [1, -1], [255]]);
  });

  test("every NaN is written as one, and −0 stays apart from 0", () => {
    const odd = new Float64Array(1);
    new BigUint64Array(odd.buffer)[0] = 0xfff8dead00000001n;
    const hash = (value: number): string => {
      const writer = new SnapshotWriter();
      writer.f64(value);
      writer.f64s(new Float64Array([value]));
      return writer.hash();
    };
    expect(hash(odd[0]!)).toBe(hash(Number.NaN));
    expect(hash(-0)).not.toBe(hash(0));
  });

  test("a cut or changed snapshot is refused or reads as something else, never as a crash", () => {
    const bytes = written();
    for (let length = 0; length < bytes.length; length++)
      expect(() => readAll(bytes.subarray(0, length))).toThrow("snapshot:");
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at]! ^= change;
        try {
          readAll(damaged);
        } catch (error) {
          expect((error as { code: string }).code).toBe("CORRUPT");
        }
      }),
    );
  });

  test("the wrong section, version or column length is named", () => {
    const writer = new SnapshotWriter();
    writer.section("a");
    writer.f64s(new Float64Array(3));
    const bytes = writer.finish();
    expect(() => new SnapshotReader(bytes).section("b")).toThrow('section "a" where "b" was expected');
    expect(() => new SnapshotReader(bytes).section("a", 9)).toThrow("section a has version 1; this build reads 9");
    const reader = new SnapshotReader(bytes);
    reader.section("a");
    expect(() => reader.f64s(new Float64Array(2))).toThrow("a column of 3 where 2 were expected");
  });
});
