import { describe, expect, test } from "bun:test";
import { InputError } from "@hotpath/core";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { CompactReader } from "./compact-thrift.ts";
import { openParquet } from "./open-parquet.ts";
import { checkDeltas, checkPlainTexts, checkRuns, checkTextsByPrefix } from "./page-values.ts";
import { snappyDecompress } from "./snappy.ts";

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);

/** Values as packed bits, in groups of eight. */
function packed(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8);
  const bytes = new Array(groups * width).fill(0);
  values.forEach((value, i) => {
    for (let bit = 0; bit < width; bit++) {
      if (Math.floor(value / 2 ** bit) % 2 === 1) bytes[(i * width + bit) >> 3] |= 1 << ((i * width + bit) & 7);
    }
  });
  return [...varint(groups * 2 + 1), ...bytes];
}

describe("runs and packed bits", () => {
  test("of any width and mixture are counted, and a value above the bound is found", () => {
    const piece = fc.record({ isRun: fc.boolean(), groups: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.array(piece, { maxLength: 6 }),
        fc.nat(),
        (width, pieces, seed) => {
          let state = seed;
          const values: number[] = [];
          const bytes: number[] = [];
          for (const { isRun, groups } of pieces) {
            const next = (): number => {
              state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
              return Math.floor(state / 2 ** (32 - width));
            };
            const some = isRun ? new Array(groups * 8).fill(next()) : Array.from({ length: groups * 8 }, next);
            const valueBytes = Array.from(
              { length: (width + 7) >> 3 },
              (_, i) => Math.floor(some[0]! / 256 ** i) % 256,
            );
            bytes.push(...(isRun ? [...varint(some.length * 2), ...valueBytes] : packed(some, width)));
            values.push(...some);
          }
          const most = Math.max(0, ...values);
          const found = checkRuns(Uint8Array.from(bytes), width, values.length, most);
          expect(found.largest).toBe(values.filter((value) => value === most).length);
          if (most > 0)
            expect(() => checkRuns(Uint8Array.from(bytes), width, values.length, most - 1)).toThrow(InputError);
        },
      ),
    );
  });

  test("what would go on for ever, or beyond, is refused", () => {
    const refused = [
      [0, 0, 0, 0, 0, 0, 0, 0],
      [1, 1, 1, 1],
      [...varint(2 ** 28), 1],
      [...varint(2 ** 28 + 1), 1],
      [255, 255, 255, 255, 15, 0],
      [255, 255, 255, 255, 255, 255, 255],
      [3],
      [],
    ];
    for (const bytes of refused) expect(() => checkRuns(Uint8Array.from(bytes), 1, 8, 1)).toThrow(InputError);
    expect(() => checkRuns(Uint8Array.of(255, 255, 255, 255, 7), 0, 8, 0)).toThrow(InputError);
  });
});

