/** Rules from outside, checked. The shape of each part is told by its key, so that an error names the very value. */
import { ConfigError } from "@hotpath/core";
import { integerIn, oneOf, parseConfig } from "@hotpath/core/config";
import * as v from "valibot";
import { lowerRules } from "./internal/lower.ts";
import {
  type AnySeries,
  BAR_FIELDS,
  type CompleteRule,
  type Condition as ConditionOf,
  type Operand as OperandOf,
  RULE_BOUNDS,
  RULE_CONFIDENCE,
  RULE_HORIZON,
} from "./rule.ts";

type Series = AnySeries;
type Operand = OperandOf<AnySeries>;
type Condition = ConditionOf<AnySeries>;
type Shape = Readonly<Record<string, v.GenericSchema>>;

const bars = integerIn(1, RULE_BOUNDS.bars);
const pivotBars = v.optional(integerIn(1, RULE_BOUNDS.pivotBars));
const timeframe = integerIn(1, RULE_BOUNDS.timeframe);
const finite = v.custom<number>((x) => Number.isFinite(x), "a finite number");

const operand: v.GenericSchema<unknown, Operand> = v.lazy((input) => operandSchema(input) as v.GenericSchema<Operand>);
const series: v.GenericSchema<unknown, Series> = v.lazy((input) => seriesSchema(input) as v.GenericSchema<Series>);
const condition: v.GenericSchema<unknown, Condition> = v.lazy(
  (input) => shapeOf(input, conditionShapes, "a condition: an object with") as v.GenericSchema<Condition>,
);
const two = list(operand, "operands", 2, 2);
const three = list(operand, "operands", 3, 3);
const operands = list(operand, "operands");

const operandShapes: Readonly<Record<string, Shape>> = {
  ago: { ago: bars, of: operand },
  highest: { highest: operand, bars },
  lowest: { lowest: operand, bars },
  add: { add: operands },
  subtract: { subtract: two },
  multiply: { multiply: operands },
  divide: { divide: two },
  minimum: { minimum: operands },
  maximum: { maximum: operands },
  absolute: { absolute: operand },
  timeframe: { timeframe, value: operand },
};

const conditionShapes: Readonly<Record<string, Shape>> = {
  above: { above: two },
  below: { below: two },
  between: { between: three },
  crossesAbove: { crossesAbove: two },
  crossesBelow: { crossesBelow: two },
  rising: { rising: operand, bars },
  falling: { falling: operand, bars },
  breaksAbove: { breaksAbove: operand, bars, of: v.optional(operand) },
  breaksBelow: { breaksBelow: operand, bars, of: v.optional(operand) },
  divergence: {
    divergence: oneOf(["bearish", "bullish"]),
    price: v.optional(operand),
    against: operand,
    left: pivotBars,
    right: pivotBars,
    maxBars: v.optional(bars),
  },
  candle: { candle: text("the name of a candle pattern"), says: v.optional(oneOf(["bullish", "bearish", "either"])) },
  all: { all: list(condition, "conditions") },
  any: { any: list(condition, "conditions") },
  not: { not: condition },
  within: { within: bars, when: condition },
  timeframe: { timeframe, when: condition },
};

const confidence: v.GenericSchema<unknown, CompleteRule["confidence"]> = v.lazy(
  (input) =>
    (typeof input === "number"
      ? v.custom((x) => typeof x === "number" && x > 0 && x < 1, "a number above 0 and below 1, or an operand")
      : operandSchema(input)) as v.GenericSchema<CompleteRule["confidence"]>,
);

const ruleShape: Shape = {
  name: v.custom<string>((x) => typeof x === "string" && x.length >= 1 && x.length <= 100, "1 to 100 characters"),
  direction: oneOf(["up", "down"]),
  when: condition,
  horizon: v.optional(integerIn(1, RULE_BOUNDS.horizon), RULE_HORIZON),
  confidence: v.optional(confidence, RULE_CONFIDENCE),
  title: v.optional(text("text")),
  source: v.optional(text("text")),
};
const rule = v.lazy((input) => (isObject(input) ? exactly(ruleShape, input) : refuse("a rule: an object")));

/**
 * Checks rules and completes them.
 *
 * @param value a rule, or a list of 1 to 1000 rules of different names
 * @param path what they are called in errors
 * @throws {ConfigError} for the first thing that is wrong, with its path, as `rules[0].when.crossesAbove[1].timePeriod`
 * @example parseRules(JSON.parse(text))[0].horizon // 20, where the text does not say
 */
