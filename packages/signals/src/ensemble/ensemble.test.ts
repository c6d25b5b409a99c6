import { describe, expect, test } from "bun:test";
import { log, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { type Combination, Ensemble, type EnsembleOptions } from "./ensemble.ts";

const combinations: readonly Combination[] = ["vote", "prod", "hedge", "stacking"];

/** Rounds of member signals in (−1, 1), some of which abstain, and outcomes. */
const rounds = (members: number) =>
  fc.array(
    fc.tuple(
      fc.array(
        fc.oneof({ weight: 6, arbitrary: fc.double({ min: -0.99, max: 0.99, noNaN: true }) }, fc.constant(NaN)),
        {
          minLength: members,
          maxLength: members,
        },
      ),
      fc.constantFrom(-1, 1),
    ),
    { minLength: 1, maxLength: 200 },
  );

/** The losses of the ensemble's weights and of each member, (1 − signal × outcome) / 2 each, where all speak. */
function play(options: EnsembleOptions, members: number, game: readonly (readonly [readonly number[], number])[]) {
  const ensemble = new Ensemble({ symbols: 1, members, ...options });
  const each = new Array<number>(members).fill(0);
  let own = 0;
  for (const [signals, outcome] of game) {
    const row = Float64Array.from(signals);
    own += (1 - ensemble.vote(0, row, 0) * outcome) / 2;
    for (let i = 0; i < members; i++) each[i]! += (1 - signals[i]! * outcome) / 2;
    ensemble.learn(0, row, 0, outcome);
  }
  return { own, best: Math.min(...each), ensemble };
}

const spoken = (members: number) =>
  rounds(members).map((game) =>
    game.map(([row, outcome]) => [row.map((s) => (s - s === 0 ? s : 0)), outcome] as const),
  );

describe("Ensemble", () => {
  test("a vote lies among the members, or is NaN where all abstain, however weights were learned", () => {
    fc.assert(
      fc.property(fc.constantFrom("vote", "prod", "hedge" as const), rounds(4), (combine, game) => {
        const ensemble = new Ensemble({ symbols: 1, members: 4, combine });
        for (const [signals, outcome] of game) {
          const row = Float64Array.from(signals);
          const vote = ensemble.vote(0, row, 0);
          const speaking = signals.filter((s) => s - s === 0);
          if (speaking.length === 0) expect(vote).toBeNaN();
          else {
            expect(vote).toBeGreaterThanOrEqual(Math.min(...speaking) - 1e-12);
            expect(vote).toBeLessThanOrEqual(Math.max(...speaking) + 1e-12);
          }
          ensemble.learn(0, row, 0, outcome);
          for (let i = 0; i < 4; i++) expect(ensemble.weight(0, i)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("hedge by its fixed rate loses at most √(T ln N / 2) more than the best member", () => {
    fc.assert(
      fc.property(spoken(5), (game) => {
        const { own, best } = play({ combine: "hedge", outcomes: game.length }, 5, game);
        expect(own - best).toBeLessThanOrEqual(Math.sqrt((game.length * log(5)) / 2) + 1e-9);
      }),
    );
  });

  test("adaptive hedge keeps AdaHedge's bound, and knows no number of outcomes", () => {
    fc.assert(
      fc.property(spoken(5), (game) => {
        const { own, best } = play({ combine: "hedge" }, 5, game);
        const [t, n] = [game.length, log(5)];
        // Theorem 8 of de Rooij et al. for losses in [0, 1].
        const bound = 2 * Math.sqrt(((best * (t - best)) / t) * n) + (16 / 3) * n + 2;
        expect(own - best).toBeLessThanOrEqual(bound + 1e-9);
      }),
    );
  });

  test("hedge leaves the share of who abstained as it was", () => {
    const ensemble = new Ensemble({ symbols: 1, members: 3, combine: "hedge", outcomes: 100 });
    for (let i = 0; i < 30; i++) ensemble.learn(0, Float64Array.of(0.9, -0.9, NaN), 0, 1);
    const share = ensemble.weight(0, 2) / 3;
    expect(ensemble.weight(0, 0)).toBeGreaterThan(ensemble.weight(0, 2));
    expect(ensemble.weight(0, 2)).toBeGreaterThan(ensemble.weight(0, 1));
    expect(share).toBeLessThan(0.5);
    const before = ensemble.weight(0, 0);
    ensemble.learn(0, Float64Array.of(NaN, NaN, NaN), 0, 1);
    expect(ensemble.weight(0, 0)).toBe(before);
  });

  test("stacking begins as the logarithmic pool, finds who is right, and turns round who is wrong", () => {
    const ensemble = new Ensemble({ symbols: 1, members: 3, combine: "stacking" });
    expect(ensemble.vote(0, Float64Array.of(0.5, 0.5, NaN), 0)).toBeCloseTo(0.5, 12);
    const random = new Random(4);
    let right = 0;
    for (let i = 0; i < 4000; i++) {
      const outcome = random.chance(0.5) ? 1 : -1;
      const told = (chance: number) => (random.chance(chance) ? outcome : -outcome) * 0.5;
      const row = Float64Array.of(told(0.7), told(0.5), told(0.25));
      if (i >= 2000 && ensemble.vote(0, row, 0) > 0 === outcome > 0) right++;
      ensemble.learn(0, row, 0, outcome);
    }
    expect(ensemble.weight(0, 0)).toBeGreaterThan(1);
    expect(Math.abs(ensemble.weight(0, 1))).toBeLessThan(0.6);
    expect(ensemble.weight(0, 2)).toBeLessThan(-1);
    // 0.75 is what the third alone, turned round, comes to.
    expect(right / 2000).toBeGreaterThan(0.72);
  });

  test("each goes on after a snapshot to the bit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...combinations), rounds(3), rounds(3), (combine, before, after) => {
        const one = play({ combine }, 3, before).ensemble;
        const writer = new SnapshotWriter();
        one.snapshot(writer);
        const two = new Ensemble({ symbols: 1, members: 3, combine });
        two.restore(new SnapshotReader(writer.finish()));
        for (const [signals, outcome] of after) {
          const row = Float64Array.from(signals);
          expect(two.vote(0, row, 0)).toEqual(one.vote(0, row, 0));
          one.learn(0, row, 0, outcome);
          two.learn(0, row, 0, outcome);
        }
      }),
    );
  });

  test("disagreement by share and by entropy, and the gate", () => {
    const row = Float64Array.of(0.9, 0.8, -0.1, 0, NaN);
    const ensemble = new Ensemble({
      symbols: 1,
      members: 5,
      combine: "vote",
      disagreement: { measure: "share", most: 0.3 },
    });
    expect(ensemble.disagreement(0, row, 0, 0.5, "share")).toBeCloseTo(1 / 3, 12);
    expect(ensemble.disagreement(0, row, 0, -0.5, "share")).toBeCloseTo(2 / 3, 12);
    expect(ensemble.disagreement(0, row, 0, 0.5, "entropy")).toBeCloseTo(0.918_295_834, 8);
    expect(ensemble.isDivided(0, row, 0, 0.5)).toBe(true);
    expect(ensemble.isDivided(0, Float64Array.of(0.9, 0.8, 0.1, 0, NaN), 0, 0.5)).toBe(false);
    expect(ensemble.disagreement(0, new Float64Array(5), 0, 0.5, "entropy")).toBe(0);
  });

  test("options that cannot be are named", () => {
    const make = (options: object) => () => new Ensemble({ symbols: 1, members: 2, ...options });
    expect(make({ combine: "best" })).toThrow("ensemble.combine");
    expect(make({ outcomes: 0 })).toThrow("ensemble.outcomes: got 0");
    expect(make({ disagreement: { measure: "share", most: 2 } })).toThrow("ensemble.disagreement.most: got 2");
    expect(make({ disagreement: { measure: "x", most: 1 } })).toThrow("ensemble.disagreement.measure");
  });
});
