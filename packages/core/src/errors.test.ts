import { expect, test } from "bun:test";
import { assert, CapacityError, ConfigError, describeValue, HotpathError, InputError, StateError } from "./errors.ts";

test("every error has a stable code, its own name and one base", () => {
  const errors = [
    new ConfigError("a.b", 5, "less"),
    new InputError("INPUT_INVALID", "x"),
    new CapacityError("x"),
    new StateError("DISPOSED", "x"),
  ];
  expect(errors.map((e) => [e.code, e.name])).toEqual([
    ["CONFIG_INVALID", "ConfigError"],
    ["INPUT_INVALID", "InputError"],
    ["CAPACITY_EXCEEDED", "CapacityError"],
    ["DISPOSED", "StateError"],
  ]);
  for (const error of errors) expect(error instanceof HotpathError && error instanceof Error).toBe(true);
  expect(errors[0]!.message).toBe("a.b: got 5; allowed: less");
});

test("a broken invariant is told apart from bad input", () => {
  expect(() => assert(false, "one is two")).toThrow("invariant broken: one is two");
});

test("any value can be shown", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  expect([1, "a", 5n, undefined, null, { a: 1n }, circular, Symbol("s")].map(describeValue)).toEqual([
    "1",
    '"a"',
    "5n",
    "undefined",
    "null",
    '{"a":"1n"}',
    "[object Object]",
    "Symbol(s)",
  ]);
  expect(describeValue("x".repeat(500)).length).toBe(120);
});