describe("differences and texts", () => {
  test("are what a writer of all of them wrote", async () => {
    const texts = Array.from({ length: 300 }, (_, i) => `symbol ${Math.floor(i / 7)} of ${i}`);
    const numbers = Int32Array.from({ length: 300 }, (_, i) => Math.imul(i * i, 2_654_435_761));
    const wide = BigInt64Array.from({ length: 300 }, (_, i) => BigInt(i) ** 7n - 2n ** 62n);
    const file = parquetWriteBuffer({
      columnData: [
        { name: "prefix", data: texts, encoding: "DELTA_BYTE_ARRAY" },
        { name: "length", data: texts, encoding: "DELTA_LENGTH_BYTE_ARRAY" },
        { name: "number", data: numbers, type: "INT32", encoding: "DELTA_BINARY_PACKED" },
        { name: "wide", data: wide, type: "INT64", encoding: "DELTA_BINARY_PACKED" },
        { name: "split", data: Float64Array.from(numbers), type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
      ],
      pageSize: 1000,
    });
    const { csv } = await openParquet(file);
    let text = "";
    for await (const piece of csv) text += new TextDecoder().decode(piece);
    const rows = texts.map((text, i) => [text, text, numbers[i], wide[i], numbers[i]].join(","));
    expect(text.trimEnd().split("\n").slice(1)).toEqual(rows);
  });

  test("give the numbers of 32 bits, around their ends", () => {
    // Blocks of 8 in one miniblock; the first value 7, then 8 differences of −3 + 0…7 in 3 bits.
    const bytes = Uint8Array.from([8, 1, 9, 14, 5, 3, ...packed([0, 1, 2, 3, 4, 5, 6, 7], 3).slice(1)]);
    const values = new Int32Array(9);
    expect(checkDeltas(bytes, 9, false, values)).toBe(bytes.length);
    expect([...values]).toEqual([7, 4, 2, 1, 1, 2, 4, 7, 11]);
    for (let length = 0; length < bytes.length; length++)
      expect(() => checkDeltas(bytes.subarray(0, length), 9, false)).toThrow(InputError);
    for (const head of [
      [0, 1],
      [8, 0],
      [8, 3],
      [12, 1],
    ])
      expect(() => checkDeltas(Uint8Array.from([...head, ...bytes.subarray(2)]), 9, false)).toThrow(InputError);
  });

  test("texts that grow out of each other are refused where they are too much", () => {
    // A thousand times "as the one before, and one more byte" is half a megabyte; 2^15 times would be half a gigabyte.
    const lengths = (count: number, first: number, step: number): number[] => {
      const blocks = Math.ceil((count - 1) / 8);
      return [8, 1, ...varint(count), first * 2, ...new Array(blocks).fill([step * 2, 0]).flat()];
    };
    const bomb = (count: number): Uint8Array =>
      Uint8Array.from([...lengths(count, 0, 1), ...lengths(count, 1, 0), ...new Array(count).fill(97)]);
    checkTextsByPrefix(bomb(1000), 1000);
    expect(() => checkTextsByPrefix(bomb(2 ** 15), 2 ** 15)).toThrow("texts of more than");
    expect(() => checkPlainTexts(Uint8Array.of(255, 255, 255, 255, 1), 1)).toThrow(InputError);
  });
});

describe("Thrift", () => {
  test("lengths, depths and ends are held against the bytes", () => {
    const refused = [
      [],
      [0x18, 0x80, 0x80, 0x01],
      [0x19, 0xf5, 0xff, 0xff, 0xff, 0x07],
      new Array(100).fill(0x1c),
      [0x1f],
      [0x15],
    ];
    for (const bytes of refused) expect(() => new CompactReader(Uint8Array.from(bytes)).struct()).toThrow(InputError);
    const reader = new CompactReader(Uint8Array.from([0x15, 5, 0x11, 0x1c, 0x15, 2, 0, 0, 9]));
    expect(reader.struct()).toEqual(
      new Map<number, unknown>([
        [1, -3],
        [2, true],
        [3, new Map([[1, 1]])],
      ]) as never,
    );
    expect(reader.offset).toBe(8);
  });
});

describe("Snappy", () => {
  test("literals and copies, near and far", () => {
    const block = Uint8Array.from([10, 0x08, 97, 98, 99, 0x0d, 3]);
    expect(new TextDecoder().decode(snappyDecompress(block, 10))).toBe("abcabcabca");
  });

  test("lengths beyond the block, negative ones and distances before it are refused", () => {
    const refused = [
      [4, 0xfc, 0xfa, 0xff, 0xff, 0xff, 1, 2, 3, 4],
      [4, 0x0c, 1, 2],
      [4, 0x01, 1],
      [4, 0x00, 1, 0x0e, 0, 0],
      [4, 0x00, 1, 0x0f, 2, 0, 0, 0],
      [4, 0x00, 1, 0x0d],
      [4],
      [],
    ];
    for (const bytes of refused) expect(() => snappyDecompress(Uint8Array.from(bytes), 4)).toThrow(InputError);
  });
});
