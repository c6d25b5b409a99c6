import { describe, expect, test } from "bun:test";
import { compileRules } from "./compiled-rules.ts";
import {
  above,
  ago,
  all,
  any,
  below,
  between,
  breaksAbove,
  candle,
  crossesAbove,
  crossesBelow,
  divergence,
  minus,
  not,
  onBars,
  over,
  rising,
  rule,
  series,
  sma,
  valueOnBars,
  within,
} from "./functions.ts";
import { findPreset, PRESETS } from "./presets/presets.ts";
import type { Condition } from "./rule.ts";
import type { RuleStream } from "./rule-stream.ts";

/** What a condition says over closes, bar by bar: 1, 0 or NaN. */
function truths(when: Condition, closes: readonly number[]): number[] {
  const stream = streamOf(when);
  return closes.map((close) => {
    stream.push(close, close, close, close, 0);
    return stream.value(0) * 2;
  });
}

function streamOf(when: Condition): RuleStream {
  return compileRules(rule("r").when(when)).stream();
}

function reasonAfter(when: Condition, closes: readonly number[]): string {
  const stream = streamOf(when);
  for (const close of closes) stream.push(close, close + 0.5, close - 0.5, close, 0);
  return stream.reason(0);
}

const unknown = Number.NaN;

describe("conditions", () => {
  test("a cross is where it is above, and was not at the bar before", () => {
    expect(truths(crossesAbove("close", 2), [1, 3, 4, 2, 3, 1])).toEqual([0, 1, 0, 0, 1, 0]);
    expect(truths(crossesAbove("close", 2), [3, 3])).toEqual([unknown, 0]);
    expect(truths(crossesBelow("close", 2), [3, 2, 1, 0])).toEqual([0, 0, 1, 0]);
  });

  test("what is not known is unknown, and its contrary too, unless the rest decides", () => {
    const warm = above(sma(3), 2);
    expect(truths(warm, [1, 2, 6, 0])).toEqual([unknown, unknown, 1, 1]);
    expect(truths(not(warm), [1, 2, 6, 0])).toEqual([unknown, unknown, 0, 0]);
    expect(truths(all(warm, above("close", 5)), [1, 6, 6])).toEqual([0, unknown, 1]);
    expect(truths(any(warm, above("close", 5)), [1, 6, 6])).toEqual([unknown, 1, 1]);
    expect(truths(above(over("close", minus("close", 2)), 0), [2, 3])).toEqual([unknown, 1]);
  });

  test("runs, spans and levels", () => {
    expect(truths(rising("close", 2), [1, 2, 3, 3, 4])).toEqual([unknown, unknown, 1, 0, 0]);
    expect(truths(within(2, above("close", 5)), [0, 9, 0, 0])).toEqual([unknown, 1, 1, 0]);
    expect(truths(breaksAbove("close", 2, "close"), [1, 2, 3, 3, 4])).toEqual([unknown, unknown, 1, 0, 1]);
    expect(truths(between("close", 1, 2), [0, 1, 2, 3])).toEqual([0, 1, 1, 0]);
    expect(truths(above("close", ago(2, "close")), [1, 2, 3, 2])).toEqual([unknown, unknown, 1, 0]);
  });

  test("a timeframe is as of its last bar that has closed", () => {
    const closes = [1, 2, 3, 4, 5, 0, 0];
    expect(truths(onBars(3, above("close", 2)), closes)).toEqual([unknown, unknown, 1, 1, 1, 0, 0]);
    expect(truths(above("close", valueOnBars(2, sma(2))), closes)).toEqual([unknown, unknown, unknown, 1, 1, 0, 0]);
    expect(truths(onBars(2, onBars(3, above("close", 2))), closes)).toEqual([...Array(5).fill(unknown), 0, 0]);
  });

  test("a divergence is known when its pivot is: so many bars later", () => {
    // Highs of 5 at bar 2 and of 6 at bar 7; the other has 9 and 8 there.
    const high = [1, 2, 5, 3, 2, 3, 4, 6, 4, 3];
    const other = [0, 0, 9, 0, 0, 0, 0, 8, 0, 0];
    const stream = streamOf(divergence("bearish", "volume", { price: "high", left: 2, right: 2 }));
    const said = high.map((value, t) => {
      stream.push(value, value, value, value, other[t]!);
      return stream.value(0) * 2;
    });
    expect(said).toEqual([unknown, unknown, unknown, unknown, 0, 0, 0, 0, 0, 1]);
    expect(stream.reason(0)).toBe("high 6, 2 bars ago, over 5, 5 bars before; volume 8 under 9");
  });
});

