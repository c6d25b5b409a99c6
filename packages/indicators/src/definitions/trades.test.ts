import { describe, expect, test } from "bun:test";
import { normalCdf } from "@hotpath/core";
import fc from "fast-check";
import { indicator } from "../indicator.ts";
import { centralSum, drawn, outputsOf, rolling, worst } from "../testing/reference.ts";

const numbers = (...values: number[]) => Float64Array.from(values);

describe("trade signs", () => {
  test("tick rule: zero ticks have the sign of the last move", () => {
    const { integer } = outputsOf("TICKRULE", {}, { price: numbers(10, 10, 11, 11, 10, 10, 12) });
    expect([...integer!]).toEqual([Number.NaN, 0, 1, 1, -1, -1, 1]);
  });

  test("quote rule and Lee–Ready, with quotes of now and of the bar before", () => {
    const columns = {
      price: numbers(10, 11, 10.5, 10, 12),
      bid: numbers(9, 10, 10, 10, 10),
      ask: numbers(11, 11, 11, 11, 16),
    };
    // Middles 10, 10.5, 10.5, 10.5, 13.
    expect([...outputsOf("QUOTERULE", {}, columns).integer!]).toEqual([0, 1, 0, -1, -1]);
    expect([...outputsOf("LEEREADY", {}, columns).integer!]).toEqual([Number.NaN, 1, -1, -1, -1]);
    expect([...outputsOf("LEEREADY", { quoteLag: 1 }, columns).integer!]).toEqual([Number.NaN, 1, -1, -1, 1]);
  });

  test("bulk volume: changes 1 and −1 have deviation √2, so the last sells Φ(1 ÷ √2) of 100", () => {
    const columns = { price: numbers(10, 11, 10), volume: numbers(5, 5, 100) };
    const { buyVolume, sellVolume } = outputsOf("BVC", { timePeriod: 2 }, columns);
    expect(buyVolume![2]).toBeCloseTo(100 * normalCdf(-Math.SQRT1_2), 12);
    expect(sellVolume![2]).toBe(100 - buyVolume![2]!);
    const flat = outputsOf("BVC", { timePeriod: 2 }, { ...columns, price: numbers(3, 3, 3) });
    expect([flat.buyVolume![2], flat.sellVolume![2]]).toEqual([50, 50]);
  });
});

describe("trade flow", () => {
  test("by hand: signs 1, 1, −1 on 2, 3, 4", () => {
    const columns = { price: numbers(1, 2, 2, 1), volume: numbers(9, 2, 3, 4) };
    const { flow, imbalance } = outputsOf("TRADEFLOW", { timePeriod: 3 }, columns);
    expect([flow![3], imbalance![3]]).toEqual([1, 1 / 9]);
  });

  test("Kyle's λ of prices that move 0.5 for each signed unit is 0.5", () => {
    const volume = numbers(3, 2, 5, 1, 4, 4, 2);
    const signs = [1, 1, -1, 1, -1, -1, 1];
    const price = volume.map(() => 100);
    for (let i = 1; i < volume.length; i++) price[i] = price[i - 1]! + 0.5 * signs[i]! * volume[i]!;
    const columns = { price, volume };
    expect(outputsOf("KYLE", { timePeriod: 6 }, columns).real![6]).toBeCloseTo(0.5, 13);
    expect(
      outputsOf("KYLE", { timePeriod: 3 }, { price: numbers(1, 1, 1, 1), volume: numbers(1, 2, 3, 4) }).real![3],
    ).toBe(0);
  });

  test("Amihud leaves out bars without trade", () => {
    // 10 % on 110 × 10, nothing, −50 % on 55 × 20: the mean of 1 ÷ 11 000 and 1 ÷ 2200.
    const columns = { price: numbers(100, 110, 110, 55), volume: numbers(1, 10, 0, 20) };
    const { real } = outputsOf("AMIHUD", { timePeriod: 3, scale: 1 }, columns);
    expect(real![3]).toBeCloseTo((1 / 11_000 + 1 / 2200) / 2, 16);
    expect(outputsOf("AMIHUD", { timePeriod: 1 }, columns).real![2]).toBe(0);
  });
});

