import { expect, test } from "bun:test";
import { ExecutionIds } from "./execution-ids.ts";

test("numbers stand for themselves, texts for their hash, in every process the same, and neither for the other", () => {
  const ids = new ExecutionIds();
  expect(["1", "4503599627370495", undefined, "", "0"].map((text) => ids.of(text))).toEqual([1, 2 ** 52 - 1, 0, 0, 0]);
  // Leading zeros make another id.
  for (const text of ["01", "4503599627370496", "E1", "-1", "1.0", "ÄÖ"]) {
    const id = ids.of(text);
    expect([Number.isSafeInteger(id), id >= 2 ** 52, new ExecutionIds().of(text)]).toEqual([true, true, id]);
  }
  expect(ids.of("E1795695716027954-3")).toBe(KNOWN);
});

test("many ids of one form are as many numbers, more than are remembered", () => {
  const ids = new ExecutionIds();
  const seen = new Set<number>();
  for (let n = 0; n < 200_000; n++) seen.add(ids.of(`E${n}`));
  expect([seen.size, ids.collisions]).toEqual([200_000, 0]);
});

/** What journals have: it must not change. */
const KNOWN = 4715204926385560;
