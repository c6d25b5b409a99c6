import { describe, expect, test } from "bun:test";
import { Graph, type Series } from "../graph/graph.ts";
import { quantile, smallest } from "../graph/order-statistics.ts";
import { Program } from "../program/program.ts";

/** Whole numbers without order but with many ties, then a rise, then a fall, then one value over and over. */
function values(length: number, spread: number): number[] {
  let state = 12_345;
  return Array.from({ length }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    const quarter = Math.floor((4 * i) / length);
    return [state % spread, i, -i, 7][quarter]!;
  });
}

/** What a series gives bar by bar, while other bars are tried, taken in and taken back again. */
function disturbed(build: (value: Series) => Series, input: readonly number[]): number[] {
  const graph = new Graph(["value"]);
  const program = new Program(graph, [build(graph.input("value"))]);
  const tried = new Float64Array(1);
  return input.map((value, i) => {
    if (i % 3 > 0) program.peek([-value], tried);
    if (i % 2 > 0) {
      program.step(value + 3);
      for (let k = 0; k < i % 4; k++) program.peek([k], tried);
      program.undo();
    }
    program.step(value);
    return program.output(0);
  });
}

describe("order statistics of windows are those of a sorted copy", () => {
  for (const period of [1, 2, 3, 8, 33, 100]) {
    const input = values(6 * period + 40, period + 3);
    const windows = input.map((_, i) => input.slice(Math.max(0, i + 1 - period), i + 1).sort((a, b) => a - b));

    test(`each rank of ${period}`, () => {
      for (const rank of new Set([1, Math.ceil(period / 2), period])) {
        const lower = disturbed((value) => smallest(value, period, rank).lower, input);
        const upper = disturbed((value) => smallest(value, period, rank).upper, input);
        for (let i = period - 1; i < input.length; i++)
          expect([i, lower[i], upper[i]]).toEqual([
            i,
            windows[i]![rank - 1]!,
            windows[i]![Math.min(rank, period - 1)]!,
          ]);
      }
    });

    test(`quantiles of ${period}, between values`, () => {
      const quartile = disturbed((value) => quantile(value, period, 0.25), input);
      const at = (period - 1) / 4;
      for (let i = period - 1; i < input.length; i++) {
        const [low, high] = [windows[i]![Math.floor(at)]!, windows[i]![Math.ceil(at)]!];
        expect(quartile[i]).toBeCloseTo(low + (high - low) * (at - Math.floor(at)), 12);
      }
    });

    test(`how many of ${period} before are less, counted and in a tree`, () => {
      const counted = disturbed((value) => value.graph.apply("windowCountBelow", [value], { period })[0]!, input);
      const inTree = disturbed((value) => value.graph.apply("windowRank", [value], { period })[0]!, input);
      for (let i = period; i < input.length; i++) {
        const below = input.slice(i - period, i).filter((v) => v < input[i]!).length;
        expect([i, counted[i], inTree[i]]).toEqual([i, below, below]);
      }
    });
  }
});
