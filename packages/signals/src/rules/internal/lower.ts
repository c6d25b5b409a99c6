/** From rules to a plan: what each part computes, and how it is told to a person. */
import { ConfigError } from "@hotpath/core";
import {
  type AnySeries,
  BAR_FIELDS,
  type BarField,
  type CompleteRule,
  type Condition as ConditionOf,
  type DivergenceCondition,
  type Operand as OperandOf,
  RULE_BOUNDS,
} from "../rule.ts";
import { DIVERGENCE } from "./kernels.ts";
import { Plan, type PlanNode } from "./plan.ts";
import { between, type Reason, type ReasonParts, shownNumber, valueAt } from "./reason.ts";
import { isCandle, isField, type NamedSeries, namedSeries } from "./series.ts";

type Operand = OperandOf<AnySeries>;
type Condition = ConditionOf<AnySeries>;

/** A rule as nodes of a plan. */
export interface LoweredRule {
  /** Of the base's bars. */
  readonly when: PlanNode;
  readonly confidence: PlanNode;
  readonly sign: 1 | -1;
  readonly reason: Reason;
}

/** Rules and the plan that they share. */
export interface LoweredRules {
  readonly plan: Plan;
  readonly rules: readonly LoweredRule[];
}

/** Where a part stands. */
interface Place {
  readonly path: string;
  /** Bars of the base in one bar. */
  readonly timeframe: number;
  /** Whether the values of now say why: within the last bars, they do not. */
  readonly tells: boolean;
}

interface Value {
  node: PlanNode;
  label: string;
}

interface Truth {
  node: PlanNode;
  reason: Reason;
}

/**
 * Lowers rules that have their shape already.
 *
 * @param at the path of a rule, by its number
 * @throws {ConfigError} what an indicator does not allow
 */
export function lowerRules(rules: readonly CompleteRule[], at: (rule: number) => string): LoweredRules {
  const lowering = new Lowering();
  const lowered = rules.map((rule, k): LoweredRule => {
    const place = { path: at(k), timeframe: 1, tells: true };
    const { node, reason } = lowering.condition(rule.when, { ...place, path: `${place.path}.when` });
    return {
      when: lowering.plan.held(node, 1),
      confidence: lowering.confidence(rule.confidence, { ...place, path: `${place.path}.confidence` }),
      sign: rule.direction === "up" ? 1 : -1,
      reason,
    };
  });
  return { plan: lowering.plan, rules: lowered };
}

class Lowering {
  readonly plan = new Plan();

  confidence(confidence: CompleteRule["confidence"], place: Place): PlanNode {
    if (typeof confidence === "number") return this.plan.constant(confidence);
    const { node } = this.operand(confidence, place);
    return this.plan.node("squeeze", 1, [this.plan.held(node, 1)]);
  }

  /** A number, as of the place's timeframe. */
  operand(operand: Operand, place: Place): Value {
    const { plan } = this;
    if (typeof operand === "number") return { node: plan.constant(operand), label: shownNumber(operand) };
    if (isField(operand) || "indicator" in operand) return this.#series(operand, place);
    if ("timeframe" in operand) {
      const inner = longer(place, operand.timeframe, "value");
      const { node, label } = this.operand(operand.value, inner);
      return { node: plan.held(node, place.timeframe), label: `${label} on ${inner.timeframe} bars` };
    }
    if ("highest" in operand) return this.#extreme("highest", operand.highest, operand.bars, place);
    if ("lowest" in operand) return this.#extreme("lowest", operand.lowest, operand.bars, place);
    if ("ago" in operand) {
      const { node, label } = this.operand(operand.of, below(place, "of"));
      const bars = operand.ago === 1 ? "the bar before" : `${operand.ago} bars before`;
      return { node: this.#ago(node, operand.ago, place), label: `${label} ${bars}` };
    }
    return this.#arithmetic(operand, place);
  }

  #arithmetic(operand: Exclude<Operand, number | AnySeries>, place: Place): Value {
    const [name, given] = Object.entries(operand)[0] as [keyof typeof SIGNS, Operand | readonly Operand[]];
    const of = (Array.isArray(given) ? given : [given]) as readonly Operand[];
    const values = of.map((each, k) => this.operand(each, below(place, Array.isArray(given) ? `${name}[${k}]` : name)));
    const node = this.plan.node(
      name,
      place.timeframe,
      values.map((value) => value.node),
    );
    const labels = values.map(({ label }) => label);
    const sign = SIGNS[name];
    return { node, label: sign === "" ? `${name}(${labels.join(", ")})` : `(${labels.join(` ${sign} `)})` };
  }

