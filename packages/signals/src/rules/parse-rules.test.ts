import { expect, test } from "bun:test";
import { ConfigError } from "@hotpath/core";
import { crossesAbove, rule, series, sma } from "./functions.ts";
import { parseRules } from "./parse-rules.ts";
import { PRESETS } from "./presets/presets.ts";
import type { Rule } from "./rule.ts";

/** The error of a rule with this condition. */
function refused(when: unknown, more: object = {}): string {
  try {
    parseRules([{ name: "r", direction: "up", when, ...more }]);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  return "nothing is wrong";
}

test("rules are completed, and survive JSON", () => {
  const golden = rule("golden-cross")
    .up()
    .when(crossesAbove(sma(50), sma(200)));
  const data: Rule = {
    name: "golden-cross",
    direction: "up",
    when: {
      crossesAbove: [
        { indicator: "SMA", timePeriod: 50 },
        { indicator: "SMA", timePeriod: 200 },
      ],
    },
  };
  expect(golden).toEqual(data);
  expect(parseRules(data)).toEqual([{ ...data, horizon: 20, confidence: 0.5 }]);
  const again = JSON.parse(JSON.stringify(PRESETS));
  expect(again).toEqual(PRESETS);
  expect(parseRules(again)).toEqual(parseRules(PRESETS));
});

test("what is wrong is named by its path, with its value and what is allowed", () => {
  const sma50 = { indicator: "SMA", timePeriod: 50 };
  expect(refused({ crossesAbove: [sma50, { indicator: "SMA", timePeriod: 0 }] })).toBe(
    "rules[0].when.crossesAbove[1].timePeriod: got 0; allowed: an integer from 1 to 100000",
  );
  expect(refused({ above: [{ indicator: "SMMA5" }, 0] })).toStartWith(
    'rules[0].when.above[0].indicator: got "SMMA5"; allowed: a name of the registry',
  );
  expect(refused({ above: [{ indicator: "SMA", period: 5 }, 0] })).toBe(
    "rules[0].when.above[0].period: got 5; allowed: one of timePeriod",
  );
  expect(refused({ above: [{ indicator: "MACD", output: "hist" }, 0] })).toBe(
    'rules[0].when.above[0].output: got "hist"; allowed: macd, macdSignal, macdHist',
  );
  expect(refused({ above: [{ indicator: "SMA", of: { indicator: "RSI", timePeriod: 1.5 } }, 0] })).toStartWith(
    "rules[0].when.above[0].of.timePeriod: got 1.5",
  );
  expect(refused({ above: [{ indicator: "CORREL" }, 0] })).toContain("rules[0].when.above[0].of: got undefined");
  expect(refused({ above: [{ indicator: "CORREL", of: { real0: "high", real2: "low" } }, 0] })).toBe(
    'rules[0].when.above[0].of.real2: got "low"; allowed: real0, real1',
  );
  expect(refused({ above: ["last", 0] })).toBe(
    'rules[0].when.above[0]: got "last"; allowed: one of "open", "high", "low", "close", "volume"',
  );
  expect(refused({ above: ["close"] })).toContain('rules[0].when.above: got ["close"]; allowed: a list of 2 operands');
  expect(refused({ above: ["close", Number.NaN] })).toContain("above[1]: got NaN; allowed: a finite number");
  expect(refused({ over: ["close", 1] })).toContain('rules[0].when: got {"over":["close",1]}; allowed: a condition');
  expect(refused({ above: ["close", 1], below: ["close", 2] })).toContain("rules[0].when.below: got");
  expect(refused({ rising: "close" })).toContain("rules[0].when.bars: got null; allowed: a value, beside rising, bars");
  expect(refused({ within: 0, when: { above: [1, 0] } })).toContain("rules[0].when.within: got 0");
  expect(refused({ all: [] })).toContain("a list of 1 to 100 conditions");
  expect(refused({ not: [{ above: [1, 0] }] })).toContain("rules[0].when.not: got");
  expect(refused({ candle: "RSI" })).toContain('rules[0].when.candle: got "RSI"; allowed: a candle pattern');
  expect(refused({ candle: "CDLHAMMERS" })).toContain("rules[0].when.candle");
  expect(refused({ candle: "CDLHAMMER", says: "up" })).toContain("rules[0].when.says");
  expect(refused({ timeframe: 200, when: { timeframe: 200, when: { above: [1, 0] } } })).toBe(
    "rules[0].when.when.timeframe: got 200; allowed: at most 10000 bars, with those around it",
  );
  expect(refused({ divergence: "bearish", against: { indicator: "RSI" }, left: 0 })).toContain("when.left: got 0");
  expect(refused({ above: [1, 0] }, { confidence: 1 })).toContain(
    "rules[0].confidence: got 1; allowed: a number above 0",
  );
  expect(refused({ above: [1, 0] }, { confidence: { ago: 1 } })).toContain("rules[0].confidence.of");
  expect(refused({ above: [1, 0] }, { horizon: 0 })).toContain("rules[0].horizon: got 0");
  expect(refused({ above: [1, 0] }, { direction: "long" })).toContain('rules[0].direction: got "long"');
  expect(refused({ above: [1, 0] }, { wen: 1 })).toContain("rules[0].wen: got 1; allowed: only the keys name,");
  expect(refused(undefined)).toContain("rules[0].when");
});

test("what is no list of rules", () => {
  for (const value of [undefined, null, 7, "golden-cross", [], [null], {}])
    expect(() => parseRules(value)).toThrow(ConfigError);
  const same = rule("same").when(crossesAbove("close", 1));
  expect(() => parseRules([same, same])).toThrow('rules[1].name: got "same"; allowed: rules of different names');
  const loop: { not?: object } = {};
  loop.not = loop;
  expect(() => parseRules({ name: "loop", direction: "up", when: loop })).toThrow("levels of nesting");
  expect(() => parseRules(JSON.parse('{"name":"p","direction":"up","when":{"__proto__":{"above":[1,0]}}}'))).toThrow(
    ConfigError,
  );
});

test("names and parameters of indicators are the compiler's business", () => {
  expect(series("MACD", { fastPeriod: 8 }, { output: "macdHist" })).toEqual({
    indicator: "MACD",
    fastPeriod: 8,
    output: "macdHist",
  });
  // @ts-expect-error no such indicator
  series("MACDX");
  // @ts-expect-error no such parameter
  series("MACD", { fast: 8 });
  // @ts-expect-error no such parameter, in data
  const data: Rule = { name: "x", direction: "up", when: { above: [{ indicator: "SMA", period: 5 }, 0] } };
  expect(() => parseRules(data)).toThrow("period");
});