export function parseRules(value: unknown, path = "rules"): readonly CompleteRule[] {
  refuseDepth(value, path);
  const rules = (Array.isArray(value)
    ? parseConfig(v.array(rule, "a list of rules"), value, path)
    : [parseConfig(rule, value, path)]) as unknown as readonly CompleteRule[];
  if (rules.length < 1 || rules.length > RULE_BOUNDS.rules)
    throw new ConfigError(path, rules.length, `1 to ${RULE_BOUNDS.rules} rules`);
  const at = (k: number) => (Array.isArray(value) ? `${path}[${k}]` : path);
  const seen = new Set<string>();
  for (const [k, { name }] of rules.entries()) {
    if (seen.has(name)) throw new ConfigError(`${at(k)}.name`, name, "rules of different names");
    seen.add(name);
  }
  // What indicators allow is found where they are made.
  lowerRules(rules, at);
  return rules;
}

function operandSchema(input: unknown): v.GenericSchema {
  if (typeof input === "number") return finite;
  if (typeof input === "string" || (isObject(input) && Object.hasOwn(input, "indicator"))) return seriesSchema(input);
  return shapeOf(input, operandShapes, `a number, ${BAR_FIELDS.join(", ")}, or an object with indicator,`);
}

function seriesSchema(input: unknown): v.GenericSchema {
  if (typeof input === "string") return oneOf(BAR_FIELDS);
  if (!isObject(input) || !Object.hasOwn(input, "indicator"))
    return refuse(`${BAR_FIELDS.join(", ")}, or an object with indicator`);
  const shape: Record<string, v.GenericSchema> = {};
  // Parameters are checked by the indicator itself.
  for (const key of Object.keys(input))
    shape[key] = v.custom<unknown>(
      (x) => Number.isFinite(x) || typeof x === "string",
      "a number, or a choice by its name",
    );
  shape.indicator = text("the name of an indicator");
  shape.output = v.optional(text("the name of an output"));
  shape.profile = v.optional(text("the name of a profile"));
  shape.of = v.optional(
    v.lazy((of) => (isObject(of) && !Object.hasOwn(of, "indicator") ? v.record(v.string(), series) : seriesSchema(of))),
  );
  return v.strictObject(shape);
}

/** The shape that an object's key tells, of which it may have no other keys. */
function shapeOf(input: unknown, shapes: Readonly<Record<string, Shape>>, what: string): v.GenericSchema {
  const key = isObject(input) ? Object.keys(input).find((each) => Object.hasOwn(shapes, each)) : undefined;
  if (key === undefined) return refuse(`${what} ${Object.keys(shapes).join(", ")}`);
  return exactly(shapes[key]!, input as object);
}

function exactly(shape: Shape, input: object): v.GenericSchema {
  const keys = Object.keys(shape).join(", ");
  const unknown = Object.keys(input).find((key) => !Object.hasOwn(shape, key));
  if (unknown !== undefined) return v.object({ [unknown]: refuse(`only the keys ${keys}`), ...shape });
  const entries = Object.entries(shape).map(([key, schema]) => {
    const isThere = schema.type === "optional" || Object.hasOwn(input, key);
    return [key, isThere ? schema : v.optional(refuse(`a value, beside ${keys}`), null)];
  });
  return v.strictObject(Object.fromEntries(entries));
}

function refuse(allowed: string): v.GenericSchema {
  return v.custom<never>(() => false, allowed);
}

function text(what: string): v.GenericSchema<string> {
  return v.custom<string>((x) => typeof x === "string" && x.length > 0 && x.length <= 1000, what);
}

function list<Member>(
  member: v.GenericSchema<unknown, Member>,
  what: string,
  least = 1,
  most: number = RULE_BOUNDS.list,
): v.GenericSchema<unknown, Member[]> {
  const members = v.array(member);
  const other = refuse(`a list of ${least === most ? least : `${least} to ${most}`} ${what}`);
  return v.lazy((input) =>
    Array.isArray(input) && input.length >= least && input.length <= most ? members : (other as typeof members),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Before anything recursive sees it: an object may even hold itself. */
function refuseDepth(value: unknown, path: string): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 2 * RULE_BOUNDS.depth)
      throw new ConfigError(path, "…", `at most ${RULE_BOUNDS.depth} levels of nesting`);
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length > 1_000_000) throw new ConfigError(path, "…", "at most a million values at one level");
  }
}
