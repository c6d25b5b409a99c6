import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, Random, StateError } from "@hotpath/core";
import { BINANCE_STREAM_SCHEMA } from "../binance/binance-schema.ts";
import * as binance from "../binance/generated/spot-stream.ts";
import { type SbeField, sbeFields } from "../sbe-field.ts";
import { type SbeObject, type SbeValue, sbeFromObject } from "../sbe-object.ts";
import { type SbeBlock, SbeReader, SbeWrap } from "../sbe-reader.ts";
import type { SbeBlockDefinition, SbeSchema } from "../sbe-schema.ts";
import { SbeWriter } from "../sbe-writer.ts";
import { readSbeSchema } from "../sbe-xml.ts";
import { randomObject, randomSchemas } from "../testing/random-schema.ts";
import { generateSbe } from "./generate-sbe.ts";
import { choicesOf, messageName, namesOf } from "./sbe-names.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(600_000);

const SEEDS = Number(process.env.HOTPATH_SBE_SEEDS ?? 40);
const folder = mkdtempSync(join(tmpdir(), "hotpath-sbe-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Generated classes, of which nothing is known before. */
// biome-ignore lint/suspicious/noExplicitAny: their types are those of a schema that is made up here.
type Generated = any;

let modules = 0;
async function generated(schema: SbeSchema): Promise<Generated> {
  const path = join(folder, `schema-${modules++}.ts`);
  await Bun.write(path, generateSbe(schema, { runtime: join(import.meta.dir, "../sbe-runtime.ts") }));
  return import(path);
}

/** Compares everything that both say of a block. */
function compare(definition: SbeBlockDefinition, block: SbeBlock, decoder: Generated, path: string): void {
  const names = namesOf(definition);
  for (const field of sbeFields(definition)) {
    const where = `${path}.${field.name}`;
    const name = names.fields.get(field.name)!;
    for (let index = 0; index < Math.max(1, field.length); index++)
      compareValue(field, index, name, block, decoder, where);
    for (const choice of choicesOf(field))
      expect([where, choice, decoder[names.choices.get(`${field.name} ${choice}`)!]]).toEqual([
        where,
        choice,
        block.isSet(field, choice),
      ]);
    if (field.names?.kind === "enum") expect([where, decoder[`${name}Name`]]).toEqual([where, block.nameOf(field)]);
    if (`${name}Text` in decoder) expect([where, decoder[`${name}Text`]]).toEqual([where, block.text(field)]);
  }
  for (const group of definition.groups) {
    const cursor = block.group(group);
    const other = decoder[names.groups.get(group.name)!]();
    expect([path, group.name, other.count]).toEqual([path, group.name, cursor.count]);
    for (let entry = 0; cursor.next(); entry++) {
      expect(other.next()).toBe(true);
      compare(group, cursor.entry, other, `${path}.${group.name}[${entry}]`);
    }
    expect(other.next()).toBe(false);
  }
  for (const data of definition.data) {
    const name = names.data.get(data.name)!;
    expect([path, data.name, decoder[name]()]).toEqual([path, data.name, block.data(data)]);
    expect(decoder[`${name}Text`]()).toBe(new TextDecoder().decode(block.data(data)));
  }
}

function compareValue(
  field: SbeField,
  index: number,
  name: string,
  block: SbeBlock,
  decoder: Generated,
  where: string,
): void {
  if (typeof field.constant === "string") return;
  const of = (member: string) => (field.length > 1 ? decoder[member](index) : decoder[member]);
  expect([where, index, of(name)]).toEqual([where, index, block.number(field, index)]);
  if (`${name}Exact` in decoder)
    expect([where, index, of(`${name}Exact`)]).toEqual([where, index, block.bigint(field, index)]);
}

/** Writes an object by generated encoders. */
function put(definition: SbeBlockDefinition, encoder: Generated, object: SbeObject): void {
  const names = namesOf(definition);
  for (const field of sbeFields(definition)) {
    if (field.presence === "constant") continue;
    const value = field.name.split(".").reduce<SbeValue | undefined>((at, part) => (at as SbeObject)?.[part], object);
    const name = names.fields.get(field.name)!;
    if (value === undefined) continue;
    if (field.names?.kind === "set") {
      const { choices } = field.names;
      const bits = (value as string[]).reduce((sum, choice) => sum | (1n << BigInt(choices.get(choice)!)), 0n);
      encoder[name](field.size === 8 ? bits : Number(bits));
    } else if (field.names?.kind === "enum") encoder[name](Number(field.names.values.get(value as string)!));
    else if (typeof value === "string") encoder[`${name}Text`](value);
    else if (Array.isArray(value)) for (const [i, one] of value.entries()) encoder[name](i, one);
    else encoder[name](value);
  }
  for (const group of definition.groups) {
    const entries = object[group.name] as readonly SbeObject[];
    const writer = encoder[names.groups.get(group.name)!](entries.length);
    for (const entry of entries) put(group, writer.next(), entry);
  }
  for (const data of definition.data) encoder[names.data.get(data.name)!](object[data.name]);
}

function decoderOf(module: Generated, schema: SbeSchema): Generated {
  return new module[`${messageName(schema.messages[0]!)}Decoder`]();
}

describe("generated code", () => {
  test("reads and writes random messages of random schemas as the interpreter does, older and newer ones too", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const xml = randomSchemas(seed);
      const [older, newer] = await Promise.all([readSbeSchema(xml.older), readSbeSchema(xml.newer)]);
      const module = await generated(newer);
      const olderModule = await generated(older);
      const message = newer.messages[0]!;
      const random = new Random(BigInt(seed));
      const [reader, olderReader] = [new SbeReader(newer), new SbeReader(older)];
      const [decoder, olderDecoder] = [decoderOf(module, newer), decoderOf(olderModule, older)];
      const encoder = new module[`${messageName(message)}Encoder`]();
      for (let i = 0; i < 4; i++) {
        const object = randomObject(message, random);
        const bytes = sbeFromObject(new SbeWriter(newer), message, object).slice();
        put(message, encoder.begin(), object);
        expect([seed, encoder.finish().toHex()]).toEqual([seed, bytes.toHex()]);
        for (const [one, other] of [
          [reader, decoder],
          [olderReader, olderDecoder],
        ] as const) {
          expect([seed, other.wrap(bytes)]).toEqual([seed, one.wrap(bytes)]);
          expect(other.end).toBe(one.size);
          compare(one.message, one.block, other, `seed ${seed}`);
        }
        const old = sbeFromObject(new SbeWriter(older), older.messages[0]!, randomObject(older.messages[0]!, random));
        expect([reader.wrap(old), decoder.wrap(old)]).toEqual([SbeWrap.Message, SbeWrap.Message]);
        compare(message, reader.block, decoder, `seed ${seed}, older`);
      }
    }
  });

  test("takes and refuses broken messages as the interpreter does", async () => {
    for (let seed = 1; seed <= SEEDS / 2; seed++) {
      const schema = await readSbeSchema(randomSchemas(seed).newer);
      const decoder = decoderOf(await generated(schema), schema);
      const reader = new SbeReader(schema);
      const random = new Random(BigInt(seed));
      const message = schema.messages[0]!;
      const bytes = sbeFromObject(new SbeWriter(schema), message, randomObject(message, random)).slice();
      for (let end = 0; end < bytes.length; end++)
        expect([seed, end, decoder.wrap(bytes.slice(0, end))]).toEqual([seed, end, reader.wrap(bytes.slice(0, end))]);
      for (let i = 0; i < 200; i++) {
        const broken = bytes.slice();
        for (let left = 1 + random.integer(3); left > 0; left--)
          broken[random.integer(broken.length)] = random.integer(256);
        const found = reader.wrap(broken);
        expect([seed, i, broken.toHex(), decoder.wrap(broken)]).toEqual([seed, i, broken.toHex(), found]);
        if (found === SbeWrap.Message) compare(message, reader.block, decoder, `seed ${seed}, ${i}`);
      }
    }
  });
});

