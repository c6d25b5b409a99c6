import { describe, expect, test } from "bun:test";
import { ConfigError, Random } from "@hotpath/core";
import fc from "fast-check";
import { Framer, type FramerOptions } from "./framer.ts";
import { message } from "./testing/versions.ts";

const text = (bytes: Uint8Array) => [...bytes].map((byte) => (byte === 1 ? "|" : String.fromCharCode(byte))).join("");
const raw = (pieces: string) => Uint8Array.from(pieces.replaceAll("|", "\u0001"), (char) => char.charCodeAt(0));

/** The messages of a stream that comes in pieces. */
function frames(pieces: readonly Uint8Array[], options: FramerOptions = {}) {
  const framer = new Framer(options);
  const found: string[] = [];
  for (const piece of pieces) {
    // What was pushed may be used again as soon as there is no more message.
    const reused = piece.slice();
    framer.push(reused);
    while (framer.next()) found.push(text(framer.bytes.subarray(framer.start, framer.end)));
    reused.fill(0);
  }
  return { found, framer };
}

const one = message("8=FIX.4.4|35=0|34=1|49=A|56=B|");
const two = message("8=FIXT.1.1|35=D|34=2|58=8=FIX 10=1|");

describe("Framer", () => {
  test("cuts a stream in pieces of any size", () => {
    const stream = Uint8Array.from([...one, ...two, ...one]);
    const expected = [text(one), text(two), text(one)];
    for (let size = 1; size <= stream.length; size++) {
      const pieces = [];
      for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
      const { found, framer } = frames(pieces);
      expect(found).toEqual(expected);
      expect([framer.messages, framer.skipped, framer.pending, framer.offset]).toEqual([3, 0, 0, stream.length]);
    }
  });

  test("a piece that holds whole messages is not copied", () => {
    const framer = new Framer();
    framer.push(one);
    framer.next();
    expect(framer.bytes).toBe(one);
  });

  test("skips what is no message, and counts it", () => {
    const { found, framer } = frames([raw("noise 8=FOO|9=3|"), one, raw("\n\n8=FI"), raw("8="), two]);
    expect(found).toEqual([text(one), text(two)]);
    expect([framer.faults(), framer.skipped]).toEqual([
      { noise: 2, badHeader: 0, badBodyLength: 0, tooLong: 0, truncated: 0 },
      24,
    ]);
  });

  const broken: [string, string, string][] = [
    ["no BodyLength", "8=FIX.4.4|35=0|34=1|10=000|", "badHeader"],
    ["a BeginString without end", `8=FIX${"x".repeat(60)}`, "badHeader"],
    ["an empty BodyLength", "8=FIX.4.4|9=|35=0|10=000|", "badBodyLength"],
    ["a negative BodyLength", "8=FIX.4.4|9=-5|35=0|10=000|", "badBodyLength"],
    ["a BodyLength that is no number", "8=FIX.4.4|9=5x|35=0|10=000|", "badBodyLength"],
    ["a BodyLength of many digits", "8=FIX.4.4|9=00000000000000000005|35=0|10=000|", "badBodyLength"],
    ["a huge BodyLength", "8=FIX.4.4|9=999999999|35=0|10=000|", "tooLong"],
    ["a checksum without end", `8=FIX.4.4|9=5|35=0|10=${"1".repeat(100)}`, "tooLong"],
  ];
  for (const [what, bytes, fault] of broken)
    test(`goes on at the next message after ${what}`, () => {
      for (const pieces of [
        [Uint8Array.from([...raw(bytes), ...one])],
        [...raw(bytes), ...one].map((byte) => Uint8Array.of(byte)),
      ]) {
        const { found, framer } = frames(pieces);
        expect(found).toEqual([text(one)]);
        expect(framer.faults()).toEqual({
          noise: 0,
          badHeader: 0,
          badBodyLength: 0,
          tooLong: 0,
          truncated: 0,
          [fault]: 1,
        });
        expect(framer.skipped).toBe(bytes.length);
      }
    });

  test("a BodyLength that is too small or too great ends at the next checksum, as QuickFIX's parser has it", () => {
    const small = raw(text(one).replace(/9=\d+/, "9=4"));
    const great = raw(text(one).replace(/9=\d+/, "9=40"));
    expect(frames([small, two]).found).toEqual([text(small), text(two)]);
    // The checksum of the message itself lies before the end that is told: it goes with the next one.
    expect(frames([great, one, two]).found).toEqual([text(great) + text(one), text(two)]);
  });

  test("what is waited for is bounded", () => {
    const framer = new Framer({ maxMessageBytes: 100 });
    framer.push(raw("8=FIX.4.4|9=50|35=0|"));
    expect([framer.next(), framer.pending]).toEqual([false, 20]);
    for (let i = 0; i < 1000; i++) {
      framer.push(new Uint8Array(7).fill(65));
      framer.next();
      expect(framer.pending).toBeLessThan(100);
    }
    expect(framer.faults().tooLong).toBe(1);
    framer.push(one);
    expect(framer.next()).toBe(true);
  });

  test("many beginnings without an end cost no more than their bytes", () => {
    // Each of them is looked for to the end of what is there, if nothing were remembered: 10^10 steps.
    const header = "8=FIX.4.4|9=1|";
    const { framer } = frames([raw(header.repeat(100_000))], { maxMessageBytes: 2 ** 22 });
    expect(framer.messages).toBe(0);
    const falling = Array.from({ length: 20_000 }, (_, i) => `8=FIX.4.4|9=${900_000 - i * 40}|`).join("");
    const { framer: other } = frames([raw(falling), raw("x".repeat(1_000_000))], { maxMessageBytes: 2 ** 20 });
    expect(other.messages).toBe(0);
  });

  test("tells a message that the end of the stream cut", () => {
    const { framer } = frames([one, two.subarray(0, 20)]);
    framer.finish();
    expect([framer.faults().truncated, framer.pending]).toEqual([1, 0]);
    framer.push(two);
    expect(framer.next()).toBe(true);
    framer.reset();
    expect([framer.messages, framer.faults().truncated]).toEqual([0, 0]);
  });

  test("any bytes, cut anywhere, give the same messages, and no more is skipped than there is", () => {
    const part = fc.oneof(
      fc.constantFrom(text(one), text(two), "8=FIX.4.4|9=", "8=FIX", "10=", "|10=000|", "9=5|", "|", "8=", "35=0|"),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.bigInt(0n, 2n ** 32n), (parts, seed) => {
        const stream = raw([...parts.join("")].map((char) => (char < "\u0080" ? char : "?")).join(""));
        const random = new Random(seed);
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < stream.length; ) {
          const to = at + 1 + random.integer(30);
          pieces.push(stream.subarray(at, to));
          at = to;
        }
        const whole = frames([stream], { maxMessageBytes: 200 });
        const cut = frames(pieces, { maxMessageBytes: 200 });
        expect(cut.found).toEqual(whole.found);
        const length = whole.found.reduce((sum, each) => sum + each.length, 0);
        expect(length + whole.framer.skipped + whole.framer.pending).toBe(stream.length);
        expect(whole.framer.pending).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  test("options are checked", () => {
    for (const maxMessageBytes of [0, 31, 1.5, Number.NaN, 2 ** 31])
      expect(() => new Framer({ maxMessageBytes })).toThrow(ConfigError);
  });
});
