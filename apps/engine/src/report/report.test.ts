import { expect, test } from "bun:test";
import { reportJson } from "./report.ts";

test("one document: exact integers as text, nothing that JSON has no word for, no text touched", () => {
  const value = { big: 2n ** 64n, odd: Number.NaN, list: [1, -2.5e-8, 3], texts: ["[1, 2]", "[\n1, 2]"], empty: [] };
  const text = reportJson(value);
  expect(JSON.parse(text)).toEqual({
    ...value,
    big: "18446744073709551616",
    odd: null,
  } as unknown as Record<string, unknown>);
  expect(text).toContain('"list": [1,-2.5e-8,3]');
});
