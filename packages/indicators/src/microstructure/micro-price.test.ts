import { describe, expect, test } from "bun:test";
import { Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { MicroPrice } from "./micro-price.ts";

type Quote = [bid: number, bidSize: number, ask: number, askSize: number];

/** A book whose price goes to where the greater size pushes it. */
function book(length: number, seed: number): Quote[] {
  const random = new Random(seed);
  let bid = 10_000;
  let spread = 1;
  let [bidSize, askSize] = [50, 50];
  return Array.from({ length }, () => {
    bidSize = Math.max(0, bidSize + Math.floor(random.uniform() * 21) - 10);
    askSize = Math.max(0, askSize + Math.floor(random.uniform() * 21) - 10);
    if (bidSize === 0 || askSize === 0) {
      bid += bidSize === 0 ? -1 : 1;
      spread = 1 + Math.floor(random.uniform() * 2.2);
      bidSize = 1 + Math.floor(random.uniform() * 100);
      askSize = 1 + Math.floor(random.uniform() * 100);
    }
    return [bid * 0.01, bidSize, (bid + spread) * 0.01, askSize];
  });
}

describe("MicroPrice", () => {
  test("of two states, by hand", () => {
    // Two bins, one spread. High (bid larger) → low without a move, low → high with a move down, high → high with a move
    // up. With mirror images from high: 1 to low staying, 1 to high and 1 to low moving up: u = 2/3, q = 1/3.
    const micro = new MicroPrice({ tickSize: 1, imbalanceBins: 2, spreadTicks: 1 });
    const path: Quote[] = [
      [10, 3, 11, 1],
      [10, 1, 11, 3],
      [9, 3, 10, 1],
      [10, 3, 11, 1],
    ];
    for (const quote of path) micro.observe(...quote);
    micro.estimate();
    // G of low is −G of high, so G = u − q G, and G = u ÷ (1 + q) = ½. A move leads to high and to low alike, so what
    // comes after the first one adds nothing.
    expect(micro.adjustments[1]).toBeCloseTo(0.5, 12);
    expect(micro.adjustments[0]).toBeCloseTo(-0.5, 12);
    expect(micro.price(20, 9, 21, 1)).toBeCloseTo(21, 12);
  });

  test("is a martingale on what it was estimated from, and mirror images are opposite", () => {
    const quotes = book(60_000, 5);
    const micro = new MicroPrice({ tickSize: 0.01, imbalanceBins: 6, spreadTicks: 3 });
    for (const quote of quotes) micro.observe(...quote);
    const ahead = micro.estimate();
    expect(ahead).toBeLessThan(1000);
    const drift = new Float64Array(18);
    const weight = new Float64Array(18);
    const mirror = (state: number) => state - (state % 6) + 5 - (state % 6);
    for (let i = 1; i < quotes.length; i++) {
      const [before, now] = [quotes[i - 1]!, quotes[i]!];
      const [from, step] = [micro.stateOf(...before), micro.price(...now) - micro.price(...before)];
      drift[from]! += step;
      drift[mirror(from)]! -= step;
      weight[from]!++;
      weight[mirror(from)]!++;
    }
    for (let state = 0; state < 18; state++) {
      if (weight[state]! > 0) expect(Math.abs(drift[state]! / weight[state]!)).toBeLessThan(0.01 * 1e-6);
      expect(micro.adjustments[state]).toBeCloseTo(-micro.adjustments[mirror(state)]!, 10);
    }
    // More on the bid, higher price.
    for (let bin = 1; bin < 6; bin++) expect(micro.adjustments[bin]! > micro.adjustments[bin - 1]!).toBe(true);
  });

  test("leaves out what is no book, and has the mid where nothing is known", () => {
    const micro = new MicroPrice({ tickSize: 1 });
    expect(micro.stateOf(10, 0, 11, 0)).toBe(-1);
    expect(micro.stateOf(11, 5, 10, 5)).toBe(-1);
    expect(micro.stateOf(10, 5, 30, 5)).toBe(-1);
    expect(micro.stateOf(Number.NaN, 5, 11, 5)).toBe(-1);
    expect(micro.stateOf(10, 5, 11, Number.POSITIVE_INFINITY)).toBe(-1);
    for (const size of [1, 2, 3, 1, 2]) micro.observe(10, size, 11, 2);
    micro.observe(Number.NaN, 1, 2, 3);
    micro.observe(20, 1, 21, 3);
    micro.estimate();
    expect(micro.price(10, 1, 11, 2)).toBe(10.5);
    expect(() => new MicroPrice({ tickSize: 0 })).toThrow("tickSize");
    expect(() => new MicroPrice({ tickSize: 1, imbalanceBins: 1 })).toThrow("imbalanceBins");
  });

  test("goes on from a snapshot", () => {
    const quotes = book(4000, 9);
    const options = { tickSize: 0.01, imbalanceBins: 4, spreadTicks: 3 };
    const [whole, first, second] = [new MicroPrice(options), new MicroPrice(options), new MicroPrice(options)];
    for (const quote of quotes) whole.observe(...quote);
    for (const quote of quotes.slice(0, 2000)) first.observe(...quote);
    const writer = new SnapshotWriter();
    first.snapshot(writer);
    second.restore(new SnapshotReader(writer.finish()));
    for (const quote of quotes.slice(2000)) second.observe(...quote);
    whole.estimate();
    second.estimate();
    expect(second.adjustments).toEqual(whole.adjustments);
  });
});
