import { expect, test } from "bun:test";
import { venueReasonsOf } from "./venue-reasons.ts";

test("what a venue's numbers mean, in words", () => {
  expect(venueReasonsOf("exchange")).toMatchObject({ 2: "unknown order", 12: "would cross", 14: "unfilled IOC" });
  expect(venueReasonsOf("paper")).toMatchObject({ 1: "no quote", 5: "unfilled" });
  expect(venueReasonsOf("fix")).toMatchObject({ 4: "too late to enter", 1001: "not connected" });
  expect(Object.keys(venueReasonsOf("bars")).length).toBeGreaterThan(3);
});