describe("Binance's streams", () => {
  test("random messages are read and written as the interpreter does", () => {
    const random = new Random(5n);
    const reader = new SbeReader(BINANCE_STREAM_SCHEMA);
    const writer = new SbeWriter(BINANCE_STREAM_SCHEMA);
    for (let i = 0; i < 100; i++) {
      const message = BINANCE_STREAM_SCHEMA.messages[i % 4]!;
      const object = randomObject(message, random);
      const bytes = sbeFromObject(writer, message, object).slice();
      const module = binance as Generated;
      const decoder = new module[`${message.name}Decoder`]();
      const encoder = new module[`${message.name}Encoder`]();
      expect(binance.sbeTemplateOf(new DataView(bytes.buffer))).toBe(message.id);
      expect([decoder.wrap(bytes), reader.wrap(bytes)]).toEqual([SbeWrap.Message, SbeWrap.Message]);
      compare(message, reader.block, decoder, message.name);
      put(message, encoder.begin(), object);
      expect(encoder.finish().toHex()).toBe(bytes.toHex());
    }
  });

  test("typed: a depth difference, read and written", () => {
    const encoder = new binance.DepthDiffStreamEventEncoder();
    encoder
      .begin()
      .eventTime(1_700_000_000_000_000)
      .lastBookUpdateId(2n ** 60n)
      .priceExponent(-2);
    const bids = encoder.bids(2);
    bids.next().price(100).qty(5);
    bids.next().price(99).qty(-1n);
    encoder.symbol("BTCUSDT");
    const bytes = encoder.finish();
    const decoder = new binance.DepthDiffStreamEventDecoder();
    expect(decoder.wrap(bytes)).toBe(SbeWrap.Message);
    const rows: [number, bigint][] = [];
    for (const side = decoder.bids(); side.next(); ) rows.push([side.price, side.qtyExact]);
    expect(rows).toEqual([
      [100, 5n],
      [99, -1n],
    ]);
    expect([decoder.asks().count, decoder.symbolText(), decoder.priceExponent]).toEqual([0, "BTCUSDT", -2]);
    expect([decoder.lastBookUpdateId, decoder.lastBookUpdateIdExact]).toEqual([Number.NaN, 2n ** 60n]);
  });

  test("what cannot be written is an error", () => {
    const encoder = new binance.TradesStreamEventEncoder();
    expect(() => encoder.finish()).toThrow(StateError);
    encoder.begin();
    expect(() => encoder.priceExponent(128)).toThrow("priceExponent: 128 is no integer from -128 to 127");
    expect(() => encoder.eventTime(2n ** 63n)).toThrow(InputError);
    expect(() => encoder.eventTime(0.5)).toThrow(InputError);
    expect(() => encoder.trades(-1)).toThrow(InputError);
    const trades = encoder.begin().trades(1);
    expect(() => encoder.symbol("A")).toThrow("trades: 1 entries were not written");
    trades.next();
    expect(() => trades.next()).toThrow("trades: more entries than were said");
    encoder.begin().symbol("A");
    expect(() => encoder.trades(0)).toThrow("TradesStreamEvent: groups and data have an order");
    expect(() => encoder.begin().symbol("x".repeat(256))).toThrow(InputError);
  });
});
