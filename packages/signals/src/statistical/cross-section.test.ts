import { describe, expect, test } from "bun:test";
import { ConfigError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { CrossSection, CrossSectionalMomentum, crossSectionalPositions } from "./index.ts";

describe("CrossSection", () => {
  test("by hand: ties share, what has no figure has no place", () => {
    expect(
      Array.from(crossSectionalPositions(Float64Array.of(3, 1, Number.NaN, 2, 2, Number.POSITIVE_INFINITY))),
    ).toEqual([0.75, -0.75, Number.NaN, 0, 0, Number.NaN]);
    expect(crossSectionalPositions(new Float64Array(0)).length).toBe(0);
  });

  test("positions are those of counting, their mean is 0, and the stream's are the batch's", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double()), { minLength: 1, maxLength: 70 }),
        (list) => {
          const figures = Float64Array.from(list);
          const known = list.filter(Number.isFinite);
          const positions = crossSectionalPositions(figures);
          const section = new CrossSection(list.length);
          for (const [symbol, value] of list.entries()) section.set(symbol, value);
          expect(section.rank()).toBe(known.length);
          for (const [i, value] of list.entries()) {
            const below = known.filter((other) => other < value).length;
            const above = known.filter((other) => other > value).length;
            const expected = Number.isFinite(value) ? (below - above) / known.length : Number.NaN;
            expect(positions[i]!).toBe(expected + 0);
            expect(section.position(i)).toBe(positions[i]!);
            expect(Math.abs(positions[i]!) >= 1).toBe(false);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test("z-scores", () => {
    const section = new CrossSection(3);
    for (const [symbol, value] of [1, 2, 6].entries()) section.set(symbol, value);
    section.rank();
    expect(section.zScore(2)).toBeCloseTo(3 / Math.sqrt(14 / 3), 12);
    for (const symbol of [0, 1, 2]) section.set(symbol, 4);
    section.rank();
    expect(section.zScore(0)).toBe(0);
    expect(() => new CrossSection(0)).toThrow(ConfigError);
  });
});

describe("CrossSectionalMomentum", () => {
  const paths = (symbols: number, rows: number, seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: symbols }, (_, symbol) => {
      let price = 100;
      return Float64Array.from({ length: rows }, () => {
        price *= 1 + 0.01 * random.normal() + 0.004 * (symbol - symbols / 2);
        return price;
      });
    });
  };

  test("ranks the returns over the lookback, the newest left out, in whatever order samples come", () => {
    const prices = paths(5, 60, 1);
    const [forth, back] = [1, 2].map(() => new CrossSectionalMomentum(5, { lookback: 6, skip: 2, every: 1 })) as [
      CrossSectionalMomentum,
      CrossSectionalMomentum,
    ];
    for (let row = 0; row < 60; row++) {
      for (let s = 0; s < 5; s++) {
        forth.update(s, prices[s]![row]!);
        forth.update(s, Number.NaN);
        back.update(4 - s, prices[4 - s]![row]!);
      }
      for (let s = 0; s < 5; s++) {
        const signal = forth.update(s, -1);
        expect(back.update(s, Number.NaN)).toBe(signal);
        if (row < 8) expect(signal).toBeNaN();
      }
      if (row < 8) continue;
      const returns = Float64Array.from(prices, (column) => column[row - 2]! / column[row - 8]! - 1);
      const expected = crossSectionalPositions(returns);
      for (let s = 0; s < 5; s++) {
        expect(forth.update(s, Number.NaN)).toBe(expected[s]!);
        expect(forth.value(s)).toBe(returns[s]!);
      }
    }
    expect(forth.reason(4)).toMatch(/^rank [12] of 5 by its return of [\d.]+ % over 6 samples$/);
  });

  test("a symbol that trades no more holds nobody up", () => {
    const prices = paths(4, 80, 2);
    const signal = new CrossSectionalMomentum(4, { lookback: 3, skip: 0, every: "bar" });
    for (let row = 0; row < 80; row++)
      for (let s = 0; s < (row < 40 ? 4 : 3); s++) signal.bar(s, 1, 1, 1, prices[s]![row]!);
    // The newest round is open: the last ranking is that of the round before it.
    const returns = Float64Array.from(prices.slice(0, 3), (column) => column[78]! / column[75]! - 1);
    const expected = crossSectionalPositions(Float64Array.of(...returns, prices[3]![39]! / prices[3]![36]! - 1));
    for (let s = 0; s < 4; s++) expect(signal.update(s, 5)).toBe(expected[s]!);
  });

  test("goes on from a snapshot to the bit", () => {
    const prices = paths(6, 200, 3);
    const make = () => new CrossSectionalMomentum(6, { lookback: 4, every: 2 });
    const [whole, second] = [make(), make()];
    for (let row = 0; row < 200; row++)
      for (let s = 0; s < 6; s++) {
        const signal = whole.update(s, prices[s]![row]!);
        if (row === 101 && s === 3) {
          const writer = new SnapshotWriter();
          whole.snapshot(writer);
          second.restore(new SnapshotReader(writer.finish()));
        }
        if (row > 101) expect(second.update(s, prices[s]![row]!)).toBe(signal);
        else if (row === 101 && s > 3) second.update(s, prices[s]![row]!);
      }
  });

  test("bad options are named", () => {
    for (const [name, value] of Object.entries({ lookback: 0, skip: -1, every: 0, least: 1 }))
      expect(() => new CrossSectionalMomentum(3, { [name]: value })).toThrow(name);
  });
});
