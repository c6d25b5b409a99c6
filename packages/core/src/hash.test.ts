import { expect, test } from "bun:test";
import fc from "fast-check";
import { hashBytes, StreamHash } from "./hash.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test("is MurmurHash3 x86_128, by published digests", () => {
  expect(hashBytes(new Uint8Array())).toBe("00000000000000000000000000000000");
  expect(hashBytes(utf8("The quick brown fox jumps over the lazy dog"))).toBe("2f1583c3ecee2c675d7bf66ce5e91d2c");
});

test("how the bytes are cut makes no difference", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat({ max: 40 }), { maxLength: 10 }), (bytes, cuts) => {
      const hash = new StreamHash();
      let at = 0;
      for (const cut of cuts) {
        hash.update(bytes.subarray(at, at + cut));
        at = Math.min(at + cut, bytes.length);
      }
      hash.update(bytes.subarray(at));
      expect(hash.digest()).toBe(hashBytes(bytes));
    }),
  );
});

test("one changed bit changes the hash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (bytes, where) => {
      const changed = bytes.slice();
      changed[where % bytes.length]! ^= 1 << (where % 8);
      expect(hashBytes(changed)).not.toBe(hashBytes(bytes));
    }),
  );
});