describe("signals", () => {
  test("have a direction, a confidence, a horizon, an age and a reason", () => {
    const fall = rule("fall")
      .down()
      .horizon(4)
      .confidence(minus("close", 2))
      .when(crossesBelow("close", sma(2)));
    const stream = compileRules([fall, rule("rise").when(crossesAbove("close", sma(2)))]).stream({ symbols: 2 });
    const fired = [1, 2, 5, 4].map((close) => stream.push(close, close, close, close, 0, 1));
    expect(fired).toEqual([0, 0, 0, 1]);
    expect(stream.signals(1)).toEqual([
      {
        rule: "fall",
        symbol: 1,
        direction: "down",
        confidence: 2 / 3,
        horizon: 4,
        age: 0,
        reason: "close 4 crossed below SMA(2) 4.5",
      },
    ]);
    expect(stream.value("fall", 1)).toBe(-2 / 3);
    expect(stream.signals(0)).toEqual([]);
    expect([stream.signal("rise", 1), stream.reason("rise", 1), stream.age("rise", 1)]).toEqual([
      undefined,
      "",
      unknown,
    ]);
    for (let k = 1; k < 5; k++) {
      stream.push(4, 4, 4, 4, 0, 1);
      expect(stream.age("fall", 1)).toBe(k);
      // The reason stays that of its own bar.
      expect(stream.reason("fall", 1)).toBe("close 4 crossed below SMA(2) 4.5");
    }
    expect(stream.signals(1)).toEqual([]);
  });

  test("reasons can be read", () => {
    const up = [1, 2, 3, 4, 5, 6];
    expect(reasonAfter(above("close", sma(3)), up)).toBe("close 6 above SMA(3) 5");
    expect(reasonAfter(rising("close", 3), up)).toBe("close 6 risen 3 bars in a row");
    expect(reasonAfter(breaksAbove("close", 2), up)).toBe("close 6 broke above the highest high of 2 bars before, 5.5");
    expect(reasonAfter(all(above("close", ago(2, "close")), not(above("close", 7))), up)).toBe(
      "close 6 above close 2 bars before, 4; not (close 6 above 7)",
    );
    expect(reasonAfter(any(above("close", 9), below(minus("close", "open"), 1)), up)).toBe("(close − open) 0 below 1");
    expect(reasonAfter(within(3, crossesAbove("close", 4)), up)).toBe("within 3 bars: close crossed above 4");
    expect(reasonAfter(onBars(2, above("close", series("EMA", { timePeriod: 2 }, { of: sma(2) }))), up)).toBe(
      "on 2 bars: close 6 above EMA(2) of SMA(2) 4",
    );
    expect(reasonAfter(onBars(2, above("close", "open")), [1, 2])).toBe("on 2 bars: close 2 above open 1");
    expect(reasonAfter(not(candle("CDLENGULFING", "bullish")), Array(40).fill(5))).toBe(
      "not (Engulfing Pattern (bullish))",
    );
  });
});

describe("presets", () => {
  test("have names of their own, texts and sources; each name is found", () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
    for (const preset of PRESETS) {
      expect(preset.title.length).toBeGreaterThan(10);
      expect(preset.source.length).toBeGreaterThan(10);
      expect(findPreset(preset.name)).toBe(preset);
    }
    expect(() => findPreset("silver-cross")).toThrow("golden-cross, death-cross");
  });

  test("mirrored bars give mirrored signals where a rule knows no level of prices", () => {
    // A price that swings about 100, and its mirror image.
    const wave = Array.from(
      { length: 1500 },
      (_, t) => 8 * (((t * t) % 97) / 97 - 0.5 + (((t % 150) - 75) ** 2 / 1500 - 1.2)),
    );
    const run = (sign: number) => {
      const stream = compileRules(PRESETS).stream();
      return wave.map((x, t) => {
        const [open, close] = [100 + sign * (wave[t - 1] ?? x), 100 + sign * x];
        stream.push(open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close, 10 + (t % 7));
        return new Map(PRESETS.map(({ name }) => [name, stream.value(name)]));
      });
    };
    const [straight, mirrored] = [run(1), run(-1)];
    const pairs = [
      ["golden-cross", "death-cross"],
      ["donchian-20-up", "donchian-20-down"],
      ["supertrend-up", "supertrend-down"],
      ["rsi-oversold", "rsi-overbought"],
      ["rsi-divergence-up", "rsi-divergence-down"],
      ["bollinger-reversion-up", "bollinger-reversion-down"],
      ["engulfing-up", "engulfing-down"],
      ["triple-screen-up", "triple-screen-down"],
    ] as const;
    for (const [up, down] of pairs) {
      const count = straight.filter((bar) => bar.get(up)! > 0).length;
      expect(count).toBeGreaterThan(0);
      const mirror = mirrored.filter((bar) => bar.get(down)! < 0).length;
      // Rounding of 100 + x and 100 − x differs in the last bit; a few signals hang on it.
      expect(Math.abs(count - mirror)).toBeLessThanOrEqual(1 + 0.05 * count);
    }
  }, 60_000);
});