describe("spreads of trades", () => {
  test("Roll: a price that bounces by 1 has a covariance of −1; one that runs has no spread", () => {
    const bounce = numbers(10, 11, 10, 11, 10, 11, 10);
    // Four pairs of 1 and −1, in turn: means 0.
    expect(outputsOf("ROLLSPREAD", { timePeriod: 4 }, { price: bounce }).real![6]).toBeCloseTo(2, 14);
    const run = numbers(1, 2, 4, 8, 16, 32, 64);
    expect(outputsOf("ROLLSPREAD", { timePeriod: 4 }, { price: run }).real![6]).toBe(0);
  });

  test("effective spread is realised spread and impact", () => {
    const columns = {
      price: numbers(10, 101, 100, 100),
      bid: numbers(9, 99, 99, 100),
      ask: numbers(11, 101, 101, 102),
    };
    const effective = outputsOf("EFFECTIVESPREAD", {}, columns);
    expect([effective.spread![1], effective.relative![1]]).toEqual([2, 0.02]);
    const { realised, impact } = outputsOf("REALISEDSPREAD", { horizon: 2 }, columns);
    // Bought at 101 with the middle at 100, which is 101 two bars after.
    expect([realised![3], impact![3]]).toEqual([0, 2]);
    expect(indicator("REALISEDSPREAD", { horizon: 2 }).outputs[0]!.offset!({ horizon: 2 })).toBe(-2);
  });

  test("Kyle and Roll are the plain formulas over each window", () => {
    fc.assert(
      fc.property(
        drawn(["price", "volume"], ["walk", "tiny", "huge"]),
        fc.integer({ min: 3, max: 30 }),
        (columns, n) => {
          const [price, volume] = [columns.price!, columns.volume!];
          const move = price.map((p, i) => (i === 0 ? 0 : p - price[i - 1]!));
          let sign = 0;
          const signed = volume.map((v, i) => {
            sign = Math.sign(move[i]!) || sign;
            return sign * v;
          });
          const lambda = rolling(price.length, n, (from, to) => {
            const [q, p] = [signed.subarray(from, to), move.subarray(from, to)];
            return from === 0 ? Number.NaN : centralSum(q, p) / centralSum(q);
          });
          const scale = Math.abs(price[0]!) * 1e-6;
          expect(worst(outputsOf("KYLE", { timePeriod: n }, columns).real!, lambda, scale)).toBeLessThan(1e-11);
          const roll = rolling(price.length, n + 1, (from, to) => {
            const covariance = centralSum(move.subarray(from + 1, to), move.subarray(from, to - 1)) / n;
            return from === 0 ? Number.NaN : covariance < 0 ? 2 * Math.sqrt(-covariance) : 0;
          });
          const { real } = outputsOf("ROLLSPREAD", { timePeriod: n }, columns);
          // A root near 0 keeps half the digits.
          expect(worst(real!, roll, scale * 100)).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 50 },
    );
  });
});

/** VPIN by pouring volume bar by bar, bucket by bucket. */
function pour(price: Float64Array, volume: Float64Array, bucket: number, buckets: number, n: number): number[] {
  const imbalances: number[] = [];
  let filled = 0;
  let bought = 0;
  return Array.from(price, (_, i) => {
    if (i < n) return Number.NaN;
    const moves = Float64Array.from({ length: n }, (_, j) => price[i - j]! - price[i - j - 1]!);
    const variance = centralSum(moves) / (n - 1);
    const share = variance > 0 ? normalCdf(moves[0]! / Math.sqrt(variance)) : 0.5;
    for (let rest = volume[i]!; rest > 0; ) {
      const part = Math.min(rest, bucket - filled);
      rest -= part;
      filled += part;
      bought += part * share;
      if (filled < bucket) break;
      imbalances.push(Math.abs(2 * bought - bucket) / bucket);
      filled = 0;
      bought = 0;
    }
    const last = imbalances.slice(-buckets);
    return last.length === 0 ? 0 : last.reduce((sum, value) => sum + value, 0) / last.length;
  });
}

describe("VPIN", () => {
  const small = { bucketVolume: 100, buckets: 4, timePeriod: 5 };

  test("by hand: one bar of rising prices fills two buckets and half of a third", () => {
    // Changes 1 and 2: deviation √½, so Φ(2√2) of the volume is bought.
    const columns = { price: numbers(1, 2, 4), volume: numbers(0, 0, 25) };
    const { real } = outputsOf("VPIN", { bucketVolume: 10, buckets: 2, timePeriod: 2 }, columns);
    expect(real![2]).toBeCloseTo(2 * normalCdf(2 * Math.SQRT2) - 1, 14);
  });

  test("pours each bar's volume over the buckets it fills, however many", () => {
    fc.assert(
      fc.property(
        drawn(["price", "volume"], ["walk", "steps", "constant"], 150),
        fc.constantFrom(7, 100, 333, 1000, 20_000),
        fc.integer({ min: 1, max: 12 }),
        (columns, bucketVolume, buckets) => {
          const { price, volume } = columns as { price: Float64Array; volume: Float64Array };
          const expected = Float64Array.from(pour(price, volume, bucketVolume, buckets, 5));
          const { real } = outputsOf("VPIN", { bucketVolume, buckets, timePeriod: 5 }, columns);
          expect(worst(real!, expected)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 80 },
    );
  });

  test("a bar that filled many buckets can be taken back, after another was tried", () => {
    fc.assert(
      fc.property(drawn(["price", "volume"], ["walk", "steps"], 80), (columns) => {
        const { price, volume } = columns as { price: Float64Array; volume: Float64Array };
        const [plain, tried] = [indicator("VPIN", small).stream(), indicator("VPIN", small).stream()];
        for (let i = 0; i < price.length; i++) {
          const bar = { price: price[i]!, volume: volume[i]! };
          const other = { price: price[79 - i]!, volume: volume[79 - i]! * 3 };
          const expected = plain.update(bar);
          tried.update(other);
          tried.peek(other);
          expect(tried.replaceLast(bar)).toBe(expected);
          tried.peek(other);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("is between 0 and 1, and an enormous bar does it no harm", () => {
    const { real } = outputsOf("VPIN", small, {
      price: numbers(1, 2, 3, 2, 4, 5, 4, 5),
      volume: numbers(1, 1e30, 3, 1e300, 0, -5, 10, 1e15),
    });
    for (const value of real!.subarray(5)) expect(value >= 0 && value <= 1).toBe(true);
  });
});