  #series(series: AnySeries, place: Place): Value {
    if (isField(series)) return this.#field(series, place);
    return this.#named(namedSeries(series, place.path), place);
  }

  #field(field: BarField, { timeframe }: Place): Value {
    return { node: this.plan.field(field, BAR_FIELDS.indexOf(field), timeframe), label: field };
  }

  #named(series: NamedSeries, { timeframe }: Place): Value {
    return { node: this.plan.series(series.key, timeframe, () => series), label: series.label };
  }

  #extreme(name: "highest" | "lowest", operand: Operand, bars: number, place: Place, key: string = name): Value {
    const value = this.operand(operand, below(place, key));
    const node = this.plan.node(name, place.timeframe, [value.node], [bars]);
    return { node, label: bars === 1 ? value.label : `${name} ${value.label} of ${bars} bars` };
  }

  #ago(node: PlanNode, bars: number, { timeframe }: Place): PlanNode {
    return node.operation === "constant" ? node : this.plan.node("ago", timeframe, [node], [bars]);
  }

  /** Whether something holds, as of the place's timeframe. */
  condition(condition: Condition, place: Place): Truth {
    const { plan } = this;
    if ("timeframe" in condition) {
      const inner = longer(place, condition.timeframe, "when");
      const { node, reason } = this.condition(condition.when, inner);
      return {
        node: plan.held(node, place.timeframe),
        reason: { before: `on ${inner.timeframe} bars: `, of: reason, after: "" },
      };
    }
    if ("all" in condition) return this.#all(condition.all, place);
    if ("any" in condition) return this.#any(condition.any, place);
    if ("not" in condition) {
      const { node, reason } = this.condition(condition.not, below(place, "not"));
      return { node: this.#not(node), reason: { before: "not (", of: reason, after: ")" } };
    }
    if ("within" in condition) {
      const { node, reason } = this.condition(condition.when, { ...below(place, "when"), tells: false });
      return {
        node: plan.node("within", place.timeframe, [node], [condition.within]),
        reason: { before: `within ${condition.within} bars: `, of: reason, after: "" },
      };
    }
    if ("divergence" in condition) return this.#divergence(condition, place);
    if ("candle" in condition) return this.#candle(condition, place);
    if ("breaksAbove" in condition || "breaksBelow" in condition) return this.#breakout(condition, place);
    if ("rising" in condition || "falling" in condition) return this.#run(condition, place);
    return this.#comparison(condition, place);
  }

  #all(conditions: readonly Condition[], place: Place): Truth {
    const truths = conditions.map((each, k) => this.condition(each, below(place, `all[${k}]`)));
    if (truths.length === 1) return truths[0]!;
    const node = this.plan.node(
      "all",
      place.timeframe,
      truths.map((truth) => truth.node),
    );
    return { node, reason: { all: truths.map(({ reason }) => reason) } };
  }

  #any(conditions: readonly Condition[], place: Place): Truth {
    const truths = conditions.map((each, k) => this.condition(each, below(place, `any[${k}]`)));
    if (truths.length === 1) return truths[0]!;
    const node = this.plan.node(
      "any",
      place.timeframe,
      truths.map((truth) => truth.node),
    );
    const reason = truths.map((truth) => ({ when: this.#base(truth.node), reason: truth.reason }));
    return { node, reason: { any: reason, tells: place.tells } };
  }

  #comparison(condition: Condition, place: Place): Truth {
    const { plan } = this;
    const [name, given] = Object.entries(condition)[0] as [string, readonly Operand[]];
    const values = given.map((each, k) => this.operand(each, below(place, `${name}[${k}]`)));
    const [a, b, c] = values as [Value, Value, Value];
    const above = (x: Value, y: Value) => plan.node("above", place.timeframe, [x.node, y.node]);
    const told = values.map((value) => this.#told(value, place));
    switch (name) {
      case "above":
        return { node: above(a, b), reason: between(told, " above ") };
      case "below":
        return { node: above(b, a), reason: between(told, " below ") };
      case "between": {
        const outside = [above(b, a), above(a, c)].map((node) => this.#not(node));
        const reason = { parts: [...told[0]!, " between ", ...told[1]!, " and ", ...told[2]!] };
        return { node: plan.node("all", place.timeframe, outside), reason };
      }
      case "crossesAbove":
        return { node: this.#cross(above(a, b), place), reason: between(told, " crossed above ") };
      default:
        return { node: this.#cross(above(b, a), place), reason: between(told, " crossed below ") };
    }
  }

  /** True, where it was not at the bar before. */
  #cross(node: PlanNode, place: Place): PlanNode {
    return this.plan.node("all", place.timeframe, [node, this.#not(this.#ago(node, 1, place))]);
  }

  #not(node: PlanNode): PlanNode {
    return this.plan.node("not", node.timeframe, [node]);
  }

  #run(condition: Extract<Condition, { rising: Operand } | { falling: Operand }>, place: Place): Truth {
    const rises = "rising" in condition;
    const value = rises
      ? this.operand(condition.rising, below(place, "rising"))
      : this.operand(condition.falling, below(place, "falling"));
    const before = this.#ago(value.node, 1, place);
    const step = this.plan.node("above", place.timeframe, rises ? [value.node, before] : [before, value.node]);
    const { bars } = condition;
    // Always so: never not so.
    const broken = this.plan.node("within", place.timeframe, [this.#not(step)], [bars]);
    const text = ` ${rises ? "risen" : "fallen"} ${bars === 1 ? "since the bar before" : `${bars} bars in a row`}`;
    return { node: this.#not(broken), reason: { parts: [...this.#told(value, place), text] } };
  }

  #breakout(condition: Extract<Condition, { breaksAbove: Operand } | { breaksBelow: Operand }>, place: Place): Truth {
    const up = "breaksAbove" in condition;
    const value = up
      ? this.operand(condition.breaksAbove, below(place, "breaksAbove"))
      : this.operand(condition.breaksBelow, below(place, "breaksBelow"));
    const { bars, of = up ? "high" : "low" } = condition;
    const extreme = this.#extreme(up ? "highest" : "lowest", of, bars, place, "of");
    const label = bars === 1 ? `${extreme.label} of the bar before` : `the ${extreme.label} before`;
    const level = { node: this.#ago(extreme.node, 1, place), label };
    const node = this.plan.node("above", place.timeframe, up ? [value.node, level.node] : [level.node, value.node]);
    const told = [value, level].map((each) => this.#told(each, place));
    return { node, reason: between(told, up ? " broke above " : " broke below ") };
  }

  #candle(condition: Extract<Condition, { candle: string }>, place: Place): Truth {
    const { candle, says = "either" } = condition;
    if (!isCandle(candle))
      throw new ConfigError(`${place.path}.candle`, candle, "a candle pattern of the registry, such as CDLHAMMER");
    const series = namedSeries({ indicator: candle }, place.path);
    const value = this.plan.series(series.key, place.timeframe, () => series);
    const zero = this.plan.constant(0);
    const up = this.plan.node("above", place.timeframe, [value, zero]);
    const down = this.plan.node("above", place.timeframe, [zero, value]);
    const node = { bullish: up, bearish: down, either: this.plan.node("any", place.timeframe, [up, down]) }[says];
    const name = series.of.definition.title;
    return { node, reason: { parts: [says === "either" ? name : `${name} (${says})`] } };
  }

  #divergence(condition: DivergenceCondition<AnySeries>, place: Place): Truth {
    const { divergence, left = 5, right = 5, maxBars = 60 } = condition;
    const bearish = divergence === "bearish";
    const price = this.operand(condition.price ?? (bearish ? "high" : "low"), below(place, "price"));
    const against = this.operand(condition.against, below(place, "against"));
    const numbers = [left, right, maxBars, bearish ? 1 : -1];
    const node = this.plan.node("divergence", place.timeframe, [price.node, against.node], numbers);
    const state = (at: number) => (place.tells ? [{ node, state: at }] : ["…"]);
    const parts = [
      `${price.label} `,
      ...state(DIVERGENCE.price),
      `, ${right} bars ago, ${bearish ? "over" : "under"} `,
      ...state(DIVERGENCE.priceBefore),
      ", ",
      ...state(DIVERGENCE.distance),
      ` bars before; ${against.label} `,
      ...state(DIVERGENCE.against),
      ` ${bearish ? "under" : "over"} `,
      ...state(DIVERGENCE.againstBefore),
    ];
    const name = `${bearish ? "lower high" : "higher low"} of ${against.label}`;
    const short = `a ${bearish ? "higher high" : "lower low"} of ${price.label} with a ${name}`;
    return { node, reason: { parts: place.tells ? parts : [short] } };
  }

  /** A value with its name, where it has one of its own. */
  #told({ node, label }: Value, place: Place): ReasonParts {
    if (node.operation === "constant" || !place.tells) return [label];
    return [label.endsWith(" before") ? `${label}, ` : `${label} `, valueAt(this.#base(node))];
  }

  /** As the rule sees it when it speaks. */
  #base(node: PlanNode): PlanNode {
    return this.plan.held(node, 1);
  }
}

/** How arithmetic is written. */
const SIGNS = { add: "+", subtract: "−", multiply: "×", divide: "÷", minimum: "", maximum: "", absolute: "" } as const;

function below(place: Place, key: string): Place {
  return { ...place, path: `${place.path}.${key}` };
}

function longer(place: Place, bars: number, key: string): Place {
  const timeframe = place.timeframe * bars;
  if (timeframe > RULE_BOUNDS.timeframe)
    throw new ConfigError(
      `${place.path}.timeframe`,
      bars,
      `at most ${RULE_BOUNDS.timeframe} bars, with those around it`,
    );
  return { ...below(place, key), timeframe };
}
