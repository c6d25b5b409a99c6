import { expect, test } from "bun:test";
import * as v from "valibot";
import { flag, integerIn, numberIn, oneOf, parseConfig } from "./config.ts";

const schema = v.strictObject({
  leverage: v.optional(numberIn(0, 100, true), 5),
  count: v.optional(integerIn(1, 10), 3),
  on: v.optional(flag, true),
  mode: v.optional(oneOf(["exact", "fast"]), "exact"),
  inner: v.optional(v.strictObject({ deep: v.optional(numberIn(0, 1), 0.5) }), {}),
  list: v.optional(v.array(numberIn(0, 1)), []),
});
const parse = (value: unknown): unknown => parseConfig(schema, value, "engine");

test("fills in defaults and freezes", () => {
  const config = parseConfig(schema, {}, "engine");
  expect(config).toEqual({ leverage: 5, count: 3, on: true, mode: "exact", inner: { deep: 0.5 }, list: [] });
  expect(Object.isFrozen(config) && Object.isFrozen(config.inner)).toBe(true);
});

test("names the path, the value and what is allowed", () => {
  expect(() => parse({ leverage: 0 })).toThrow(
    "engine.leverage: got 0; allowed: a number greater than 0 and at most 100",
  );
  expect(() => parse({ leverage: Number.NaN })).toThrow("engine.leverage: got NaN");
  expect(() => parse({ count: 2.5 })).toThrow("engine.count: got 2.5; allowed: an integer from 1 to 10");
  expect(() => parse({ on: "yes" })).toThrow('engine.on: got "yes"; allowed: true or false');
  expect(() => parse({ mode: "quick" })).toThrow('engine.mode: got "quick"; allowed: one of "exact", "fast"');
  expect(() => parse({ inner: { deep: 2 } })).toThrow("engine.inner.deep: got 2; allowed: a number from 0 to 1");
  expect(() => parse({ list: [0, 7] })).toThrow("engine.list[1]: got 7");
  expect(() => parse(5)).toThrow("engine: got 5; allowed: Object");
});

test("an unknown key is named with the known ones", () => {
  expect(() => parse({ leverag: 5 })).toThrow(
    'engine.leverag: got "leverag"; allowed: one of the keys leverage, count, on, mode, inner, list',
  );
  expect(() => parse({ inner: { depth: 1 } })).toThrow("one of the keys deep");
});
