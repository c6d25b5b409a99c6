import { describe, expect, test } from "bun:test";
import { indicator } from "./indicator.ts";
import { indicatorSet } from "./indicator-set.ts";
import { makeBars } from "./testing/series.ts";

const closes = makeBars("walk", 300, 7, ["real"]).real!;
const members = {
  macd: indicator("MACD"),
  ema: indicator("EMA", { timePeriod: 26 }),
  deviation: indicator("STDDEV", { timePeriod: 20 }),
  variance: indicator("VAR", { timePeriod: 20 }),
};

describe("a set of indicators", () => {
  const set = indicatorSet(members);

  test("computes what two of them need once, and says so", () => {
    expect(set.shared().map(({ by }) => by)).toContainEqual(["macd", "ema"]);
    expect(set.shared().some(({ part, by }) => part.startsWith("windowMoments") && by.length === 2)).toBe(true);
    const { together, apart } = set.operations();
    expect(apart - together).toBe(3); // one EMA, the moments, and their division
  });

  test("gives each what it has alone, to the bit, over columns and bar by bar", () => {
    const together = set.batch(closes);
    const stream = set.stream();
    for (const [i, close] of closes.entries()) {
      stream.update(close);
      for (const [name, member] of Object.entries(members))
        for (const output of member.outputs)
          expect(stream.value(name, output.name)).toBe(together[name]![output.name]![i]!);
    }
    for (const [name, member] of Object.entries(members))
      for (const [output, column] of Object.entries(member.batch(closes).outputs))
        expect(Array.from(together[name]![output]!)).toEqual(Array.from(column));
  });

  test("goes on from a snapshot, and takes a bar back", () => {
    const [a, b] = [set.stream(), set.stream()];
    for (const close of closes) a.update(close);
    b.restore(JSON.parse(JSON.stringify(a.snapshot())));
    a.update(1);
    a.replaceLast(101);
    b.update(101);
    expect(a.value("macd", "macdSignal")).toBe(b.value("macd", "macdSignal"));
  });

  test("refuses members of two minds about NaN, and names that it does not have", () => {
    expect(() => indicatorSet({ a: indicator("EMA"), b: indicator("SMA", {}, { nan: "skip" }) })).toThrow("b.nan");
    expect(() => set.stream().value("nope")).toThrow("member");
    expect(() => indicatorSet({})).toThrow("at least one");
  });
});

test("an indicator takes another's output as its input", () => {
  const ofAverage = indicator("STDDEV", { timePeriod: 5 }).of(indicator("EMA", { timePeriod: 10 }));
  const average = indicator("EMA", { timePeriod: 10 }).batch(closes).outputs.real!;
  const alone = indicator("STDDEV", { timePeriod: 5 }).batch(average.subarray(9)).outputs.real!;
  expect(ofAverage.lookback).toBe(13);
  expect(Array.from(ofAverage.batch(closes).outputs.real!.subarray(13))).toEqual(Array.from(alone.subarray(4)));
});
