import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { drawn, outputsOf, rolling, worst } from "../testing/reference.ts";

const inputs = ["bidPrice", "bidSize", "askPrice", "askSize"];

function book(rows: number[][]): Record<string, Float64Array> {
  return Object.fromEntries(inputs.map((name, k) => [name, Float64Array.from(rows, (row) => row[k]!)]));
}

describe("the best quotes", () => {
  test("mid, spread, weighted mid and imbalance of 99 × 30 and 101 × 10", () => {
    const columns = book([[99, 30, 101, 10]]);
    expect(outputsOf("MID", {}, columns).real![0]).toBe(100);
    const { spread, relative } = outputsOf("SPREAD", {}, columns);
    expect([spread![0], relative![0]]).toEqual([2, 0.02]);
    // Three quarters of the size is on the bid, so the price is three quarters of the way to the offer.
    expect(outputsOf("MICROPRICE", {}, columns).real![0]).toBe(100.5);
    expect(outputsOf("QUEUEIMBALANCE", {}, columns).real![0]).toBe(0.5);
  });

  test("an empty book has its mid, and no imbalance", () => {
    const columns = book([[99, 0, 101, 0]]);
    expect(outputsOf("MICROPRICE", {}, columns).real![0]).toBe(100);
    expect(outputsOf("QUEUEIMBALANCE", {}, columns).real![0]).toBe(0);
  });
});

describe("OFI", () => {
  test("each of what can happen to a side, by hand", () => {
    const columns = book([
      [99, 10, 101, 10],
      [99, 15, 101, 10], // 5 come to the bid: +5
      [99, 15, 101, 12], // 2 come to the offer: −2
      [100, 4, 101, 12], // the bid rises: its 4 are new
      [98, 7, 101, 12], // the bid falls: 4 are gone
      [98, 7, 102, 6], // the offer rises: 12 are gone from it: +12
      [98, 7, 100, 3], // the offer falls: its 3 are new: −3
      [98, 2, 100, 1], // 5 leave the bid, 2 the offer: −3
    ]);
    expect([...outputsOf("OFI", { timePeriod: 1 }, columns).real!]).toEqual([Number.NaN, 5, -2, 4, -4, 12, -3, -3]);
    expect(outputsOf("OFI", { timePeriod: 7 }, columns).real![7]).toBe(9);
  });

  test("is the sum of its events over each window", () => {
    fc.assert(
      fc.property(drawn(inputs, ["steps", "walk"]), fc.integer({ min: 1, max: 20 }), (columns, n) => {
        const [pb, qb, pa, qa] = inputs.map((name) => columns[name]!) as [
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const event = (i: number) =>
          (pb[i]! >= pb[i - 1]! ? qb[i]! : 0) -
          (pb[i]! <= pb[i - 1]! ? qb[i - 1]! : 0) -
          (pa[i]! <= pa[i - 1]! ? qa[i]! : 0) +
          (pa[i]! >= pa[i - 1]! ? qa[i - 1]! : 0);
        const expected = rolling(pb.length, n + 1, (from, to) => {
          let sum = 0;
          for (let i = from + 1; i < to; i++) sum += event(i);
          return sum;
        });
        expect(worst(outputsOf("OFI", { timePeriod: n }, columns).real!, expected)).toBeLessThan(1e-11);
      }),
      { numRuns: 50 },
    );
  });
});
