import { describe, expect, test } from "bun:test";
import { InputError, Random, StateError } from "@hotpath/core";
import { sbeField } from "./sbe-field.ts";
import { sbeFromObject, sbeToObject } from "./sbe-object.ts";
import { SbeReader, SbeWrap } from "./sbe-reader.ts";
import type { SbeSchema } from "./sbe-schema.ts";
import { SbeWriter } from "./sbe-writer.ts";
import { readSbeSchema } from "./sbe-xml.ts";
import { randomObject, randomSchemas } from "./testing/random-schema.ts";

const SEEDS = Number(process.env.HOTPATH_SBE_SEEDS ?? 150);

/** What a schema of version 0 knows of an object of version 1: fields by its names. */
function asOlder(object: unknown, schema: SbeSchema): unknown {
  const [message] = schema.messages;
  const known = new Set([...message!.fields, ...message!.groups, ...message!.data].map((part) => part.name));
  return Object.fromEntries(Object.entries(object as object).filter(([name]) => known.has(name)));
}

describe("random schemas", () => {
  test("messages are read as they were written, by their version and by the one before and behind", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const xml = randomSchemas(seed);
      const [older, newer] = await Promise.all([readSbeSchema(xml.older), readSbeSchema(xml.newer)]);
      const random = new Random(BigInt(seed));
      const message = newer.messages[0]!;
      const reader = new SbeReader(newer);
      const writer = new SbeWriter(newer);
      const olderReader = new SbeReader(older);
      for (let i = 0; i < 5; i++) {
        const object = randomObject(message, random);
        const bytes = sbeFromObject(writer, message, object).slice();
        expect([seed, reader.wrap(bytes), reader.size]).toEqual([seed, SbeWrap.Message, bytes.length]);
        expect(sbeToObject(reader)).toEqual(object);
        // An older reader passes over what is new.
        expect([seed, olderReader.wrap(bytes)]).toEqual([seed, SbeWrap.Message]);
        expect(sbeToObject(olderReader) as unknown).toEqual(asOlder(object, older));
        // A newer reader misses what is not there yet.
        const before = asOlder(object, older) as never;
        const old = sbeFromObject(new SbeWriter(older), older.messages[0]!, before);
        expect([seed, reader.wrap(old), reader.size]).toEqual([seed, SbeWrap.Message, old.length]);
        expect(asOlder(sbeToObject(reader), older)).toEqual(before);
      }
    }
  }, 600_000);

  test("cut or changed messages are refused or read within their bytes", async () => {
    for (let seed = 1; seed <= SEEDS / 3; seed++) {
      const schema = await readSbeSchema(randomSchemas(seed).newer);
      const random = new Random(BigInt(seed));
      const message = schema.messages[0]!;
      const reader = new SbeReader(schema);
      const bytes = sbeFromObject(new SbeWriter(schema), message, randomObject(message, random)).slice();
      for (let end = 0; end < bytes.length; end++) expect(reader.wrap(bytes.slice(0, end))).not.toBe(SbeWrap.Message);
      for (let i = 0; i < 60; i++) {
        const broken = bytes.slice();
        for (let left = 1 + random.integer(3); left > 0; left--)
          broken[random.integer(broken.length)] = random.integer(256);
        if (reader.wrap(broken) === SbeWrap.Message) {
          sbeToObject(reader);
          expect(reader.size).toBeLessThanOrEqual(broken.length);
        }
      }
    }
  }, 600_000);
});

const HEADER = `<composite name="messageHeader"><type name="blockLength" primitiveType="uint16"/><type name="templateId" primitiveType="uint16"/><type name="schemaId" primitiveType="uint16"/><type name="version" primitiveType="uint16"/></composite>
<composite name="groupSizeEncoding"><type name="blockLength" primitiveType="uint16"/><type name="numInGroup" primitiveType="uint16"/></composite>
<composite name="text"><type name="length" primitiveType="uint8"/><type name="varData" primitiveType="uint8" length="0" characterEncoding="UTF-8"/></composite>
<enum name="yes" encodingType="uint8"><validValue name="No">0</validValue><validValue name="Yes">1</validValue></enum>`;
const schemaOf = (types: string, message: string, rest = "") =>
  readSbeSchema(
    `<messageSchema id="3" version="2"${rest}><types>${HEADER}${types}</types><message name="M" id="9">${message}</message></messageSchema>`,
  );

