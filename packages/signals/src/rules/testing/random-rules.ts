/** Random rules and random bars, for property tests. */
import { registry } from "@hotpath/indicators";
import fc from "fast-check";
import { type AnySeries, BAR_FIELDS, type BarField, type Condition, type Operand, type Rule } from "../rule.ts";
import type { Bars } from "./reference.ts";

type AnyOperand = Operand<AnySeries>;
type AnyCondition = Condition<AnySeries>;

const field = fc.constantFrom<BarField>(...BAR_FIELDS);
const candles = registry.filter(({ name }) => name.startsWith("CDL")).map(({ name }) => name);
/** Indicators of the registry over bars that have no other series among their inputs. */
const overBars = registry.filter(
  ({ name, inputs }) =>
    !name.startsWith("CDL") && inputs.every((input) => input === "real" || BAR_FIELDS.includes(input as BarField)),
);

const anyIndicator: fc.Arbitrary<AnySeries> = fc.constantFrom(...overBars).chain((definition) => {
  const outputs = definition.outputs.map((output) => (typeof output === "string" ? output : output.name));
  return fc.record({ output: fc.constantFrom(...outputs), of: field }).map(({ output, of }) => ({
    indicator: definition.name,
    output,
    ...(definition.inputs.length === 1 && definition.inputs[0] === "real" ? { of } : {}),
  }));
});

const averages: fc.Arbitrary<AnySeries> = fc
  .record({
    indicator: fc.constantFrom("SMA", "EMA", "WMA", "RSI", "ROC", "STDDEV"),
    timePeriod: fc.integer({ min: 2, max: 6 }),
    of: fc.oneof(field, fc.constant({ indicator: "EMA", timePeriod: 3 }), fc.constant(undefined)),
  })
  .map(({ of, ...rest }) => (of === undefined ? rest : { ...rest, of }));

const series = fc.oneof(field, averages, averages, anyIndicator);
const bars = fc.integer({ min: 1, max: 9 });
const timeframe = fc.integer({ min: 1, max: 7 });

const { operand, condition } = fc.letrec<{ operand: AnyOperand; condition: AnyCondition }>((tie) => {
  const pair = fc.tuple(tie("operand"), tie("operand"));
  const operands = fc.array(tie("operand"), { minLength: 1, maxLength: 3 });
  const conditions = fc.array(tie("condition"), { minLength: 1, maxLength: 3 });
  const deep = { depthSize: 0.6, withCrossShrink: true } as const;
  return {
    operand: fc.oneof(
      deep,
      fc.oneof(series, fc.integer({ min: -2, max: 110 })),
      fc.record({ ago: bars, of: tie("operand") }),
      fc.record({ highest: tie("operand"), bars }),
      fc.record({ lowest: tie("operand"), bars }),
      fc.record({ add: operands }),
      fc.record({ subtract: pair }),
      fc.record({ multiply: operands }),
      fc.record({ divide: pair }),
      fc.record({ minimum: operands }),
      fc.record({ maximum: operands }),
      fc.record({ absolute: tie("operand") }),
      fc.record({ timeframe, value: tie("operand") }),
    ) as fc.Arbitrary<AnyOperand>,
    condition: fc.oneof(
      deep,
      fc.oneof(
        fc.record({ above: pair }),
        fc.record({ below: pair }),
        fc.record({ crossesAbove: pair }),
        fc.record({ candle: fc.constantFrom(...candles), says: fc.constantFrom("bullish", "bearish", "either") }),
      ),
      fc.record({ crossesBelow: pair }),
      fc.record({ between: fc.tuple(tie("operand"), tie("operand"), tie("operand")) }),
      fc.record({ rising: tie("operand"), bars }),
      fc.record({ falling: tie("operand"), bars }),
      fc.record({ breaksAbove: tie("operand"), bars, of: tie("operand") }),
      fc.record({ breaksBelow: tie("operand"), bars }),
      fc.record({
        divergence: fc.constantFrom("bearish", "bullish"),
        price: tie("operand"),
        against: tie("operand"),
        left: fc.integer({ min: 1, max: 4 }),
        right: fc.integer({ min: 1, max: 4 }),
        maxBars: fc.integer({ min: 1, max: 40 }),
      }),
      fc.record({ all: conditions }),
      fc.record({ any: conditions }),
      fc.record({ not: tie("condition") }),
      fc.record({ within: bars, when: tie("condition") }),
      fc.record({ timeframe, when: tie("condition") }),
    ) as fc.Arbitrary<AnyCondition>,
  };
});

/** A condition of any kind. */
export const randomCondition: fc.Arbitrary<AnyCondition> = condition;

/** Up to four rules of different names. */
export const randomRules: fc.Arbitrary<Rule<AnySeries>[]> = fc
  .array(
    fc.record({
      direction: fc.constantFrom("up" as const, "down" as const),
      when: condition,
      confidence: fc.oneof(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        operand.filter((each) => typeof each !== "number") as fc.Arbitrary<Exclude<AnyOperand, number>>,
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((rules) => rules.map((rule, k) => ({ name: `rule ${k}`, ...rule })));

/**
 * Bars on a coarse grid, so that values are equal often, some of which lack something.
 *
 * @param length at most
 */
export function randomBars(length: number): fc.Arbitrary<Bars> {
  const step = fc.integer({ min: -4, max: 4 });
  const bar = fc.tuple(step, fc.nat(3), fc.nat(3), fc.nat(5), fc.nat(40), fc.nat(6));
  return fc.array(bar, { maxLength: length, size: "max" }).map((all) => {
    const columns = BAR_FIELDS.map(() => new Float64Array(all.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const [open, high, low, close, volume] = columns;
    let price = 100;
    for (const [t, [change, up, down, traded, gap, which]] of all.entries()) {
      open[t] = price;
      price = Math.max(10, price + change / 2);
      close[t] = price;
      high[t] = Math.max(open[t]!, price) + up / 2;
      low[t] = Math.min(open[t]!, price) - down / 2;
      volume[t] = 100 * traded;
      if (gap === 0) columns[which % 5]![t] = which > 4 ? Number.POSITIVE_INFINITY : Number.NaN;
    }
    return { open, high, low, close, volume };
  });
}
