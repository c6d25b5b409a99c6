import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import { ConfigError, InputError, Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { compileRules } from "./compiled-rules.ts";
import { above, crossesAbove, rising, rule, series, sma } from "./functions.ts";
import { findPreset, PRESETS } from "./presets/presets.ts";
import { BAR_FIELDS, type Rule } from "./rule.ts";
import type { RuleStream } from "./rule-stream.ts";
import { randomBars, randomRules } from "./testing/random-rules.ts";
import { type Bars, referenceSignals } from "./testing/reference.ts";

/** Where two columns differ in a bit. */
function differences(ours: Float64Array, theirs: Float64Array): string[] {
  if (ours.length !== theirs.length) return [`${ours.length} bars where there are ${theirs.length}`];
  return Array.from(ours, (value, t) =>
    Object.is(value, theirs[t]) ? "" : `${t}: ${value} where ${theirs[t]}`,
  ).filter((text) => text !== "");
}

function barAt(bars: Bars, t: number): [number, number, number, number, number] {
  return BAR_FIELDS.map((field) => bars[field][t]!) as [number, number, number, number, number];
}

describe("compiled rules", () => {
  test("over columns, bar by bar and as they are written: the same bits", () => {
    fc.assert(
      fc.property(randomRules, randomBars(120), (rules, bars) => {
        const compiled = compileRules(rules as Rule[]);
        const native = compiled.batch(bars);
        const portable = compiled.batch(bars, { portable: true });
        // A stream of two symbols, of which the other has the bars backwards.
        const stream = compiled.stream({ symbols: 2 });
        const streamed = rules.map(() => new Float64Array(bars.close.length));
        for (let t = 0; t < bars.close.length; t++) {
          stream.push(...barAt(bars, bars.close.length - 1 - t), 0);
          const fired = stream.push(...barAt(bars, t), 1);
          for (const [r, column] of streamed.entries()) column[t] = stream.value(r, 1);
          expect(fired).toBe(streamed.filter((column) => Math.abs(column[t]!) > 0).length);
        }
        for (const [r, rule] of rules.entries()) {
          const expected = referenceSignals(rule, bars, compiled.fields);
          expect(differences(native[rule.name]!, expected)).toEqual([]);
          expect(differences(portable[rule.name]!, expected)).toEqual([]);
          expect(differences(streamed[r]!, expected)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  }, 600_000);

  test("a stream that was put down goes on to the bit, and one that was reset begins anew", () => {
    fc.assert(
      fc.property(randomRules, randomBars(100), fc.nat(100), (rules, bars, cut) => {
        const compiled = compileRules(rules as Rule[]);
        const length = bars.close.length;
        const whole = compiled.stream({ symbols: 2 });
        for (let t = 0; t < Math.min(cut, length); t++) whole.push(...barAt(bars, t), 1);
        const writer = new SnapshotWriter();
        whole.snapshot(writer);
        const resumed = compiled.stream({ symbols: 2 });
        for (let t = 0; t < length; t++) resumed.push(...barAt(bars, t), 1);
        const before = all(resumed, 1);
        resumed.reset(1);
        for (let t = 0; t < length; t++) resumed.push(...barAt(bars, t), 1);
        expect(all(resumed, 1)).toEqual(before);
        const reader = new SnapshotReader(writer.finish());
        resumed.restore(reader);
        reader.end();
        for (let t = Math.min(cut, length); t < length; t++)
          for (const stream of [whole, resumed]) stream.push(...barAt(bars, t), 1);
        expect(all(resumed, 1)).toEqual(all(whole, 1));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test("a state of other rules, or of other symbols, is refused, and nothing is changed", () => {
    const [one, other] = [compileRules(findPreset("golden-cross")), compileRules(findPreset("death-cross"))];
    const writer = new SnapshotWriter();
    one.stream().snapshot(writer);
    const bytes = writer.finish();
    expect(() => other.stream().restore(new SnapshotReader(bytes))).toThrow("other rules");
    expect(() => one.stream({ symbols: 2 }).restore(new SnapshotReader(bytes))).toThrow("other number of symbols");
    expect(() => one.stream().restore(new SnapshotReader(bytes.subarray(0, 90)))).toThrow(InputError);
  });

  test("what is asked for twice is computed once", () => {
    const slow = sma(200);
    const rules = [10, 20, 30, 40].map((fast) => rule(`cross ${fast}`).when(crossesAbove(sma(fast), slow)));
    expect(compileRules(rules).size.series).toBe(5);
    const same = ["a", "b", "c"].map((name) => rule(name).when(crossesAbove(sma(10), slow)));
    expect(compileRules(same).size).toEqual(compileRules(same[0]!).size);
  });

  test("an indicator whose numbers are not finite disturbs no other", () => {
    // McGinley's divides by its last value: no volume makes it begin anew.
    const dynamic = rule("dynamic").when(above(series("DYNAMIC", {}, { of: "volume" }), 0));
    const average = rule("average")
      .confidence(sma(2, "open"))
      .when(above(sma(2, "open"), 0));
    const volume = Float64Array.of(300, 100, 200, 400, 200, 100, 0, 0, 0, 0, 0, 0, 0);
    const columns = { open: new Float64Array(volume.length).fill(100), volume };
    const joined = compileRules([dynamic, average]).batch(columns).average!;
    expect(differences(joined, compileRules(average).batch(columns).average!)).toEqual([]);
    expect(joined.findLastIndex(Number.isNaN)).toBe(0);
  });

  test("a push allocates nothing", () => {
    const stream = compileRules(PRESETS).stream({ symbols: 3 });
    const random = new Random(5);
    const step = (count: number) => {
      for (let k = 0; k < count; k++) {
        const close = 100 + random.integer(1000) / 100;
        stream.push(close, close + 1, close - 1, close, 10, k % 3);
      }
    };
    step(2000);
    Bun.gc(true);
    const before = heapStats().objectCount;
    step(5000);
    expect(heapStats().objectCount - before).toBeLessThan(500);
  }, 60_000);

  test("empty columns, missing ones and ones of other lengths", () => {
    const compiled = compileRules(rule("up").when(above("close", sma(3))));
    expect(compiled.batch({ close: new Float64Array(0) })).toEqual({ up: new Float64Array(0) });
    expect(compileRules(rule("always").when(above(1, 0))).batch({ close: Float64Array.of(1, 2) })).toEqual({
      always: Float64Array.of(0.5, 0.5),
    });
    expect(() => compiled.batch({})).toThrow("close: got no Float64Array");
    const two = compileRules(rule("up").when(above("close", "open")));
    expect(() => two.batch({ open: new Float64Array(3), close: new Float64Array(4) })).toThrow(
      "close: has 4 bars where open has 3",
    );
    expect(() => compiled.stream({ symbols: 0 })).toThrow("symbols: got 0; allowed: an integer from 1 to 65536");
    expect(() => compiled.stream().value("down")).toThrow(ConfigError);
  });

  test("a bar that is not whole is skipped and counted; fields that no rule looks at may be anything", () => {
    const stream = compileRules(rule("up").when(rising("close", 2))).stream();
    const closes = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 4];
    const values = closes.map((close) => {
      stream.update({ close });
      return stream.value("up");
    });
    expect(values).toEqual([Number.NaN, Number.NaN, Number.NaN, 0.5, Number.NaN, 0.5]);
    expect([stream.bars(), stream.skipped()]).toEqual([4, 2]);
  });
});

function all(stream: RuleStream, symbol: number): unknown[] {
  const names = stream.compiled.names;
  return names.map((name) => [
    stream.value(name, symbol),
    stream.age(name, symbol),
    stream.signal(name, symbol),
    stream.bars(symbol),
    stream.skipped(symbol),
  ]);
}
