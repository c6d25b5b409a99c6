import { describe, expect, test } from "bun:test";
import { InputError } from "@hotpath/core";
import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import * as protocol from "../protocol/index.ts";
import { fromJson, toJson } from "./json.ts";
import { MessagePackReader } from "./message-pack-reader.ts";
import { MessagePackWriter } from "./message-pack-writer.ts";

const reader = new MessagePackReader({ maxTextBytes: 2 ** 22 });

function written(write: (writer: MessagePackWriter) => void, place = 0): unknown {
  const writer = new MessagePackWriter();
  write(writer);
  return reader.read(writer.written())[place];
}

describe("what is written is read again, by ours and by @msgpack/msgpack", () => {
  const integer = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }), fc.integer());
  // JSON's text has no −0, and @msgpack/msgpack writes it as 0; it refuses to read a key `__proto__`.
  const json = fc
    .jsonValue({ maxDepth: 5 })
    .map((value) => JSON.stringify(value))
    .filter((text) => !text.includes('"__proto__":'))
    .map((text) => JSON.parse(text) as unknown);

  test("integers, in the same bytes", () => {
    fc.assert(
      fc.property(integer, (value) => {
        const writer = new MessagePackWriter();
        writer.integer(value);
        expect(Object.is(decode(writer.written()), value)).toBe(true);
        if (!Object.is(value, -0)) expect([...writer.written()]).toEqual([...encode(value)]);
      }),
    );
  });

  test("numbers of every kind, NaN and infinities included", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(written((writer) => writer.number(value))).toEqual(value);
      }),
    );
  });

  test("texts of every length and script", () => {
    // Each length of header is met, and what is longer or shorter in UTF-8 than it looks.
    const piece = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    const times = fc.constantFrom(0, 1, 3, 8, 90, 1500);
    const text = fc.tuple(piece, times).map(([part, count]) => part.repeat(count));
    fc.assert(
      fc.property(text, (value) => {
        // A half of a surrogate pair has no UTF-8; both libraries put the replacement character there.
        expect(written((writer) => writer.text(value))).toBe(value.toWellFormed());
      }),
      { numRuns: 60 },
    );
  });

  test("values of JSON", () => {
    fc.assert(
      fc.property(json, (value) => {
        const writer = new MessagePackWriter();
        writer.value(value);
        expect(decode(writer.written())).toEqual(decode(encode(value)));
      }),
    );
  });

  test("times to the nanosecond, in every form of the timestamp", () => {
    const time = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: 0n, max: 2n ** 32n }).map((seconds) => seconds * 1_000_000_000n),
    );
    fc.assert(
      fc.property(time, (value) => {
        expect(written((writer) => writer.nanoseconds(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 50), max: 2 ** 52 }), fc.integer({ min: 0, max: 999 }), (micros, nanos) => {
        expect(written((writer) => writer.time(micros, nanos))).toBe(BigInt(micros) * 1000n + BigInt(nanos));
      }),
    );
  });
});

