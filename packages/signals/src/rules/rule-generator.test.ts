import { expect, test } from "bun:test";
import { Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { SignalSet } from "../signal-set.ts";
import { compileRules } from "./compiled-rules.ts";
import { above, crossesAbove, crossesBelow, rising, rule, sma } from "./functions.ts";
import { ruleGenerator } from "./rule-generator.ts";

const up = rule("up")
  .horizon(3)
  .when(crossesAbove("close", sma(3)));
const down = rule("down")
  .down()
  .confidence(0.25)
  .when(crossesBelow("close", sma(3)));

test("a bar's signals stand until the next, or for as many bars as they are told to", () => {
  const closes = [1, 2, 3, 2, 1, 5, 6, 7, 8];
  const run = (stands: number) => {
    const generator = ruleGenerator([up, down], { stands })(2);
    return closes.map((close) => {
      generator.bar!(1, close, close, close, close, 0);
      return [generator.update(1, close, 1), generator.value(1)];
    });
  };
  const unknown = [Number.NaN, Number.NaN];
  const none = [0, 0];
  const fall = [-0.25, -1];
  const rise = [0.5, 1];
  const first = [unknown, unknown, unknown];
  expect(run(1)).toEqual([...first, fall, none, rise, none, none, none]);
  expect(run(3)).toEqual([...first, fall, fall, [0.125, 0], rise, rise, none]);
});

test("says why, and how far it looks", () => {
  const generator = ruleGenerator([up, down], { name: "cross", updatesPerBar: 4 })(1);
  expect([generator.name, generator.horizon, generator.reason!(0)]).toEqual(["cross", 80, "cross: no rule speaks"]);
  for (const close of [1, 2, 3, 2]) generator.bar!(0, close, close, close, close, 0);
  expect(generator.reason!(0)).toBe("down: close 2 crossed below SMA(3) 2.33333");
});

test("in a set, on prices and on bars; a set that was put down goes on to the bit", () => {
  const make = () =>
    new SignalSet({
      symbols: 2,
      generators: [
        ruleGenerator(rule("drift").when(rising("close", 2)), { on: "prices" }),
        ruleGenerator(rule("high").when(above("close", sma(4)))),
      ],
    });
  using set = make();
  using other = make();
  const random = new Random(3);
  const prices = Array.from({ length: 400 }, () => 100 + random.normal());
  const said = new Set<number>();
  for (const [t, price] of prices.entries()) {
    set.update(t % 2, price, 0, t);
    said.add(set.score(t % 2, 0));
    if (t !== 200) continue;
    const writer = new SnapshotWriter();
    set.snapshot(writer);
    other.restore(new SnapshotReader(writer.finish()));
  }
  for (let t = 201; t < 400; t++) other.update(t % 2, prices[t]!, 0, t);
  expect([...said].filter((value) => !Number.isNaN(value)).sort()).toEqual([0, 0.5]);
  for (const symbol of [0, 1])
    for (const signal of [0, 1, 2, 3]) expect(other.score(symbol, signal)).toBe(set.score(symbol, signal));
});

test("the same signals as the rules alone", () => {
  const generator = ruleGenerator(down)(1);
  const stream = compileRules(down).stream();
  const random = new Random(4);
  for (let t = 0; t < 200; t++) {
    const close = 100 + random.normal();
    generator.bar!(0, close, close, close, close, 1);
    stream.push(close, close, close, close, 1);
    expect(generator.update(0, close, 1)).toBe(stream.value(0));
  }
});

test("what cannot be", () => {
  expect(() => ruleGenerator(rule("v").when(above("volume", 1)), { on: "prices" })).toThrow("ruleGenerator.on");
  expect(() => ruleGenerator(up, { stands: 0 })).toThrow("ruleGenerator.stands: got 0");
  expect(() => ruleGenerator(up, { on: "ticks" as "bars" })).toThrow("ruleGenerator.on");
  expect(() => ruleGenerator(up, { on: "prices", updatesPerBar: 4 })).toThrow("ruleGenerator.updatesPerBar");
});
