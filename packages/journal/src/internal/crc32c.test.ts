import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { crc32c } from "./crc32c.ts";

/** The definition, bit by bit. */
function plain(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc;
}

describe("crc32c", () => {
  test("gives the values of RFC 3720, appendix B.4", () => {
    const of = (byte: (i: number) => number) =>
      crc32c(new Int32Array(Uint8Array.from({ length: 32 }, (_, i) => byte(i)).buffer), 0, 8) >>> 0;
    expect(of(() => 0)).toBe(0x8a9136aa);
    expect(of(() => 0xff)).toBe(0x62a8ab43);
    expect(of((i) => i)).toBe(0x46dd794e);
    expect(of((i) => 31 - i)).toBe(0x113fdb5c);
  });

  test("is the definition, for any words between any bounds", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.nat(20), (bytes, from) => {
        const words = new Int32Array(bytes.slice(0, bytes.length & ~3).buffer);
        const start = Math.min(from, words.length);
        expect(crc32c(words, start, words.length)).toBe(plain(new Uint8Array(words.buffer).subarray(start * 4)));
      }),
    );
  });
});