describe("a schema", () => {
  test("has offsets, gaps, lengths, constants and references", async () => {
    const schema = await schemaOf(
      `<type name="five" primitiveType="uint8" presence="constant">5</type><type name="word" primitiveType="char" length="4"/>`,
      `<field name="a" id="1" type="uint8" offset="2"/><field name="b" id="2" type="five"/><field name="c" id="3" type="word"/><field name="d" id="4" type="yes" presence="constant" valueRef="yes.Yes"/><field name="e" id="5" type="double" presence="optional" sinceVersion="2"/>`,
    );
    const [message] = schema.messages;
    expect(message!.fields.map((field) => [field.name, field.offset, field.presence])).toEqual([
      ["a", 2, "required"],
      ["b", 3, "constant"],
      ["c", 3, "required"],
      ["d", 7, "constant"],
      ["e", 7, "optional"],
    ]);
    expect([message!.blockLength, schema.littleEndian, schema.id, schema.version]).toEqual([15, true, 3, 2]);
    const bytes = sbeFromObject(new SbeWriter(schema), message!, { a: 200, c: "xy" });
    expect(bytes.toHex()).toBe("0f00090003000200" + "0000c8" + "78790000" + "000000000000f87f");
    const reader = new SbeReader(schema);
    reader.wrap(bytes);
    expect(sbeToObject(reader)).toEqual({ a: 200, b: 5, c: "xy", d: "Yes", e: null });
    const field = (name: string) => sbeField(message!, name);
    const { block } = reader;
    expect([
      block.number(field("a")),
      block.number(field("b")),
      block.text(field("c")),
      block.nameOf(field("d")),
      block.isNull(field("e")),
    ]).toEqual([200, 5, "xy", "Yes", true]);
    expect(() => field("z")).toThrow("M has no field z; it has a, b, c, d, e");
  });

  test("that is wrong is an error that says where", async () => {
    const cases: [string, string, string][] = [
      ["", `<field name="a" id="1" type="nothing"/>`, "M.a has the type nothing, which is not defined"],
      [
        "",
        `<field name="a" id="1" type="uint64"/><field name="b" id="2" type="uint8" offset="4"/>`,
        "M.b stands at 4, within the field before it",
      ],
      ["", `<field name="a" id="1" type="uint8" presence="constant"/>`, "M.a is constant and has no valueRef"],
      ["", `<field name="a" id="1" type="yes" presence="constant" valueRef="yes.Maybe"/>`, "refers to yes.Maybe"],
      [`<type name="t" primitiveType="uint7"/>`, `<field name="a" id="1" type="t"/>`, "unknown primitiveType"],
      [
        `<type name="t" primitiveType="uint8" presence="constant">300</type>`,
        `<field name="a" id="1" type="t"/>`,
        "which is no uint8",
      ],
      [
        `<composite name="t"><ref name="again" type="t"/></composite>`,
        `<field name="a" id="1" type="t"/>`,
        "within itself",
      ],
      [
        `<set name="t" encodingType="uint8"><choice name="c">8</choice></set>`,
        `<field name="a" id="1" type="t"/>`,
        "has no bit 8",
      ],
      ["", `<field id="1" type="uint8"/>`, "has no attribute name"],
      ["", `<group name="g" id="1" dimensionType="text"/>`, "has no number blockLength"],
    ];
    for (const [types, message, words] of cases) expect(schemaOf(types, message)).rejects.toThrow(words);
    expect(schemaOf("", "", ` byteOrder="middle"`)).rejects.toThrow("allowed: littleEndian, bigEndian");
    expect(readSbeSchema("<messageSchema>")).rejects.toThrow(InputError);
    expect(readSbeSchema("<other/>")).rejects.toThrow("no element messageSchema");
  });
});