describe("every hot message", () => {
  const samples: Record<string, unknown> = {
    boolean: true,
    integer: 4_294_967_299,
    number: -0.25,
    text: "läßt",
    time: 1_764_150_000_123_456_789n,
    json: { limits: [1, { deep: "läßt" }], none: null },
  };

  function sampleOf(kind: protocol.FieldKind): unknown {
    if (typeof kind === "string") return samples[kind];
    if ("oneOf" in kind) return kind.oneOf.at(-1);
    if ("map" in kind) return { a: sampleOf(kind.map), ä: sampleOf(kind.map) };
    if ("list" in kind) return typeof kind.list === "object" ? [sampleOf(kind.list)] : [1, -5, 2 ** 40];
    const { fields } = protocol.PROTOCOL.find(({ name }) => name === kind.record)!;
    return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field.kind)]));
  }

  for (const message of protocol.PROTOCOL.filter((m) => m.hot && m.from === "server")) {
    for (const withOptional of [true, false]) {
      test(`${message.name}, ${withOptional ? "with" : "without"} what may be left out`, () => {
        const expected: Record<string, unknown> = { type: message.name };
        const values: unknown[] = [];
        for (const { name, kind, optional } of message.fields) {
          const value = sampleOf(kind);
          if (optional && !withOptional) {
            values.push(undefined);
            continue;
          }
          expected[name] = value;
          if (kind === "time") values.push(1_764_150_000_123_456, 789);
          else if (Array.isArray(value)) values.push([...value, 99], value.length);
          else values.push(value);
        }
        const write = (protocol as unknown as Record<string, (...rest: unknown[]) => void>)[
          `write${message.name[0]!.toUpperCase()}${message.name.slice(1)}`
        ]!;
        const read = written((writer) => write(writer, ...values));
        expect(read).toEqual(expected);
        expect(protocol.checkServerMessage(read)).toEqual({ ok: true, message: read as protocol.ServerMessage });
        if (message.fields[1]?.name !== "number") return;
        const update = expected as unknown as protocol.UpdateContent;
        const renumbered = written((writer) => {
          writer.text("before");
          const at = writer.length;
          protocol.writeUpdate(writer, 0, 0, update);
          protocol.renumberUpdate(writer, at, update.type, 70_000, 2 ** 40);
        }, 1);
        expect(renumbered).toEqual({ ...expected, subscription: 70_000, number: 2 ** 40 });
      });
    }
  }

  test("several in one frame, and a buffer that grows", () => {
    const writer = new MessagePackWriter();
    const column = Float64Array.from({ length: 2000 }, (_, i) => i * 1000);
    for (let i = 1; i <= 10; i++) protocol.writeBook(writer, 1, i, i, i, 0, 0, false, column, 2000, column, i);
    const messages = reader.read(writer.written()) as protocol.BookMessage[];
    expect(messages.map((m) => [m.number, m.bids.length, m.asks.length])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 2000, i + 1]),
    );
    expect(messages[9]!.bids[1999]).toBe(1_999_000);
  });
});

describe("what comes from outside", () => {
  test("random bytes are read or refused, never more", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const value of reader.read(bytes)) protocol.checkClientMessage(value);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["a text that says it has 4 GB", [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ["a list that says it has 4 billion items", [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ["a map that says so", [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ["a frame that breaks off", [0x82, 0xa1]],
    ["lists nested a hundred thousand deep", new Array(100_000).fill(0x91)],
  ])("%s", (_, bytes) => {
    expect(() => new MessagePackReader().read(Uint8Array.from(bytes))).toThrow(InputError);
  });

  test.each([
    [{ type: "subscribe", id: 1, topic: "boook" }, "topic", 1],
    [{ type: "subscribe", topic: "book" }, "id", undefined],
    [{ type: "marketData", id: 7, quotes: [{ symbolId: 1.5 }] }, "quotes[0].symbolId", 7],
    [{ type: "killSwitch", id: 2, engaged: "yes" }, "engaged", 2],
    [{ type: "constructor" }, "type", undefined],
    [{ type: "welcome" }, "type", undefined],
    [[1], "", undefined],
    [null, "", undefined],
  ])("%j is refused at its place", (value, path, id) => {
    const checked = protocol.checkClientMessage(value);
    expect(checked.ok).toBe(false);
    if (!checked.ok) expect([checked.fault.path, checked.fault.id]).toEqual([path, id]);
  });

  test("fields that a later version may have are passed over", () => {
    expect(protocol.checkClientMessage({ type: "unsubscribe", id: 1, subscription: 2, colour: "red" }).ok).toBe(true);
    expect(protocol.checkServerMessage({ type: "weather" }).ok).toBe(true);
  });
});

describe("JSON", () => {
  test("one message or several, times as digits", () => {
    expect(toJson([{ type: "a", time: 123n }])).toBe('{"type":"a","time":"123"}');
    expect(fromJson(toJson([{ a: 1 }, { b: [null] }]))).toEqual([{ a: 1 }, { b: [null] }]);
    expect(() => fromJson("{")).toThrow(InputError);
  });
});
