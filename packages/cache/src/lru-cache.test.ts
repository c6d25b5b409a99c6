import { expect, test } from "bun:test";
import { LruCache } from "./lru-cache.ts";

test("LruCache tells keys apart as a Map does", () => {
  const cache = new LruCache<unknown, string>({ max: 10 });
  const object = {};
  cache.set(object, "object").set("[object Object]", "string").set(1, "number").set("1", "digit");
  cache.set(Number.NaN, "nan").set(undefined, "undefined").set(null, "null");
  expect([cache.get(object), cache.get({}), cache.get("[object Object]")]).toEqual(["object", undefined, "string"]);
  expect([cache.get(1), cache.get("1"), cache.get(Number.NaN)]).toEqual(["number", "digit", "nan"]);
  expect([cache.get(undefined), cache.get(null)]).toEqual(["undefined", "null"]);
});
