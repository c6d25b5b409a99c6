/**
 * What an operator tells the risk gate of a running engine: states, heartbeats and limits, each a sequenced event.
 */
import {
  ConfigError,
  type EventQueue,
  type RiskAction,
  RiskCommand,
  RiskLimit,
  RiskLimitsCommit,
  RiskScope,
} from "@hotpath/core";
import { limitRows, parseRiskLimits, type RiskGate, type RiskLimits } from "@hotpath/risk";

/** Whose orders a command is about, and who gives it, why. */
export interface RiskOrigin {
  /** Of one account alone; by default of all. */
  account?: number;
  /** Of one strategy alone. */
  strategy?: number;
  /** Who: a number of your own, which the audit carries. Default 0. */
  actor?: number;
  /** Why: a number of your own. Default 0. */
  reason?: number;
}

/**
 * Writes a command to the gate.
 *
 * @throws {ConfigError} for an account or strategy that the gate keeps no books of, or a number that is none
 */
export function writeRiskCommand(
  inbox: EventQueue,
  gate: RiskGate,
  micros: number,
  action: RiskAction,
  origin: RiskOrigin,
): void {
  const { account, strategy } = origin;
  if (account !== undefined && strategy !== undefined)
    throw new ConfigError("strategy", strategy, "one of account and strategy, not both");
  const scope =
    strategy !== undefined ? RiskScope.Strategy : account !== undefined ? RiskScope.Account : RiskScope.Firm;
  const scopeId = strategy ?? account ?? 0;
  if (gate.levels.indexOf(scope, scopeId) === -1) {
    const known = scope === RiskScope.Account ? gate.levels.accounts : gate.levels.strategies;
    const name = scope === RiskScope.Account ? "account" : "strategy";
    throw new ConfigError(name, scopeId, `one that riskLimits names: ${known.join(", ") || "none"}`);
  }
  RiskCommand.write(
    inbox,
    micros,
    0,
    -1,
    0,
    action,
    scope,
    scopeId,
    who(origin.actor, "actor"),
    who(origin.reason, "reason"),
  );
}

/**
 * Writes limits, a record each and one that puts them into force together.
 *
 * @throws {ConfigError} naming what is wrong; nothing is then written
 */
export function writeRiskLimits(
  inbox: EventQueue,
  gate: RiskGate,
  micros: number,
  limits: Partial<RiskLimits>,
  origin: Pick<RiskOrigin, "actor" | "reason">,
): void {
  const { instruments } = gate;
  const parsed = parseRiskLimits(limits, "riskLimits", instruments);
  gate.assertFit(parsed, "riskLimits");
  const [actor, reason] = [who(origin.actor, "actor"), who(origin.reason, "reason")];
  const rows = limitRows(parsed, instruments);
  for (const { instrument, value, scope, scopeId, field } of rows)
    RiskLimit.write(inbox, micros, 0, instrument, 0, value, scope, scopeId, field);
  RiskLimitsCommit.write(inbox, micros, 0, -1, 0, rows.length, actor, reason);
}

function who(number: number | undefined, path: string): number {
  const value = number ?? 0;
  if ((value | 0) !== value) throw new ConfigError(path, number, "an integer of 32 bits");
  return value;
}
