import { ConfigError, InputError } from "@hotpath/core";
import { HISTORICAL_SCENARIOS } from "./crises.ts";

/** Moves of factors that come together. */
export interface Scenario {
  name: string;
  /** In words. */
  title?: string;
  /** The days that it is of, where it is history. */
  from?: string;
  to?: string;
  /** Each factor's move, as a fraction: −0.2 is a fall of 20 %, or of 0.2 in the factor's own unit where that is a yield. */
  shocks: Readonly<Record<string, number>>;
  /** Where the moves are published. */
  source?: string;
}

/**
 * A historical scenario by its name.
 *
 * @throws {ConfigError} there is none; it lists them
 */
export function historicalScenario(name: string): Scenario {
  const found = HISTORICAL_SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new ConfigError("scenario", name, HISTORICAL_SCENARIOS.map((scenario) => scenario.name).join(", "));
}

/**
 * A scenario from data, as read from JSON: `{ name, shocks: { factor: move } }`.
 *
 * @throws {InputError} what is no scenario; it says where
 */
export function parseScenario(data: unknown, path = "scenario"): Scenario {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new InputError(
      "INPUT_INVALID",
      `${path}: got ${JSON.stringify(data)}; allowed: { name, shocks: { factor: move } }`,
    );
  const { name, title, from, to, shocks, source, ...unknown } = data as Record<string, unknown>;
  const [other] = Object.keys(unknown);
  if (other !== undefined)
    throw new InputError(
      "INPUT_INVALID",
      `${path}.${other}: no such key; allowed: name, title, from, to, shocks, source`,
    );
  if (typeof name !== "string" || name === "")
    throw new InputError("INPUT_INVALID", `${path}.name: got ${JSON.stringify(name)}; allowed: a name`);
  if (typeof shocks !== "object" || shocks === null || Array.isArray(shocks) || Object.keys(shocks).length === 0)
    throw new InputError("INPUT_INVALID", `${path}.shocks: got ${JSON.stringify(shocks)}; allowed: { factor: move }`);
  for (const [factor, move] of Object.entries(shocks))
    if (typeof move !== "number" || !Number.isFinite(move))
      throw new InputError(
        "INPUT_INVALID",
        `${path}.shocks.${factor}: got ${JSON.stringify(move)}; allowed: a finite number`,
      );
  const texts = Object.entries({ title, from, to, source }).filter(([, value]) => value !== undefined);
  for (const [key, value] of texts)
    if (typeof value !== "string")
      throw new InputError("INPUT_INVALID", `${path}.${key}: got ${JSON.stringify(value)}; allowed: a text`);
  return { name, shocks: { ...(shocks as Record<string, number>) }, ...Object.fromEntries(texts) };
}