describe("writing and reading", () => {
  const simple = () =>
    schemaOf(
      `<type name="maybe" primitiveType="int64" presence="optional"/><set name="bits" encodingType="uint16"><choice name="x">0</choice><choice name="y">15</choice></set>`,
      `<field name="price" id="1" type="maybe"/><field name="bits" id="2" type="bits"/><group name="g" id="3"><field name="q" id="4" type="uint8"/></group><data name="s" id="5" type="text"/>`,
    );

  test("values that do not fit are refused, and order is kept", async () => {
    const schema = await simple();
    const message = schema.messages[0]!;
    const writer = new SbeWriter(schema);
    expect(() => writer.finish()).toThrow(StateError);
    const block = writer.begin(message);
    const price = sbeField(message, "price");
    expect(() => block.set(price, 2n ** 63n)).toThrow("is no int64");
    expect(() => block.set(price, 1.5)).toThrow(InputError);
    expect(() => block.set(price, 1n, 1)).toThrow("price[1]");
    expect(() => block.set(sbeField(message, "bits"), null)).toThrow("not optional");
    block.data(0, new TextEncoder().encode("abc"));
    expect(() => block.group(0, 1)).toThrow("have an order");
    expect(() => writer.begin(message).data(0, new Uint8Array(256))).toThrow("256 bytes");
    expect(() => writer.begin(message).group(0, 70_000)).toThrow("70000 entries");
    writer.begin(message).group(0, 2).next();
    expect(() => writer.finish()).toThrow("1 entries were not written");
    const group = writer.begin(message).group(0, 0);
    expect(() => group.next()).toThrow("more entries");
    expect(() => writer.begin({ ...message })).toThrow("has no message M");
  });

  test("numbers are exact, or NaN; decimals become units; bits have names", async () => {
    const schema = await simple();
    const message = schema.messages[0]!;
    const price = sbeField(message, "price");
    const bits = sbeField(message, "bits");
    const writer = new SbeWriter(schema);
    const reader = new SbeReader(schema);
    const read = (value: bigint | null) => {
      writer.begin(message).set(price, value);
      reader.wrap(writer.finish());
      return reader.block;
    };
    expect([read(10n ** 12n).number(price), read(2n ** 60n).number(price), read(2n ** 60n).bigint(price)]).toEqual([
      1e12,
      Number.NaN,
      2n ** 60n,
    ]);
    expect([read(null).number(price), read(null).bigint(price), read(null).isNull(price)]).toEqual([
      Number.NaN,
      undefined,
      true,
    ]);
    expect([
      read(1_012_500n).units(price, 4, 2),
      read(1_012_501n).units(price, 4, 2),
      read(null).units(price, 4, 2),
    ]).toEqual([10_125, Number.NaN, Number.NaN]);
    sbeFromObject(writer, message, { bits: ["y"], g: [{ q: 1 }, { q: 2 }], s: "name" });
    const block = writer.begin(message);
    block.set(bits, 0x8000);
    const entries = block.group(0, 2);
    entries.next().set(sbeField(message.groups[0]!, "q"), 1);
    entries.next().set(sbeField(message.groups[0]!, "q"), 2);
    block.data(0, new TextEncoder().encode("name"));
    reader.wrap(writer.finish());
    expect([reader.block.isSet(bits, "x"), reader.block.isSet(bits, "y")]).toEqual([false, true]);
    expect(() => reader.block.isSet(bits, "z")).toThrow("has no choice z");
    expect(sbeToObject(reader)).toEqual({ price: null, bits: ["y"], g: [{ q: 1 }, { q: 2 }], s: "name" });
  });

  test("other schemas, unknown messages and impossible counts are told apart", async () => {
    const schema = await simple();
    const reader = new SbeReader(schema);
    const bytes = sbeFromObject(new SbeWriter(schema), schema.messages[0]!, { g: [{ q: 1 }] }).slice();
    const changed = (at: number, value: number) => {
      const copy = bytes.slice();
      copy[at] = value;
      return reader.wrap(copy);
    };
    expect([
      changed(4, 9),
      changed(2, 1),
      changed(0, 2),
      changed(0, 200),
      changed(18, 0),
      changed(20, 255),
      reader.wrap(bytes.subarray(0, 7)),
    ]).toEqual([
      SbeWrap.OtherSchema,
      SbeWrap.UnknownTemplate,
      SbeWrap.Malformed,
      SbeWrap.Malformed,
      SbeWrap.Malformed,
      SbeWrap.Malformed,
      SbeWrap.NoHeader,
    ]);
  });
});
