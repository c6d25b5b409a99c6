import type { Condition, Rule } from "../rule.ts";

/** A rule that the field knows by name, with what it says and whose it is. */
export interface Preset extends Rule {
  horizon: number;
  title: string;
  source: string;
}

/** What the two directions of a rule have in common. */
export interface PresetText {
  horizon: number;
  source: string;
}

/** A preset. */
export function preset(
  name: string,
  direction: "up" | "down",
  title: string,
  { horizon, source }: PresetText,
  when: Condition,
): Preset {
  return { name, direction, title, source, horizon, when };
}
