/** Reasons: what a rule found, in words, with the values of the bar at which it spoke. */
import type { PlanNode } from "./plan.ts";

/** A value that a reason tells: a node's, or a place in a node's state. */
export interface ReasonValue {
  readonly node: PlanNode;
  readonly state?: number;
}

/** How a reason is told. */
export type Reason =
  | { readonly parts: ReasonParts }
  | { readonly all: readonly Reason[] }
  | { readonly any: readonly { readonly when: PlanNode; readonly reason: Reason }[]; readonly tells: boolean }
  | { readonly before: string; readonly of: Reason; readonly after: string };

/** Words and values. */
export type ReasonParts = readonly (string | ReasonValue)[];

/** A node's value. */
export function valueAt(node: PlanNode): ReasonValue {
  return { node };
}

/** Two of what is told, and a word between. */
export function between(told: readonly ReasonParts[], word: string): Reason {
  return { parts: [...told[0]!, word, ...told[1]!] };
}

/** All values that a reason needs. */
export function valuesOf(reason: Reason): ReasonValue[] {
  if ("parts" in reason) return reason.parts.filter((part) => typeof part !== "string");
  if ("all" in reason) return reason.all.flatMap(valuesOf);
  if ("any" in reason) return reason.any.flatMap(({ when, reason: its }) => [valueAt(when), ...valuesOf(its)]);
  return valuesOf(reason.of);
}

/** The text, with the values in the order of {@link valuesOf}. */
export function textOf(reason: Reason, values: Iterator<number>): string {
  const next = () => values.next().value as number;
  if ("parts" in reason)
    return reason.parts.map((part) => (typeof part === "string" ? part : shownNumber(next()))).join("");
  if ("all" in reason) return reason.all.map((each) => textOf(each, values)).join("; ");
  if ("any" in reason) {
    const told = reason.any.map(({ reason: its }) => ({ holds: next() === 1, text: textOf(its, values) }));
    const holds = told.filter((each) => each.holds);
    return (reason.tells && holds.length > 0 ? holds : told).map(({ text }) => text).join(" or ");
  }
  return `${reason.before}${textOf(reason.of, values)}${reason.after}`;
}

/** Six significant digits. */
export function shownNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "unknown";
}
